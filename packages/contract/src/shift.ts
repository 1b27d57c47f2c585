import { type Static, Type } from "typebox";
import { CLOSED, Desk, Instant, Line, Prose } from "./fields.ts";

const Somebody = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Nullable = Type.Null();

/** Who is on duty at a desk, from when to when, and who stands in, the first first. */
export const NewShift = Type.Object(
  {
    desk: Desk,
    officer: Somebody,
    from: Instant,
    to: Instant,
    deputies: Type.Array(Somebody, { maxItems: 8, uniqueItems: true }),
  },
  CLOSED,
);
export type NewShift = Static<typeof NewShift>;

export const ShiftView = Type.Object({
  shift: Type.String(),
  desk: Type.String(),
  officer: Type.String(),
  from: Type.String(),
  to: Type.String(),
  deputies: Type.Array(Type.String()),
});
export type ShiftView = Static<typeof ShiftView>;

/** An urgent arrival that nobody has acknowledged, and before whom it is put. */
export const UrgentItem = Type.Object({
  id: Type.String(),
  desk: Type.String(),
  /** on_duty, then deputy, then everybody */
  step: Type.Enum(["on_duty", "deputy", "everybody"] as const),
  shown_to: Type.Array(Type.String()),
  since: Type.String(),
  /** when the next step is; null = there is none */
  next_at: Type.Union([Nullable, Type.String()]),
});
export type UrgentItem = Static<typeof UrgentItem>;

/** Of the asking officer's desks. */
export const DutyBoard = Type.Object({
  on_duty: Type.Array(
    Type.Object({
      desk: Type.String(),
      /** null = nobody */
      officer: Type.Union([Nullable, Type.String()]),
      deputies: Type.Array(Type.String()),
    }),
  ),
  shifts: Type.Array(ShiftView),
  urgent: Type.Array(UrgentItem),
});
export type DutyBoard = Static<typeof DutyBoard>;

/** While an officer is away his deputy gets what is assigned to him. */
export const NewLeave = Type.Object({ deputy: Somebody, from: Instant, to: Instant }, CLOSED);
export type NewLeave = Static<typeof NewLeave>;

export const LeaveView = Type.Object({
  leave: Type.String(),
  officer: Type.String(),
  deputy: Type.String(),
  from: Type.String(),
  to: Type.String(),
  state: Type.Enum(["coming", "running", "over"] as const),
});
export type LeaveView = Static<typeof LeaveView>;

/** What one shift leaves to the next. */
export const NewHandover = Type.Object({ desk: Desk, shift: Line, text: Prose }, CLOSED);
export type NewHandover = Static<typeof NewHandover>;

export const HandoverView = Type.Object({
  note: Type.String(),
  desk: Type.String(),
  shift: Type.String(),
  author: Type.String(),
  at: Type.String(),
  text: Type.String(),
  read_by: Type.Array(Type.Object({ officer: Type.String(), at: Type.String() })),
});
export type HandoverView = Static<typeof HandoverView>;
