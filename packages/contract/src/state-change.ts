import { AREA_STATES, AREAS, SCOPES, STATE_REASONS } from "@entente/words";
import { type Static, Type } from "typebox";
import { CLOSED, Instant } from "./fields.ts";

const Scope = Type.Enum(SCOPES);
const State = Type.Enum(AREA_STATES);
const Reason = Type.Enum(STATE_REASONS);
/** One line for the partner; empty = none. */
const Note = Type.String({ maxLength: 500, pattern: "^[^\\u0000-\\u001f\\u007f]*$" });

/** What the own state wants its side of the relation to be, whole or in one area. */
export const StateWish = Type.Object(
  {
    scope: Scope,
    state: State,
    reason: Reason,
    note: Note,
    /** two operators' devices sign in the root's place: to suspend, and nothing else */
    emergency: Type.Boolean(),
  },
  CLOSED,
);
export type StateWish = Static<typeof StateWish>;

/** What the root, or in an emergency two devices, have to sign. */
export const StateDraft = Type.Object({
  type: Type.String(),
  payload_base64: Type.String(),
  serial: Type.Integer(),
});
export type StateDraft = Static<typeof StateDraft>;

/**
 * A statement under the device signature of an operator. `document_base64` is what the root has signed; in an emergency the
 * document without signatures.
 */
export const SignedStateChange = Type.Object(
  {
    document_base64: Type.String({ maxLength: 40_000 }),
    expires_at: Instant,
    device: Type.String({ minLength: 1, maxLength: 64 }),
    signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
  },
  CLOSED,
);
export type SignedStateChange = Static<typeof SignedStateChange>;

/** `one_of_two`: a second operator is needed. `in_force`: on our log and in force here. */
export const StateChangeView = Type.Object({
  serial: Type.Integer(),
  scope: Scope,
  state: State,
  stands: Type.Enum(["one_of_two", "in_force"] as const),
});
export type StateChangeView = Static<typeof StateChangeView>;

/** Who narrows an area, since when and why. */
export const Narrowing = Type.Object({
  party: Type.String(),
  scope: Scope,
  state: State,
  reason: Reason,
  note: Type.String(),
  since: Type.String(),
});
export type Narrowing = Static<typeof Narrowing>;

/** An area as it stands: in the agreement, and after what either side has said. */
export const AreaStanding = Type.Object({
  id: Type.Enum(AREAS),
  status: State,
  narrowed_by: Type.Array(Narrowing),
});
export type AreaStanding = Static<typeof AreaStanding>;

/** How the relation stands: every area, and the statements of both sides in order. */
export const StatesView = Type.Object({
  agreement: Type.String(),
  areas: Type.Array(AreaStanding),
  /** what crosses in every state */
  always: Type.Object({ kinds: Type.Array(Type.String()), beside: Type.Array(Type.String()) }),
  items: Type.Array(
    Type.Object({
      ...Narrowing.properties,
      serial: Type.Integer(),
      digest: Type.String(),
      /** whose signature it carries */
      by: Type.Enum(["root", "node"] as const),
      /** ours: until when the root must confirm it; null = it has, or need not */
      confirm_by: Type.Union([Type.Null(), Type.String()]),
      /** ours: whether the partner has acknowledged it; null = his own */
      told: Type.Union([Type.Null(), Type.Boolean()]),
    }),
  ),
});
export type StatesView = Static<typeof StatesView>;

/** What an operator signs: this very statement, until this moment. */
export interface StateChangeAct {
  readonly officer: string;
  /** hex SHA-256 of the statement's payload */
  readonly statement: string;
  readonly serial: number;
  /** RFC 3339 in UTC */
  readonly expires_at: string;
}

/** The text by which an enrolled device has a state of the relation applied; no token alone changes one. */
export function stateChangeText({ officer, statement, serial, expires_at }: StateChangeAct): string {
  return JSON.stringify({ domain: "entente/state-change/v1", expires_at, officer, serial, statement });
}
