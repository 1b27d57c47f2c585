// table: the example answer; every person, company, number and event in it is invented.
import type { Content, ExampleSetting } from "../../kind.ts";

/** Answers the example request from one record of the node's holdings, or says that nothing is held. Invented. */
export function answerExample(setting: ExampleSetting): Content {
  const held = setting.holding;
  return {
    from: setting.from,
    channel: "liaison",
    urgency: { class: "routine", reason: null },
    language: "en",
    title: "INVENTED EXAMPLE: answer about the forwarder",
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: "AMBER",
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    evidential_use: false,
    offence: { class: "drug", political: false, military: false, death_exposed: false, max_years: 10 },
    notes: {
      necessity: "The invented request names this forwarder; the record answers it.",
      proportionality: "One record, nothing about other customers.",
      accuracy: "Checked against the register on the day of the answer.",
      reasons: null,
    },
    risk: { mistreatment: "none" },
    assurances: ["use_limit", "no_onward"],
    content: {
      outcome: held === null ? "nothing_held" : "partial",
      ground: null,
      text:
        held === null
          ? "Invented: nothing is held on the questions asked."
          : "Invented: one record is held; the number is not known here.",
      data_current_to: null,
      reveals: [],
      items: held === null ? [] : [{ holding: held }],
    },
  };
}
