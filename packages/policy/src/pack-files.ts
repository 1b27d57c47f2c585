import { type Fault, PROVISION_STATUSES } from "@entente/words";
import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { fault } from "./fault-codes.ts";
import { isDay } from "./instants.ts";
import type { PackCard, PackSource } from "./pack-source.ts";
import { shapeFaults } from "./shape-faults.ts";

const Line = Type.String({ minLength: 1, maxLength: 600 });
const Day = Type.Refine(Type.String(), isDay);
const OpenDay = Type.Union([Day, Type.Null()]);

const Card = Type.Object(
  {
    id: Type.String({ pattern: "^[a-z]{2,20}$" }),
    version: Type.String({ pattern: "^[0-9]{4}\\.[0-9]{1,2}\\.[0-9]{1,4}$" }),
    title: Line,
    speaks_for: Type.String({ pattern: "^([A-Z]{2}|\\*)$" }),
    law_as_of: Day,
    note: Line,
  },
  { additionalProperties: false },
);

const Provision = Type.Object(
  {
    citation: Line,
    text: Line,
    valid_from: OpenDay,
    valid_to: OpenDay,
    status: Type.Enum(PROVISION_STATUSES),
    verified: Type.Boolean(),
  },
  { additionalProperties: false },
);
const Provisions = Type.Record(Type.String({ pattern: "^[a-z][a-z0-9.-]*$" }), Provision, {
  additionalProperties: false,
});

/** One provision of law as `provisions.json` holds it; null days are open ends. */
export type ProvisionText = Static<typeof Provision>;

const cards = Compile(Card);
const provisionLists = Compile(Provisions);

/** The pack's card, and every fault of it; null when it cannot be read. */
export function readCard(source: PackSource, faults: Fault[]): PackCard | null {
  const card = readJson(source, "pack.json", cards, faults);
  if (card === null) return null;
  if (card.id !== source.id) faults.push(fault("pack_id_differs", `${source.id}/pack.json#/id`, card.id));
  return card;
}

/** The pack's provisions by short id; empty when they cannot be read (the fault says why). */
export function readProvisions(source: PackSource, faults: Fault[]): ReadonlyMap<string, ProvisionText> {
  return new Map(Object.entries(readJson(source, "provisions.json", provisionLists, faults) ?? {}));
}

function readJson<S extends TSchema>(
  source: PackSource,
  path: string,
  validator: Validator<TProperties, S>,
  faults: Fault[],
): Static<S> | null {
  const where = `${source.id}/${path}`;
  const text = source.files.get(path);
  if (text === undefined) {
    faults.push(fault("pack_file_missing", where));
    return null;
  }
  const value = parseJson(text);
  if (isShaped(validator, value)) return value;
  const found = value === undefined ? [fault("pack_file_malformed", "")] : shapeFaults(validator, value);
  faults.push(...found.map((one) => ({ ...one, where: `${where}#${one.where}` })));
  return null;
}

function isShaped<S extends TSchema>(
  validator: Validator<TProperties, S>,
  value: unknown,
): value is Static<S> {
  return validator.Check(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
