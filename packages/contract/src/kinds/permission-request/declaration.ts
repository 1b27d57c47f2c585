import { PERMISSION_USES } from "@entente/words";
import { Type } from "typebox";
import { Line, Prose } from "../../fields.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const uses = codesOf("permission_use", PERMISSION_USES, {
  onward: say("Pass it on", "Le transmettre", "आगे भेजना"),
  evidence: say("Use it as evidence", "L’utiliser comme preuve", "साक्ष्य के रूप में उपयोग"),
  court: say("Use it in court", "L’utiliser en justice", "न्यायालय में उपयोग"),
  action: say("Act on it openly", "Agir ouvertement", "खुले तौर पर कार्रवाई"),
  other_purpose: say(
    "Use it for another purpose",
    "L’utiliser à une autre fin",
    "किसी अन्य प्रयोजन के लिए उपयोग",
  ),
});

/** A permission request: leave of the originator for what the marking of his dispatch does not allow. */
export const permissionRequest = tellingKind({
  kind: "permission_request",
  act: "request",
  label: say("Permission request", "Demande d’autorisation", "अनुमति अनुरोध"),
  reply: { need: "required", theirs: "any", ours: [] },
  asks: { clock: "answer", by: ["permission"] },
  fields: { use: Type.Enum(PERMISSION_USES), recipient: Type.Union([Type.Null(), Line]), reason: Prose },
  sections: [
    {
      label: say("What is asked leave for", "Ce qui est à autoriser", "किसकी अनुमति"),
      fields: [
        field(
          "use",
          "code",
          say("Use", "Usage", "उपयोग"),
          say("One at a time.", "Un à la fois.", "एक बार में एक।"),
          {
            codes: uses,
          },
        ),
        field(
          "recipient",
          "line",
          say("Recipient", "Destinataire", "प्राप्तकर्ता"),
          say("To whom, where passed on.", "À qui, si transmis.", "किसे, यदि आगे भेजा जाए।"),
        ),
        field(
          "reason",
          "prose",
          say("Reason", "Raison", "कारण"),
          say("Why it is needed.", "Pourquoi c’est nécessaire.", "क्यों आवश्यक है।"),
        ),
      ],
    },
  ],
  faults: ({ use, recipient }) =>
    (use === "onward") === (recipient !== null)
      ? []
      : [{ code: "recipient_and_use_differ", where: "/recipient" }],
  example: () => ({
    title: "leave to pass it on",
    content: {
      use: "onward",
      recipient: "Invented customs laboratory",
      reason: "Invented: they compare the labels of the drums.",
    },
  }),
});
