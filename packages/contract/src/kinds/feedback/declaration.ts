import { USES } from "@entente/words";
import { Type } from "typebox";
import { Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const uses = codesOf("use", USES, {
  in_use: say("In use", "Utilisé", "उपयोग में"),
  led_to_measure: say("Led to a measure", "A conduit à une mesure", "किसी उपाय तक पहुँचा"),
  led_to_seizure: say("Led to a seizure", "A conduit à une saisie", "ज़ब्ती हुई"),
  led_to_arrest: say("Led to an arrest", "A conduit à une arrestation", "गिरफ़्तारी हुई"),
  already_known: say("Known already", "Déjà connu", "पहले से ज्ञात"),
  not_usable: say("Not usable", "Inutilisable", "अनुपयोगी"),
  too_late: say("Too late", "Trop tard", "बहुत देर से"),
});

/** Feedback: what became of what was told, so that who told it can do better. It closes a tip. */
export const feedback = tellingKind({
  kind: "feedback",
  act: "release",
  label: say("Feedback", "Retour d’utilité", "उपयोगिता प्रतिपुष्टि"),
  reply: { need: "required", theirs: ["answer", "tip"], ours: [] },
  fields: {
    use: Type.Enum(USES),
    text: Type.Union([Type.Null(), Prose]),
  },
  sections: [
    {
      label: say("What became of it", "Ce qu’il en est advenu", "उसका क्या हुआ"),
      fields: [
        field(
          "use",
          "code",
          say("Use", "Utilité", "उपयोग"),
          say("One word, for the measures.", "Un mot, pour les mesures.", "एक शब्द, मापों के लिए।"),
          { codes: uses },
        ),
        field(
          "text",
          "prose",
          say("More", "Précisions", "विस्तार"),
          say("Where it helps the other side.", "Si cela aide l’autre partie.", "जहाँ दूसरे पक्ष को सहायता मिले।"),
        ),
      ],
    },
  ],
  effects: () => [{ effect: "closes" }],
  example: () => ({
    title: "of use",
    content: { use: "in_use", text: "Invented: it is the basis of our own enquiry." },
  }),
});
