import { APPROVAL_ROLES, DUTIES, REALMS } from "@entente/words";
import { type Static, type TProperties, Type } from "typebox";
import { Agency, CLOSED, Desk, Instant, Line, Party } from "./fields.ts";
import { POST_ACTS, PostAdd, PostChange, PostEnd, type PostOrder, PostUnwelcome } from "./post-record.ts";

/** What two operators may order about an officer, and what one may in an emergency (`revoke`). */
const PEOPLE_ACTS = ["enrol", "change", "close", "reopen", "device", "revoke"] as const;
type PeopleAct = (typeof PEOPLE_ACTS)[number];

export const OfficerId = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
/** Raw Ed25519 public key, 32 bytes in base64. */
export const DeviceKey = Type.String({ pattern: "^[A-Za-z0-9+/]{43}=$" });
const Version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Desks = Type.Array(Desk, { minItems: 1, maxItems: 32, uniqueItems: true });
const Duties = Type.Array(Type.Enum(DUTIES), { minItems: 1, maxItems: DUTIES.length, uniqueItems: true });
const Roles = Type.Array(Type.Enum(APPROVAL_ROLES), { maxItems: APPROVAL_ROLES.length, uniqueItems: true });

/** In every order: which node it is for, whom it is about, until when its signatures may be used. */
const EACH = {
  realm: Type.Enum(REALMS),
  party: Party,
  node: Type.String({ minLength: 1, maxLength: 64 }),
  officer: OfficerId,
  expires_at: Instant,
};

function order<A extends PeopleAct, P extends TProperties>(act: A, fields: P) {
  return Type.Object({ act: Type.Literal(act), ...EACH, ...fields }, CLOSED);
}

/** One change of a record of an officer or a post, whole: two operators sign its text, each with a device of his own. */
export const PeopleOrder = Type.Union([
  order("enrol", {
    name: Line,
    agency: Agency,
    desks: Desks,
    duties: Duties,
    approval_roles: Roles,
    device_public_key: DeviceKey,
  }),
  /** the record's version as the signers saw it: what changed since is not overwritten */
  order("change", { version: Version, desks: Desks, duties: Duties, approval_roles: Roles }),
  order("close", { version: Version, reason: Line }),
  order("reopen", { version: Version, reason: Line }),
  order("device", { version: Version, device_public_key: DeviceKey, reason: Line }),
  /** `since` = what he did from then on is not trusted either; null = from now on */
  order("revoke", { reason: Line, since: Type.Union([Type.Null(), Instant]) }),
  PostAdd,
  PostChange,
  PostEnd,
  PostUnwelcome,
]);
export type PeopleOrder = Static<typeof PeopleOrder>;

/** Whether an order is about a post. */
export function isPostOrder(order: PeopleOrder): order is PostOrder {
  return POST_ACTS.some((act) => act === order.act);
}

/** Whether an order acts with its first signature and is confirmed afterwards: whoever is dangerous waits for nobody. */
export function actsAtOnce({ act }: Pick<PeopleOrder, "act">): boolean {
  return act === "revoke" || act === "unwelcome";
}

/**
 * The text whose SHA-256 is signed, as an approval's is: the order as JSON with its domain, fields in alphabetical
 * order, no white space. Both signers sign the same text; the domain keeps it from being taken for anything else.
 */
export function peopleText(order: PeopleOrder): string {
  const named = Object.entries({ ...order, domain: "entente/people/v1" }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return JSON.stringify(Object.fromEntries(named));
}

/** A device's signature: of an enrolled device in base64, or a passkey's assertion as JSON. */
export const Signature = {
  device: Type.String({ minLength: 1, maxLength: 64 }),
  signature: Type.String({ minLength: 1, maxLength: 8_000 }),
};

/** Where an order stands. `acting` = an end that one person made and nobody has confirmed yet. */
export const ORDER_STATES = ["proposed", "acting", "done", "dropped"] as const;

export const OrderView = Type.Object({
  id: Type.String(),
  state: Type.Enum(ORDER_STATES),
  order: PeopleOrder,
  by: Type.String(),
  at: Type.String(),
  second: Type.Union([Type.Null(), Type.String()]),
  ended_at: Type.Union([Type.Null(), Type.String()]),
});
export type OrderView = Static<typeof OrderView>;

/** `away` = no post of his stands, and nobody has opened him at home again. */
export const OFFICER_STATES = ["active", "away", "dormant", "closed", "revoked"] as const;

/** An officer's record, never a token, a digest or a key. */
export const OfficerView = Type.Object({
  officer: Type.String(),
  name: Type.String(),
  agency: Type.String(),
  desks: Type.Array(Type.String()),
  duties: Type.Array(Type.Enum(DUTIES)),
  approval_roles: Type.Array(Type.Enum(APPROVAL_ROLES)),
  state: Type.Enum(OFFICER_STATES),
  version: Type.Integer(),
  devices: Type.Array(Type.String()),
  enrolled_at: Type.String(),
  seen_at: Type.Union([Type.Null(), Type.String()]),
});
export type OfficerView = Static<typeof OfficerView>;

/** What an order did; `token` is shown once, where a new sign-in token was made. */
export const OrderDone = Type.Object({
  id: Type.String(),
  officer: Type.String(),
  state: Type.Enum(ORDER_STATES),
  token: Type.Union([Type.Null(), Type.String()]),
});
export type OrderDone = Static<typeof OrderDone>;
