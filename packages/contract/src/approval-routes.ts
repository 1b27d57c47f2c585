import { REFUSAL_GROUNDS } from "@entente/words";
import { type Static, Type } from "typebox";
import { ApprovalChallenge } from "./approval.ts";
import { CLOSED, Desk, Id } from "./fields.ts";
import { OfficerId } from "./people-order.ts";
import type { Route } from "./route.ts";

/** More at once than this nobody has read (T20). */
export const MOST_OF_A_BATCH = 10;

/** A signature of an enrolled device over a challenge (see `approvalText`). */
export const SignedAct = Type.Object(
  {
    challenge: ApprovalChallenge,
    device: Type.String({ minLength: 1, maxLength: 64 }),
    /** base64: 64 bytes of an Ed25519 device, or a passkey's assertion as JSON */
    signature: Type.String({ maxLength: 8_000 }),
  },
  CLOSED,
);

const Standing = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.String(),
});

/** What became of one row of a batch; `problem` = why it was not approved. */
export const BatchRow = Type.Object({
  id: Type.String(),
  state: Type.Union([Type.Null(), Type.String()]),
  problem: Type.Union([Type.Null(), Type.String()]),
});
export type BatchRow = Static<typeof BatchRow>;

export const BlockView = Type.Object({
  author: Type.String(),
  desk: Type.String(),
  by: Type.String(),
  at: Type.String(),
});
export type BlockView = Static<typeof BlockView>;

/** How a second person decides, and what keeps him from being worn down. */
export const APPROVAL_ROUTES = {
  approveRelease: {
    method: "POST",
    path: "/api/releases/:id/approve",
    summary: "Approve exactly these bytes",
    right: "release",
    inPerson: true,
    body: Type.Partial(SignedAct, CLOSED),
    answer: Standing,
  },
  approveBatch: {
    method: "POST",
    path: "/api/releases/batch",
    summary: "Approve up to ten proposals of one rule, kind and recipient, each with a signature of its own",
    right: "release",
    inPerson: true,
    body: Type.Object(
      {
        items: Type.Array(Type.Object({ id: Id, signed: SignedAct }, CLOSED), {
          minItems: 1,
          maxItems: MOST_OF_A_BATCH,
        }),
      },
      CLOSED,
    ),
    answer: Type.Object({ items: Type.Array(BatchRow) }),
  },
  refuseRelease: {
    method: "POST",
    path: "/api/releases/:id/refuse",
    summary: "Refuse with a ground; with `block_author` nothing more of this author's is taken at this desk",
    right: "release",
    inPerson: true,
    body: Type.Object(
      {
        ground: Type.Enum(REFUSAL_GROUNDS),
        signed: Type.Optional(SignedAct),
        block_author: Type.Optional(Type.Boolean()),
      },
      CLOSED,
    ),
    answer: Standing,
  },
  listBlocks: {
    method: "GET",
    path: "/api/blocks",
    summary:
      "Authors whose proposals are not taken: all for an operator, those of one's desks for whoever releases",
    right: "unblock",
    body: null,
    answer: Type.Object({ items: Type.Array(BlockView) }),
  },
  liftBlock: {
    method: "POST",
    path: "/api/blocks/lift",
    summary: "Take an author's proposals again: an operator, or whoever releases at that desk",
    right: "unblock",
    inPerson: true,
    body: Type.Object({ author: OfficerId, desk: Desk }, CLOSED),
    answer: BlockView,
  },
} as const satisfies Record<string, Route>;
