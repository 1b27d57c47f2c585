import { PERMISSION_DECISIONS } from "@entente/words";
import { Type } from "typebox";
import { Day, Prose } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const decisions = codesOf("permission_decision", PERMISSION_DECISIONS, {
  granted: say("Granted", "Accordée", "दी गई"),
  granted_with_conditions: say("Granted with conditions", "Accordée sous conditions", "शर्तों सहित दी गई"),
  refused: say("Refused", "Refusée", "अस्वीकृत"),
});

/** A permission: what the originator says to such a request. Silence is none. */
export const permission = tellingKind({
  kind: "permission",
  act: "release",
  label: say("Permission", "Autorisation", "अनुमति"),
  reply: { need: "required", theirs: ["permission_request"], ours: [] },
  fields: {
    decision: Type.Enum(PERMISSION_DECISIONS),
    conditions: Type.Union([Type.Null(), Prose]),
    valid_until: Type.Union([Type.Null(), Day]),
  },
  sections: [
    {
      label: say("The originator’s decision", "La décision de l’auteur", "उद्गमकर्ता का निर्णय"),
      fields: [
        field(
          "decision",
          "code",
          say("Decision", "Décision", "निर्णय"),
          say("In a word.", "En un mot.", "एक शब्द में।"),
          {
            codes: decisions,
          },
        ),
        field(
          "conditions",
          "prose",
          say("Conditions", "Conditions", "शर्तें"),
          say("Only where there are any.", "S’il y en a.", "केवल यदि हों।"),
        ),
        field(
          "valid_until",
          "day",
          say("Valid until", "Valable jusqu’au", "इस तिथि तक वैध"),
          say("Of what is granted.", "De ce qui est accordé.", "जो दी गई उसकी।"),
        ),
      ],
    },
  ],
  faults: permissionFaults,
  effects: () => [{ effect: "closes" }],
  example: () => ({
    title: "leave with a condition",
    content: {
      decision: "granted_with_conditions",
      conditions: "Invented: the laboratory keeps no copy.",
      valid_until: "2031-01-31",
    },
  }),
});

/** Conditions stand with what is granted with conditions, and with nothing else; what is refused has no term. */
function permissionFaults({ decision, conditions, valid_until }: Content) {
  const stated = (decision === "granted_with_conditions") === (conditions !== null);
  return [
    ...(stated ? [] : [{ code: "conditions_and_decision_differ", where: "/conditions" }]),
    ...(decision === "refused" && valid_until !== null
      ? [{ code: "term_of_a_refusal", where: "/valid_until" }]
      : []),
  ];
}
