import { type Static, Type } from "typebox";
import { CLOSED, Instant } from "./fields.ts";

/** Keys of a node that its operators change. */
export const KEY_USES = ["sign", "seal", "tls"] as const;
/** `rotation`: the old ones stand for what was made with them. `compromise`: they are revoked, at once. */
export const KEY_REASONS = ["rotation", "compromise"] as const;

/** What an operator asks for. */
export const KeyWish = Type.Object(
  {
    uses: Type.Array(Type.Enum(KEY_USES), { minItems: 1, maxItems: KEY_USES.length, uniqueItems: true }),
    reason: Type.Enum(KEY_REASONS),
  },
  CLOSED,
);
export type KeyWish = Static<typeof KeyWish>;

/** The statement the root has signed, under the device signature of one of the two operators who apply it. */
export const SignedKeyChange = Type.Object(
  {
    document_base64: Type.String({ maxLength: 200_000 }),
    expires_at: Instant,
    device: Type.String({ minLength: 1, maxLength: 64 }),
    signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
  },
  CLOSED,
);
export type SignedKeyChange = Static<typeof SignedKeyChange>;

const Serial = Type.Integer();
const When = Type.String();

/** How a node's own keys stand; never a key. */
export const KeysView = Type.Object({
  /** of the newest key statement in force; 0 = the keys of the agreement's card */
  serial: Serial,
  /** the newest statement the partner has acknowledged */
  told: Serial,
  /** a change that waits; null where none does */
  pending: Type.Union([
    Type.Null(),
    Type.Object({
      serial: Serial,
      uses: Type.Array(Type.String()),
      reason: Type.String(),
      /** who has applied it so far, one of two */
      applied_by: Type.Union([Type.Null(), Type.String()]),
    }),
  ]),
  /** every key that was or is used, by use and the statement that brought it */
  items: Type.Array(
    Type.Object({
      use: Type.String(),
      serial: Serial,
      state: Type.String(),
      since: When,
      /** when its seeds are destroyed; null where nothing is due */
      erased_at: Type.Union([Type.Null(), When]),
    }),
  ),
});
export type KeysView = Static<typeof KeysView>;

/** Where an application stands: of two persons the first has signed, or it is done. */
export const KeyChangeView = Type.Object({
  serial: Serial,
  state: Type.Enum(["one_of_two", "in_force"] as const),
});
export type KeyChangeView = Static<typeof KeyChangeView>;

/** What one of the two signs: this very statement, until this moment. */
export interface KeyChangeAct {
  readonly officer: string;
  /** hex SHA-256 of the statement's payload */
  readonly statement: string;
  readonly serial: number;
  /** RFC 3339 in UTC */
  readonly expires_at: string;
}

/** The text by which an enrolled device has new keys put in force; no token alone changes a key. */
export function keyChangeText({ officer, statement, serial, expires_at }: KeyChangeAct): string {
  return JSON.stringify({ domain: "entente/key-change/v1", expires_at, officer, serial, statement });
}
