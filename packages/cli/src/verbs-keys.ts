// table: the verbs that change a node's own keys.
import type { Verb } from "./verbs.ts";

export const KEY_VERBS: readonly Verb[] = [
  {
    name: "key show",
    words: "",
    least: 0,
    most: 0,
    flags: [],
    required: 0,
    says: "how the node's own keys stand: in force, waiting, told to the partner, to be destroyed",
    load: async () => (await import("./officer/keys.ts")).keyShow,
  },
  {
    name: "key rotate",
    words: "",
    least: 0,
    most: 0,
    flags: ["out", "use", "revoke"],
    required: 1,
    says: "make new keys, not in use yet, and what the root must sign; --revoke where the old ones may be stolen",
    load: async () => (await import("./officer/keys.ts")).keyRotate,
  },
  {
    name: "key apply",
    words: "F",
    least: 1,
    most: 1,
    flags: [],
    required: 0,
    says: "put keys in force that the root has signed for; two operators, each with a device",
    load: async () => (await import("./officer/keys.ts")).keyApply,
  },
];
