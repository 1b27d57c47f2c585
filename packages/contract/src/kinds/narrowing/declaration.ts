import { CHECKS } from "@entente/words";
import { Type } from "typebox";
import { Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

/** A narrowing: what of a request of ours is still asked. It never asks more. */
export const narrowing = tellingKind({
  kind: "narrowing",
  act: "request",
  label: say("Narrowing", "Restriction de la demande", "अनुरोध का संकुचन"),
  reply: { need: "required", theirs: [], ours: ["request"] },
  asks: { clock: "acknowledge", by: ["acknowledgement"] },
  everyState: true,
  fields: {
    still_asked: Type.Array(Type.Enum(CHECKS), { maxItems: CHECKS.length, uniqueItems: true }),
    subjects_dropped: Type.Array(Type.String({ pattern: "^S[1-9][0-9]?$" }), {
      maxItems: 50,
      uniqueItems: true,
    }),
    reason: Prose,
  },
  sections: [
    {
      label: say("What is still asked", "Ce qui reste demandé", "अब भी क्या पूछा गया है"),
      fields: [
        field(
          "still_asked",
          "codes",
          say("Still asked", "Reste demandé", "अब भी पूछा गया"),
          say("The checks that remain.", "Les vérifications restantes.", "शेष जाँचें।"),
          {
            codes: codesOf("check", CHECKS),
          },
        ),
        field(
          "subjects_dropped",
          "texts",
          say("Subjects dropped", "Sujets retirés", "हटाए गए विषय"),
          say("By reference: S1, S2.", "Par référence : S1, S2.", "संदर्भ से: S1, S2।"),
        ),
        field(
          "reason",
          "prose",
          say("Reason", "Raison", "कारण"),
          say("Why less is enough.", "Pourquoi moins suffit.", "कम क्यों पर्याप्त है।"),
        ),
      ],
    },
  ],
  effects: () => [{ effect: "narrows" }],
  example: () => ({
    title: "the company alone",
    content: {
      still_asked: ["company"],
      subjects_dropped: ["S2"],
      reason: "Invented: the subscriber is known by now.",
    },
  }),
});
