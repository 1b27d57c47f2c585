import { EXTENSION_REASONS } from "@entente/words";
import { Type } from "typebox";
import { Day, Line, Prose } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const reasons = codesOf("extension_reason", EXTENSION_REASONS, {
  judicial_authorisation: say(
    "A court’s authorisation is needed",
    "Une autorisation judiciaire est nécessaire",
    "न्यायिक अनुमति आवश्यक है",
  ),
});

/**
 * An extension: the one way past the time to answer. Only the need for a court's authorisation allows it; its length and
 * its reason are said at once (Directive (EU) 2023/977 article 5). The clocks of both sides move, and say why.
 */
export const extension = tellingKind({
  kind: "extension",
  act: "release",
  label: say("Extension", "Prolongation", "समय-विस्तार"),
  reply: { need: "required", theirs: ["request"], ours: [] },
  fields: {
    reason: Type.Enum(EXTENSION_REASONS),
    until: Day,
    authority: Line,
    text: Prose,
  },
  sections: [
    {
      label: say("Why and until when", "Pourquoi et jusqu’à quand", "क्यों और कब तक"),
      fields: [
        field(
          "reason",
          "code",
          say("Reason", "Raison", "कारण"),
          say("There is no other.", "Il n’y en a pas d’autre.", "कोई दूसरा नहीं।"),
          { codes: reasons },
        ),
        field(
          "until",
          "day",
          say("Answer by", "Réponse avant le", "इस तिथि तक उत्तर"),
          say("Later than the clock says now.", "Après l’échéance actuelle.", "वर्तमान समय-सीमा के बाद।"),
        ),
        field(
          "authority",
          "line",
          say("Court or authority", "Tribunal ou autorité", "न्यायालय या प्राधिकारी"),
          say(
            "Whose authorisation is asked for.",
            "Dont l’autorisation est demandée.",
            "जिसकी अनुमति माँगी गई है।",
          ),
        ),
        field(
          "text",
          "prose",
          say("More", "Précisions", "विस्तार"),
          say("What has been done so far.", "Ce qui a été fait.", "अब तक क्या किया गया।"),
        ),
      ],
    },
  ],
  effects: movesTheClock,
  example: () => ({
    title: "a court is asked",
    content: {
      reason: "judicial_authorisation",
      until: "2031-01-31",
      authority: "Invented provincial court",
      text: "Invented: the application is before the court.",
    },
  }),
});

function movesTheClock({ until, reason }: Content) {
  if (typeof until !== "string" || typeof reason !== "string") return [];
  return [{ effect: "extends_due", until, why: reason } as const];
}
