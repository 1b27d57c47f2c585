import { type Static, Type } from "typebox";
import { CLOSED, Id, Instant, Line } from "./fields.ts";
import { OfficerId } from "./people-order.ts";
import type { Route } from "./route.ts";
import { DispatchView } from "./views.ts";

/** One read as it stands on the domestic log: who, what, how and when; never a word of what was read. */
export const ReadView = Type.Object({
  officer: Type.String(),
  /** a dispatch, a file of one (`dispatch/file`), or a record */
  item: Type.String(),
  act: Type.String(),
  at: Type.String(),
  /** its leaf on the domestic log */
  leaf: Type.Integer(),
  /** why an auditor read it; null for every other read */
  reason: Type.Union([Type.Null(), Type.String()]),
});
export type ReadView = Static<typeof ReadView>;

/** Exactly one of officer and dispatch; from is taken in, to is not. */
export const ReadsWish = Type.Object(
  {
    officer: Type.Optional(OfficerId),
    dispatch: Type.Optional(Id),
    from: Type.Optional(Instant),
    to: Type.Optional(Instant),
    cursor: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 60 })])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  },
  CLOSED,
);
export type ReadsWish = Static<typeof ReadsWish>;

/** What an auditor asks: samples, each with its reason, and who read what. */
export const AUDIT_ROUTES = {
  auditDispatch: {
    method: "POST",
    path: "/api/audit/dispatches/:id",
    summary: "One dispatch as an auditor's sample; the reason is recorded with the read, and nobody is told",
    right: "audit",
    inPerson: true,
    body: Type.Object({ reason: Line }, CLOSED),
    answer: DispatchView,
  },
  auditReads: {
    method: "POST",
    path: "/api/audit/reads",
    summary: "Who read what and when: of one officer, or of one dispatch, newest first; never content",
    right: "audit",
    body: ReadsWish,
    answer: Type.Object({
      items: Type.Array(ReadView),
      next: Type.Union([Type.Null(), Type.String()]),
    }),
    ofAgreement: true,
  },
} as const satisfies Record<string, Route>;
