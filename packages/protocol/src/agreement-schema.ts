import { AREA_STATES, AREAS, FUNCTIONS, INSTRUMENT_KINDS, PURPOSES, REALMS } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { NodeCardSchema } from "./card-schema.ts";
import { closed, day, hexDigest, identifier, line, partyCode, whole } from "./schema-parts.ts";

const MINUTES_PER_YEAR = 525_600;
const DAYS_PER_CENTURY = 36_525;

const area = Type.Enum([...AREAS]);
const purpose = Type.Enum([...PURPOSES]);
/** An agency as its state writes it: `RCMP`, `FIU-IND`. */
const agency = Type.String({ pattern: "^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*$", maxLength: 32 });
const minutes = closed({
  routine: whole(1, MINUTES_PER_YEAR),
  urgent: whole(1, MINUTES_PER_YEAR),
  life_threat: whole(1, MINUTES_PER_YEAR),
});

/** The legal basis between two agencies; field names of the law gate's fact format. Days are both inclusive. */
const InstrumentSchema = closed({
  id: identifier,
  kind: Type.Enum([...INSTRUMENT_KINDS]),
  /** `CA:RCMP`, or `CA:*` for every agency of the state */
  parties: Type.Array(Type.String({ pattern: "^[A-Z]{2,8}:(?:\\*|[A-Z][A-Z0-9-]{0,31})$" }), {
    minItems: 2,
    maxItems: 64,
  }),
  purposes: Type.Array(purpose, { maxItems: 64 }),
  in_force: Type.Boolean(),
  valid_from: day,
  valid_to: Type.Union([Type.Null(), day]),
  verified: Type.Boolean(),
});

/** A functional mailbox: what a dispatch is addressed to, never a person. */
const DirectoryEntrySchema = closed({
  desk: Type.String({ pattern: "^[a-z]{2,8}-[a-z0-9]+(?:-[a-z0-9]+)*$", maxLength: 64 }),
  party: partyCode,
  agency,
  function: Type.Enum([...FUNCTIONS]),
  areas: Type.Array(area, { minItems: 1, maxItems: 64 }),
  name: closed({ en: line(200), fr: line(200), hi: line(200) }),
});

/** Payload of `entente/agreement/v1` (spec/trust-ceremony.md §5). */
export const AgreementSchema = closed({
  id: identifier,
  version: whole(1, 10_000),
  /** hex digest of the version before; there is none in version 1 */
  previous: Type.Optional(hexDigest),
  realm: Type.Enum([...REALMS]),
  suite_min: whole(1, 65_535),
  parties: Type.Array(closed({ party: partyCode, card: NodeCardSchema }), { minItems: 2, maxItems: 64 }),
  areas: Type.Array(closed({ id: area, status: Type.Enum([...AREA_STATES]) }), { minItems: 1, maxItems: 64 }),
  purposes: Type.Array(purpose, { minItems: 1, maxItems: 64 }),
  instruments: Type.Array(InstrumentSchema, { maxItems: 500 }),
  designations: Type.Array(line(200), { maxItems: 500 }),
  directory: Type.Array(DirectoryEntrySchema, { minItems: 1, maxItems: 1000 }),
  /** from receipt */
  clocks: closed({ acknowledge_minutes: minutes, answer_minutes: minutes }),
  hold_seconds: closed({ routine: whole(0, 86_400), life_threat: whole(0, 86_400) }),
  /** places on the two axes of `Protection` */
  ceiling: closed({ personal: whole(0, 3), national: whole(0, 3) }),
  match: closed({ daily: whole(0, 1_000_000), batch: whole(0, 10_000) }),
  /** our log without the partner's cosignature: when it is shown, when which kinds wait; absent = 15, 1440, none */
  unwitnessed: Type.Optional(
    closed({
      shown_after_minutes: whole(1, MINUTES_PER_YEAR),
      blocks_after_minutes: whole(1, MINUTES_PER_YEAR),
      blocks: Type.Array(Type.String({ pattern: "^[a-z][a-z_]{1,39}$" }), {
        maxItems: 64,
        uniqueItems: true,
      }),
    }),
  ),
  /** so long a statement made under the version before is still taken once this one is in force; absent = 14 */
  overlap_days: Type.Optional(whole(0, 366)),
  retention_days: whole(1, DAYS_PER_CENTURY),
  valid_from: day,
  valid_to: Type.Union([Type.Null(), day]),
});

/** The signed instrument between nodes. */
export type Agreement = Static<typeof AgreementSchema>;
/** One instrument of it. */
export type Instrument = Static<typeof InstrumentSchema>;
/** One desk of it. */
export type DirectoryEntry = Static<typeof DirectoryEntrySchema>;

export const agreementValidator = Compile(AgreementSchema);
