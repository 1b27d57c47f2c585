import { createHmac } from "node:crypto";
import { ENTRY_KIND } from "@entente/ledger";
import { timeOrderedId } from "@entente/words";
import { type Append, type ItemKey, ownWordsKey, type Step, sealWords } from "../store/door.ts";
import { domesticLeaf } from "./leaves.ts";
import {
  type ActRow,
  insertAct,
  insertRead,
  insertRejection,
  type ReadRow,
  type RejectionRow,
  wordPlace,
} from "./marks-store.ts";
import type { ExchangeParts } from "./parts.ts";

/** Name of the node secret from which the salts of this room's domestic leaves are drawn. */
export const SALTS = "exchange.leaf_salts";

type Parts = Pick<ExchangeParts, "store" | "clock" | "random">;

/** A row and the leaf that binds it: both in one commit, the leaf first. */
export interface Marked {
  readonly append: Append;
  readonly step: Step;
}

/**
 * The salt of a row's leaf: HMAC-SHA256 of a node secret over the row's id. Whoever holds the secret makes the
 * leaf again from the row, so a row changed or taken away behind the node's back is found.
 */
export async function saltOf(parts: Parts, id: string): Promise<Uint8Array> {
  const secret = await parts.store.vault.secret(SALTS, () => parts.random(32));
  return new Uint8Array(createHmac("sha256", secret).update(id).digest());
}

/** A read of a dispatch by an officer. The leaf is over the row's JSON, fields in the order written here. */
export async function readMark(parts: Parts, read: Omit<ReadRow, "id" | "at">): Promise<Marked> {
  const { officer, item, act } = read;
  const row = { id: newId(parts), officer, item, act, at: parts.clock.now() };
  const leaf = domesticLeaf(ENTRY_KIND.read, await saltOf(parts, row.id), row);
  return { append: leaf.append, step: insertRead(row) };
}

/** An input that was refused. */
export async function rejectionMark(parts: Parts, refused: Omit<RejectionRow, "id" | "at">): Promise<Marked> {
  const { door, code, place, digest } = refused;
  const row = { id: newId(parts), door, code, place: place.slice(0, 200), digest, at: parts.clock.now() };
  const bound = { ...row, digest: Buffer.from(row.digest).toString("hex") };
  const leaf = domesticLeaf(ENTRY_KIND.rejection, await saltOf(parts, row.id), bound);
  return { append: leaf.append, step: insertRejection(row) };
}

/** Something done to a dispatch that is neither a decision nor an approval; its word is one of a closed list. */
export function actMark(parts: Parts, done: Omit<ActRow, "id" | "at">): Promise<Marked> {
  return marked(parts, done, null);
}

/**
 * The same with a reason in the officer's own words, which lie sealed.
 * @param key what they go with: the dispatch's, so that they end with it; null = they outlive what they are about
 */
export async function saidMark(
  parts: Parts,
  done: Omit<ActRow, "id" | "at">,
  key: ItemKey | null,
): Promise<Marked> {
  return marked(parts, done, key ?? (await ownWordsKey(parts.store.vault)));
}

async function marked(
  parts: Parts,
  { act, dispatch, officer, word }: Omit<ActRow, "id" | "at">,
  key: ItemKey | null,
): Promise<Marked> {
  const row = { id: newId(parts), act, dispatch, officer, word, at: parts.clock.now() };
  const leaf = domesticLeaf(ENTRY_KIND.act, await saltOf(parts, row.id), row);
  const sealed = key === null ? null : sealWords(key, wordPlace(row.id), word);
  return { append: leaf.append, step: insertAct(row, sealed) };
}

function newId(parts: Parts): string {
  return timeOrderedId(parts.clock.now(), parts.random(10));
}
