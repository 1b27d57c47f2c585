import { RECALL_REASONS } from "@entente/words";
import { Type } from "typebox";
import { Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const reasons = codesOf("recall_reason", RECALL_REASONS, {
  sent_in_error: say("Sent in error", "Envoyé par erreur", "भूल से भेजा गया"),
  wrong_recipient: say("Wrong recipient", "Mauvais destinataire", "गलत प्राप्तकर्ता"),
  source_at_risk: say("A source is at risk", "Une source est en danger", "स्रोत खतरे में है"),
  inaccurate: say("Not accurate", "Inexact", "सटीक नहीं"),
  consent_withdrawn: say("The owner withdrew his consent", "Consentement retiré", "स्वामी ने सहमति वापस ली"),
  court_order: say("By order of a court", "Par ordre d’un tribunal", "न्यायालय के आदेश से"),
});

/**
 * A recall of what has left. Its receiver's node shows the recalled content to nobody any more; whether it is erased there
 * too is decided by two persons there: no partner destroys another's file.
 */
export const recall = tellingKind({
  kind: "recall",
  act: "release",
  label: say("Recall", "Rappel", "वापसी"),
  reply: { need: "required", theirs: [], ours: "any" },
  asks: { clock: "acknowledge", by: ["acknowledgement"] },
  approval: "impersonal_alone",
  everyState: true,
  fields: {
    reason: Type.Enum(RECALL_REASONS),
    erase: Type.Boolean(),
    text: Type.Union([Type.Null(), Prose]),
  },
  sections: [
    {
      label: say("Why it is recalled", "Pourquoi ce rappel", "क्यों वापस माँगा गया"),
      fields: [
        field(
          "reason",
          "code",
          say("Reason", "Raison", "कारण"),
          say("In a word.", "En un mot.", "एक शब्द में।"),
          {
            codes: reasons,
          },
        ),
        field(
          "erase",
          "flag",
          say("Asks to erase", "Demande d’effacer", "मिटाने का अनुरोध"),
          say("Not only to close it.", "Pas seulement de le fermer.", "केवल बंद करना नहीं।"),
        ),
        field(
          "text",
          "prose",
          say("More", "Précisions", "विस्तार"),
          say("Without names it goes at once.", "Sans noms, il part aussitôt.", "नाम के बिना यह तुरंत जाती है।"),
        ),
      ],
    },
  ],
  effects: () => [{ effect: "recalls" }],
  example: () => ({
    title: "to the wrong desk",
    content: { reason: "wrong_recipient", erase: true, text: null },
  }),
});
