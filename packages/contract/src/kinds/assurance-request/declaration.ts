import { ASSURANCES } from "@entente/words";
import { Type } from "typebox";
import { assuranceWords } from "../../assurance-words.ts";
import { Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

/** An assurance request: what the other side must promise before something can be shared or done. */
export const assuranceRequest = tellingKind({
  kind: "assurance_request",
  act: "request",
  label: say("Assurance request", "Demande de garantie", "आश्वासन अनुरोध"),
  reply: { need: "required", theirs: "any", ours: [] },
  asks: { clock: "answer", by: ["assurance"] },
  fields: {
    wanted: Type.Array(Type.Enum(ASSURANCES), {
      minItems: 1,
      maxItems: ASSURANCES.length,
      uniqueItems: true,
    }),
    reason: Prose,
  },
  sections: [
    {
      label: say("What must be assured", "Ce qui doit être garanti", "किसका आश्वासन चाहिए"),
      fields: [
        field(
          "wanted",
          "codes",
          say("Wanted", "Demandé", "चाहिए"),
          say("All at once.", "Tout à la fois.", "सब एक साथ।"),
          {
            codes: codesOf("assurance", ASSURANCES, assuranceWords),
          },
        ),
        field(
          "reason",
          "prose",
          say("Reason", "Raison", "कारण"),
          say("What depends on it.", "Ce qui en dépend.", "इस पर क्या निर्भर है।"),
        ),
      ],
    },
  ],
  example: () => ({
    title: "no death penalty",
    content: {
      wanted: ["no_death_penalty"],
      reason: "Invented: without it our law lets nothing of this out.",
    },
  }),
});
