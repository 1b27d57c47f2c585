// table: the verbs that suspend, wind down and resume the own side of the relation.
import type { Verb } from "./verbs.ts";

const writes = { words: "", least: 0, most: 0, required: 1 } as const;

export const STATE_VERBS: readonly Verb[] = [
  {
    ...writes,
    name: "agreement suspend",
    flags: ["reason", "area", "note", "out", "emergency"],
    says: "write what the root must sign to suspend our side, whole or --area; --emergency suspends now, by two operators",
    load: async () => (await import("./officer/states.ts")).agreementSuspend,
  },
  {
    ...writes,
    name: "agreement wind-down",
    flags: ["reason", "area", "note", "out"],
    says: "write what the root must sign so that nothing new begins and what is open may be answered",
    load: async () => (await import("./officer/states.ts")).agreementWindDown,
  },
  {
    ...writes,
    name: "agreement resume",
    flags: ["reason", "area", "note", "out"],
    says: "write what the root must sign to resume; active again once neither side narrows it",
    load: async () => (await import("./officer/states.ts")).agreementResume,
  },
  {
    name: "agreement state show",
    words: "",
    least: 0,
    most: 0,
    flags: [],
    required: 0,
    says: "how the relation stands, area by area, and what both sides have said of it",
    load: async () => (await import("./officer/states.ts")).stateShow,
  },
  {
    name: "agreement state apply",
    words: "F",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "put a state that the root has signed in force; a second operator applies it too where more crosses after it",
    load: async () => (await import("./officer/states.ts")).stateApply,
  },
];
