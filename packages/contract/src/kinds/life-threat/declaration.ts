import type { Fault } from "@entente/words";
import { Type } from "typebox";
import { Desk } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

/** No line and no night desk has trouble with so much, and nobody hides a file in it (design §5). */
const MOST_BYTES = 8_192;
const Short = Type.String({ minLength: 1, maxLength: 4_000 });

/**
 * A warning of a threat to life: who is threatened, where, when, how, and which desk to call back. A whitelist: there is no
 * field to ask for anything, and no file. It goes on the life-threat lane, for life safety alone, and a second person
 * approves it.
 */
export const lifeThreat = tellingKind({
  kind: "life_threat",
  act: "release",
  label: say("Threat to life", "Menace de mort", "जीवन को ख़तरा"),
  reply: { need: "optional", theirs: "any", ours: "any" },
  asks: { clock: "acknowledge", by: ["acknowledgement"] },
  everyState: true,
  envelope: { urgency: "life_threat", purpose: "life_safety" },
  fields: { threatened: Short, where: Short, when: Short, nature: Short, call_back: Desk },
  sections: [
    {
      label: say("The threat", "La menace", "ख़तरा"),
      fields: [
        field(
          "threatened",
          "prose",
          say("Who is threatened", "Qui est menacé", "किसे ख़तरा है"),
          say("As much as protects.", "Ce qu’il faut pour protéger.", "जितना बचाव के लिए चाहिए।"),
        ),
        field("where", "prose", say("Where", "Où", "कहाँ"), say("The place.", "Le lieu.", "स्थान।")),
        field(
          "when",
          "prose",
          say("When", "Quand", "कब"),
          say("As far as known.", "Si connu.", "जितना ज्ञात हो।"),
        ),
        field(
          "nature",
          "prose",
          say("Nature of the threat", "Nature de la menace", "ख़तरे का स्वरूप"),
          say("What is to be feared.", "Ce qui est à craindre.", "किसका भय है।"),
        ),
        field(
          "call_back",
          "line",
          say("Desk to call back", "Bureau à rappeler", "किस डेस्क को वापस फ़ोन करें"),
          say(
            "Its number is in the directory, never here.",
            "Son numéro est dans l’annuaire, jamais ici.",
            "उसका नंबर निर्देशिका में है, यहाँ कभी नहीं।",
          ),
        ),
      ],
    },
  ],
  faults: sizeFaults,
  example: ({ from }) => ({
    title: "a witness in danger",
    content: {
      threatened: "Invented: the crane operator who reported the drums.",
      where: "Invented Harbour, east gate",
      when: "Tonight, at the change of shifts",
      nature: "Invented: a man with a firearm waits for him.",
      call_back: from,
    },
  }),
});

function sizeFaults(content: Content): readonly Fault[] {
  const bytes = new TextEncoder().encode(JSON.stringify(content)).length;
  return bytes > MOST_BYTES ? [{ code: "too_large_for_lane", where: "" }] : [];
}
