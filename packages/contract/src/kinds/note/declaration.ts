import { Prose } from "../../fields.ts";
import { field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

/**
 * A note: conversation on the record. It goes at once where it reveals nothing personal and nothing protected; else it
 * waits for a second person like everything else. It closes a clarification, and nothing else.
 */
export const note = tellingKind({
  kind: "note",
  act: "release",
  label: say("Note", "Remarque", "टिप्पणी"),
  reply: { need: "optional", theirs: "any", ours: "any" },
  approval: "impersonal_alone",
  fields: { text: Prose },
  sections: [
    {
      label: say("Note", "Remarque", "टिप्पणी"),
      fields: [
        field(
          "text",
          "prose",
          say("Text", "Texte", "पाठ"),
          say(
            "Without names and numbers it goes at once.",
            "Sans noms ni numéros, elle part aussitôt.",
            "नाम और नंबर के बिना यह तुरंत जाती है।",
          ),
        ),
      ],
    },
  ],
  effects: () => [{ effect: "closes" }],
  example: () => ({
    title: "a word between desks",
    content: { text: "Invented: the drums are still at the port; our laboratory opens on Monday." },
  }),
});
