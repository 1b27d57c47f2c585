import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readerOf } from "@entente/contract";
import { ENTRY_KIND, saltedEntry } from "@entente/ledger";
import { canonicalJson, parseStrict, sameBytes } from "@entente/protocol";
import { type Static, Type } from "typebox";
import { replaceFile, SetupFault } from "../config.ts";
import { systemRandom } from "../ports.ts";
import type { Store } from "../store/door.ts";

const FILE = "confirmed-cards.json";
/** Name of the node secret from which the salts of these leaves are drawn. */
const SALTS = "ceremony.leaf_salts";
const MOST_RECORDS = 1_000;

const RecordSchema = Type.Object(
  {
    version: Type.Literal(1),
    party: Type.String({ pattern: "^[A-Z]{2,8}$" }),
    node: Type.String({ minLength: 1, maxLength: 64 }),
    /** SHA-256 of the card's payload, lower-case hex */
    card: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    fingerprint: Type.String({ minLength: 59, maxLength: 59 }),
    officers: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 2, maxItems: 2 }),
    /** RFC 3339, UTC */
    at: Type.String({ maxLength: 32 }),
  },
  { additionalProperties: false },
);
/** That two officers of this side compared a card's fingerprint with the other side, by voice and in person. */
export type Confirmation = Static<typeof RecordSchema>;

const FileSchema = Type.Array(
  Type.Object(
    { record: RecordSchema, /** of the domestic log */ leaf: Type.Integer({ minimum: 0 }) },
    { additionalProperties: false },
  ),
  { maxItems: MOST_RECORDS },
);
const readFileOf = readerOf(FileSchema);
type Kept = Static<typeof FileSchema>[number];

/**
 * Keeps a confirmation: first its leaf in the domestic log, then the record. Nobody signs it; the leaf is what makes it
 * more than a file that anybody with the disk could write (T12).
 * @returns the index of the leaf
 */
export async function keepConfirmation(data: string, store: Store, record: Confirmation): Promise<number> {
  const before = await loadKept(data);
  const entry = await entryOf(store, record);
  const { leaves } = committed(await store.commit({ appends: [{ log: "domestic", entry }], steps: [] }));
  const leaf = leaves[0] ?? 0;
  await replaceFile(join(data, FILE), `${JSON.stringify([...before, { record, leaf }], null, 2)}\n`, 0o644);
  return leaf;
}

/**
 * The confirmation of a card, once its leaf was found where the record says it is; null where there is none.
 * @param card SHA-256 of the card's payload, lower-case hex
 * @throws {SetupFault} where the file is damaged, or a record of this card has no such leaf
 */
export async function confirmationOf(data: string, store: Store, card: string): Promise<Confirmation | null> {
  const kept = (await loadKept(data)).find(({ record }) => record.card === card);
  if (kept === undefined) return null;
  const [found] = await store.logs.entries("domestic", kept.leaf, 1);
  if (found === undefined || !sameBytes(found, await entryOf(store, kept.record)))
    throw new SetupFault(`${FILE} says what the domestic log does not: somebody wrote it past the program`);
  return kept.record;
}

async function entryOf(store: Store, record: Confirmation): Promise<Uint8Array> {
  const secret = await store.vault.secret(SALTS, () => systemRandom(32));
  const salt = new Uint8Array(createHmac("sha256", secret).update(record.card).digest());
  return saltedEntry(ENTRY_KIND.act, salt, canonicalJson(record));
}

async function loadKept(data: string): Promise<readonly Kept[]> {
  const bytes = await readFile(join(data, FILE)).catch(() => null);
  if (bytes === null) return [];
  const json = parseStrict(new Uint8Array(bytes));
  const list = json.ok ? readFileOf(json.value) : json;
  if (list.ok) return list.value;
  throw new SetupFault(`${FILE}: ${list.faults.map(({ code, where }) => `${code} at ${where}`).join(", ")}`);
}

function committed<T extends { readonly committed: boolean }>(outcome: T): Extract<T, { committed: true }> {
  if (isCommitted(outcome)) return outcome;
  throw new Error("a leaf without conditions was not taken");
}

function isCommitted<T extends { readonly committed: boolean }>(
  outcome: T,
): outcome is Extract<T, { committed: true }> {
  return outcome.committed;
}
