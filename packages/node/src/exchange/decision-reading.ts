import type { Decision } from "@entente/policy";
import { APPROVAL_ROLES, CONDITIONS, EXISTENCES, OUTCOMES, PROVISION_STATUSES, TASKS } from "@entente/words";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

const decisionShape = Compile(
  Type.Object({
    outcome: Type.Enum(OUTCOMES),
    needs: Type.Array(Type.Enum(APPROVAL_ROLES)),
    conditions: Type.Array(Type.Enum(CONDITIONS)),
    strip: Type.Array(Type.String()),
    tasks: Type.Array(Type.Enum(TASKS)),
    existence: Type.Enum(EXISTENCES),
    cites: Type.Array(
      Type.Object({
        id: Type.String(),
        citation: Type.String(),
        text: Type.String(),
        status: Type.Enum(PROVISION_STATUSES),
        verified: Type.Boolean(),
      }),
    ),
    remedies: Type.Array(Type.String()),
    packs: Type.Array(Type.Object({ id: Type.String(), version: Type.String(), sha256: Type.String() })),
  }),
);

/** A stored decision read back for showing; it is never acted upon. Throws where it is not what we wrote. */
export function readDecision(value: unknown): Decision {
  if (!decisionShape.Check(value)) throw new TypeError("a stored decision is not what we wrote");
  return value;
}
