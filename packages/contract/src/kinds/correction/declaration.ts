import { Type } from "typebox";
import { CLOSED, Line, Prose } from "../../fields.ts";
import { field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

/** A correction of what one has sent: what was said, what is right, and why. It reaches every receiver. */
export const correction = tellingKind({
  kind: "correction",
  act: "release",
  label: say("Correction", "Rectification", "संशोधन"),
  reply: { need: "required", theirs: [], ours: "any" },
  asks: { clock: "acknowledge", by: ["acknowledgement"] },
  everyState: true,
  fields: {
    corrections: Type.Array(Type.Object({ where: Line, was: Prose, is: Prose }, CLOSED), {
      minItems: 1,
      maxItems: 50,
    }),
    reason: Prose,
  },
  sections: [
    {
      label: say("What is corrected", "Ce qui est rectifié", "क्या सुधारा गया"),
      fields: [
        field(
          "corrections",
          "list",
          say("Corrections", "Rectifications", "संशोधन"),
          say("Each thing apart.", "Chaque point séparément.", "प्रत्येक बात अलग।"),
          {
            fields: [
              field(
                "where",
                "line",
                say("Where", "Où", "कहाँ"),
                say("Field or place.", "Champ ou endroit.", "क्षेत्र या स्थान।"),
              ),
              field(
                "was",
                "prose",
                say("Was", "Était", "पहले"),
                say("As it was sent.", "Tel qu’envoyé.", "जैसा भेजा गया।"),
              ),
              field(
                "is",
                "prose",
                say("Is", "Est", "अब"),
                say("As it is right.", "Tel qu’exact.", "जैसा सही है।"),
              ),
            ],
          },
        ),
        field(
          "reason",
          "prose",
          say("Reason", "Raison", "कारण"),
          say("How it was found.", "Comment cela fut découvert.", "कैसे पता चला।"),
        ),
      ],
    },
  ],
  effects: () => [{ effect: "corrects" }],
  example: () => ({
    title: "the number of drums",
    content: {
      corrections: [{ where: "facts", was: "twelve drums", is: "eleven drums" }],
      reason: "Invented: the drums were counted again.",
    },
  }),
});
