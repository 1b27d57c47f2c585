import { type Static, Type } from "typebox";

const PolicyReason = Type.Object({
  rule: Type.String(),
  law: Type.String(),
  text: Type.Optional(Type.String()),
});

/**
 * A refusal (RFC 9457). `code` is the last segment of `type`; `errors` lists every fault of an input; `policy`
 * names rule, law and remedy where the law gate or a right refused.
 */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  instance: Type.Optional(Type.String()),
  code: Type.String(),
  errors: Type.Optional(
    Type.Array(
      Type.Object({ pointer: Type.String(), code: Type.String(), detail: Type.Optional(Type.String()) }),
    ),
  ),
  policy: Type.Optional(
    Type.Object({
      outcome: Type.String(),
      needs: Type.Array(Type.String()),
      reasons: Type.Array(PolicyReason),
      remedies: Type.Array(Type.String()),
      packs: Type.Array(Type.String()),
    }),
  ),
});
export type Problem = Static<typeof Problem>;

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** exit code of the command line (design §8) */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** Every way the node says no to a user. */
export const PROBLEMS = {
  malformed: { status: 400, title: "The input is not well formed", exit: 2 },
  unknown_kind: { status: 400, title: "There is no such kind of dispatch", exit: 2 },
  unknown_desk: { status: 400, title: "The agreement's directory has no such desk", exit: 2 },
  nothing_to_answer: { status: 400, title: "There is no dispatch here to answer", exit: 2 },
  not_signed_in: { status: 401, title: "Sign in first", exit: 3 },
  not_permitted: { status: 403, title: "Your duties do not include this", exit: 3 },
  release_forbidden: { status: 403, title: "The law gate does not let this out", exit: 3 },
  author_is_approver: { status: 403, title: "Nobody approves what he wrote", exit: 3 },
  role_not_held: { status: 403, title: "You hold none of the roles this still needs", exit: 3 },
  same_person: { status: 403, title: "Two roles need two persons", exit: 3 },
  device_needed: {
    status: 403,
    title: "A token alone approves nothing: sign with an enrolled device",
    exit: 4,
  },
  device_refused: { status: 403, title: "The device's signature does not stand", exit: 3 },
  not_found: { status: 404, title: "Nothing here", exit: 2 },
  too_large: { status: 413, title: "The input is larger than this door takes", exit: 2 },
  state_conflict: { status: 409, title: "The dispatch is not in a state for this", exit: 5 },
  changed_meanwhile: { status: 409, title: "Somebody changed it first", exit: 5 },
  approval_stale: { status: 409, title: "What was signed is not what would leave now", exit: 5 },
  throttled: { status: 429, title: "So many proposals of one author in an hour are read by nobody", exit: 6 },
  author_blocked: { status: 403, title: "Whoever releases here takes no proposals of this author", exit: 3 },
  batch_mixed: { status: 409, title: "A batch is of one rule, one kind and one recipient", exit: 5 },
  order_stale: { status: 409, title: "What was signed is not what stands now: order it anew", exit: 5 },
  officer_taken: { status: 409, title: "This id or this device key was used before", exit: 5 },
  operators_needed: {
    status: 409,
    title: "Two operators must remain, or nobody can order anything",
    exit: 5,
  },
  not_witnessed: { status: 409, title: "The partner has not witnessed this yet", exit: 6 },
  area_suspended: { status: 403, title: "This area is suspended", exit: 3 },
  record_broken: { status: 500, title: "A stored record does not verify", exit: 7 },
  rolled_back: {
    status: 500,
    title: "This node's database is older than what the partner has witnessed: restore it",
    exit: 7,
  },
  unavailable: { status: 503, title: "The node cannot do this now", exit: 6 },
} as const satisfies Record<string, ProblemKind>;
export type ProblemCode = keyof typeof PROBLEMS;

/** The exit code that stands for a problem's code; 2 for a code this version does not know. */
export function exitCodeOf(code: string): number {
  const kinds: Readonly<Record<string, ProblemKind>> = PROBLEMS;
  return kinds[code]?.exit ?? 2;
}
