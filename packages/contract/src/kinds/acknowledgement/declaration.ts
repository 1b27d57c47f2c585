import { ACKNOWLEDGEMENTS } from "@entente/words";
import { Type } from "typebox";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const words = codesOf("acknowledgement", ACKNOWLEDGEMENTS, {
  done: say("Done", "Fait", "किया गया"),
  done_and_passed_on: say(
    "Done, and passed on to those who have it",
    "Fait et transmis à ceux qui l’ont",
    "किया गया, और जिनके पास है उन्हें बताया गया",
  ),
  held_no_more: say("No longer held here", "N’est plus détenu ici", "अब यहाँ नहीं रखा है"),
  kept_by_law: say(
    "Kept, because our law requires it",
    "Conservé, car notre loi l’exige",
    "रखा गया, क्योंकि हमारा कानून माँगता है",
  ),
});

/** An acknowledgement: what was done about a correction, a narrowing or a recall. One word, and so no second person. */
export const acknowledgement = tellingKind({
  kind: "acknowledgement",
  act: "release",
  label: say("Acknowledgement", "Accusé d’exécution", "पालन-सूचना"),
  reply: { need: "required", theirs: ["correction", "life_threat", "narrowing", "recall"], ours: [] },
  approval: "impersonal_alone",
  everyState: true,
  fields: { said: Type.Enum(ACKNOWLEDGEMENTS) },
  sections: [
    {
      label: say("What was done", "Ce qui a été fait", "क्या किया गया"),
      fields: [
        field("said", "code", say("Done", "Fait", "कार्य"), say("In a word.", "En un mot.", "एक शब्द में।"), {
          codes: words,
        }),
      ],
    },
  ],
  effects: () => [{ effect: "closes" }],
  example: () => ({ title: "done", content: { said: "done" } }),
});
