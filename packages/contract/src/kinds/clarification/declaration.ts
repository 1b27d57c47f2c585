import { UNCLEAR } from "@entente/words";
import { Type } from "typebox";
import { Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const unclear = codesOf("unclear", UNCLEAR, {
  identity: say("Who is meant", "De qui il s’agit", "किससे आशय है"),
  period: say("The period", "La période", "अवधि"),
  place: say("The place", "Le lieu", "स्थान"),
  offence: say(
    "The offence and its qualification",
    "L’infraction et sa qualification",
    "अपराध और उसका वर्गीकरण",
  ),
  purpose_link: say("The link to the purpose", "Le lien avec la finalité", "प्रयोजन से संबंध"),
  grounds: say("Why we should hold it", "Pourquoi nous le détiendrions", "हमारे पास होने का आधार"),
  checks: say("What is asked", "Ce qui est demandé", "क्या पूछा गया है"),
  authority: say("The authority", "L’autorité", "प्राधिकारी"),
  language: say("The language", "La langue", "भाषा"),
  attachment: say("A file", "Un fichier", "एक फ़ाइल"),
  other: say("Something else", "Autre chose", "कुछ और"),
});

/** A clarification: what is missing or unclear in a dispatch of the other side, so that it can be worked on. */
export const clarification = tellingKind({
  kind: "clarification",
  act: "request",
  label: say("Clarification", "Demande de précision", "स्पष्टीकरण अनुरोध"),
  reply: { need: "required", theirs: "any", ours: [] },
  asks: { clock: "answer", by: ["note"] },
  fields: {
    unclear: Type.Array(Type.Enum(UNCLEAR), { minItems: 1, maxItems: UNCLEAR.length, uniqueItems: true }),
    question: Prose,
  },
  sections: [
    {
      label: say("What is unclear", "Ce qui n’est pas clair", "क्या अस्पष्ट है"),
      fields: [
        field(
          "unclear",
          "codes",
          say("Missing or unclear", "Manquant ou imprécis", "अनुपस्थित या अस्पष्ट"),
          say("Every point at once.", "Tous les points à la fois.", "सभी बिंदु एक साथ।"),
          { codes: unclear },
        ),
        field(
          "question",
          "prose",
          say("Question", "Question", "प्रश्न"),
          say("What exactly you need to know.", "Ce qu’il vous faut savoir.", "आपको ठीक क्या जानना है।"),
        ),
      ],
    },
  ],
  example: () => ({
    title: "which of the two shipments",
    content: {
      unclear: ["period", "checks"],
      question:
        "Invented: do you mean the shipment of the spring or that of the autumn, and is the licence asked?",
    },
  }),
});
