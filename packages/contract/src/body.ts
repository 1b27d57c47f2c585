import { AREAS, CHANNELS, CONDITIONS, LANGUAGES, PURPOSES, REALMS, refused } from "@entente/words";
import { type Static, Type } from "typebox";
import { Attachments, attachmentFaults } from "./attachment.ts";
import { type Reader, readerOf } from "./check.ts";
import { Agency, CLOSED, Desk, Id, Instant, Line, Marking, Party, UrgencyStated } from "./fields.ts";
import { PostName } from "./post-record.ts";

/** A desk as a dispatch names it. */
export const Address = Type.Object({ party: Party, agency: Agency, desk: Desk }, CLOSED);
export type Address = Static<typeof Address>;

/**
 * The exact JSON object that is signed, sealed and stored by both nodes. `content` is the kind's own part and
 * is read by the kind's declaration. What is not here does not leave.
 */
export const DispatchBody = Type.Object(
  {
    format: Type.Literal("entente/dispatch/v1"),
    kind: Type.String({ pattern: "^[a-z][a-z_]{1,39}$" }),
    id: Id,
    thread: Id,
    reply_to: Type.Union([Type.Null(), Id]),
    realm: Type.Enum(REALMS),
    from: Address,
    to: Address,
    /** the post under which its author works towards the receiving state; left out = none */
    post: Type.Optional(PostName),
    area: Type.Enum(AREAS),
    purpose: Type.Enum(PURPOSES),
    channel: Type.Enum(CHANNELS),
    urgency: UrgencyStated,
    language: Type.Enum(LANGUAGES),
    title: Line,
    marking: Marking,
    caveats: Type.Array(Type.Enum(CONDITIONS), { maxItems: CONDITIONS.length, uniqueItems: true }),
    legal_basis: Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 64 }),
    evidential_use: Type.Boolean(),
    made_at: Instant,
    content: Type.Record(Type.String(), Type.Unknown()),
    attachments: Type.Optional(Attachments),
  },
  CLOSED,
);
export type DispatchBody = Static<typeof DispatchBody>;

const readShape = readerOf(DispatchBody);

/** Reads a parsed body; the caller has parsed the bytes strictly before. */
export const readDispatchBody: Reader<DispatchBody> = (value) => {
  const body = readShape(value);
  const faults = body.ok ? attachmentFaults(body.value.attachments ?? [], body.value.urgency.class) : [];
  return faults.length > 0 ? refused(...faults) : body;
};
