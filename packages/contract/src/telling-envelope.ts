// table: what every told kind has around its own members: the gate's section, and the envelope of an example.
import { CATEGORIES } from "@entente/words";
import type { Content, ExampleSetting } from "./kind.ts";
import { codesOf, field, type Section, say } from "./layout.ts";
import type { Telling } from "./telling.ts";

/** What the law gate is told of a text. */
export const forTheGate: Section = {
  label: say("For the law gate", "Pour le contrôle légal", "विधि-द्वार के लिए"),
  fields: [
    field(
      "reveals",
      "codes",
      say("What the text reveals", "Ce que révèle le texte", "पाठ क्या प्रकट करता है"),
      say("The law gate judges by it.", "Le contrôle légal en dépend.", "विधि-द्वार इसी से निर्णय करता है।"),
      { codes: codesOf("category", CATEGORIES) },
    ),
    field(
      "about",
      "people",
      say("Who it is about", "De qui il s’agit", "किसके बारे में"),
      say(
        "Each identified person, as the law gate asks it. It stays here.",
        "Chaque personne identifiée, comme la loi le demande. Cela reste ici.",
        "प्रत्येक पहचाना गया व्यक्ति, जैसा विधि-द्वार पूछता है। यह यहीं रहता है।",
      ),
      { place: "draft" },
    ),
  ],
};

/** A complete invented draft around what a kind tells; without an address where it replies. */
export function envelopeExample(told: Telling, setting: ExampleSetting): Content {
  const { title, content } = told.example(setting);
  const begins = told.reply.need !== "required" && setting.replies !== true;
  const purpose = told.envelope?.purpose ?? "precursor_control";
  const address = { to: setting.to, area: setting.area, purpose };
  const haste = told.envelope?.urgency ?? "routine";
  const reason = haste === "routine" ? null : "Invented: it cannot wait.";
  return {
    from: setting.from,
    ...(begins ? address : {}),
    channel: "liaison",
    urgency: { class: haste, reason },
    language: "en",
    title: `INVENTED EXAMPLE: ${title}`,
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
      necessity: "The invented matter of the drums cannot go on without it.",
      proportionality: "Nothing is said beyond the matter.",
      accuracy: "Read again by the officer who wrote it.",
      reasons: null,
    },
    risk: { mistreatment: "none" },
    assurances: ["use_limit", "no_onward"],
    content: { ...content, reveals: [], about: [] },
  };
}
