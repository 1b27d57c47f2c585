import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bytesOfBase64,
  CARD_TYPE,
  type ParsedCard,
  parseCard,
  readUnsigned,
  sameBytes,
  unsignedDocument,
} from "@entente/protocol";
import type { Realm } from "@entente/words";
import { isRelationName, loadConfig, RELATIONS, replaceFile, SetupFault } from "../config.ts";
import { loadNodeKey } from "../node-key.ts";
import { foundFolder, freshFolder } from "../setup.ts";
import { against, settled, unverified, type Verdict } from "./verdict.ts";

const CARD = "card.json";
const UNSIGNED = "card-unsigned.json";

/** One more agreement of a node, as far as it can be made without the root. */
export interface RelationMade {
  /** its folder: `card confirm`, `agreement join` and `node address` take it as their data folder */
  readonly folder: string;
  /** the card for that partner, to be signed where the root is */
  readonly unsigned: Uint8Array;
}

/**
 * Makes room for one more agreement on a stopped node: a folder, store, keys and log of its own, and a card for that
 * partner alone, which the party's root signs elsewhere (decisions/0018).
 * @param input.name of the relation's folder; its node is called after it, so that no two cards name one log
 * @param input.unlock paths of unlock shares; none on a sandbox
 * @throws {SetupFault} where there is such a relation, or the node stays locked
 */
export async function addRelation(input: {
  readonly data: string;
  readonly name: string;
  readonly realm?: Realm;
  readonly peerPort: number;
  readonly unlock?: readonly string[];
}): Promise<RelationMade> {
  const { data, name, peerPort, unlock } = input;
  if (!isRelationName(name)) throw new SetupFault("a relation is named by small letters, digits and -");
  const { party, node, host, realm } = await loadConfig(data);
  const { root } = (await ownCard(data)).card;
  const keys = { ed25519: raw(root.ed25519), mldsa65: raw(root.mldsa65) };
  const nodeKey = await loadNodeKey(data, unlock);
  const folder = join(data, RELATIONS, name);
  await freshFolder(folder);
  const further = {
    party,
    node: `${node}-${name}`,
    realm: input.realm ?? realm,
    host,
    userPort: 0,
    peerPort,
  };
  const unsigned = unsignedDocument(CARD_TYPE, await foundFolder(further, folder, nodeKey, keys));
  await replaceFile(join(folder, UNSIGNED), unsigned, 0o644);
  return { folder, unsigned };
}

/**
 * Takes the card that the root signed into the relation it was made for.
 * @returns `another_card` where it is not the one this relation asked for; every fault of one that does not verify
 * @throws {SetupFault} where no relation of this name waits for a card
 */
export async function takeCard(input: {
  readonly data: string;
  readonly name: string;
  readonly card: Uint8Array;
}): Promise<Verdict<ParsedCard>> {
  const folder = join(input.data, RELATIONS, input.name);
  const file = isRelationName(input.name) ? await readFile(join(folder, UNSIGNED)).catch(() => null) : null;
  const asked = file === null ? null : readUnsigned(new Uint8Array(file));
  if (asked?.ok !== true) throw new SetupFault("no relation of this name waits for a card");
  const parsed = await parseCard(input.card);
  if (!parsed.ok) return unverified(parsed.faults);
  if (!sameBytes(parsed.value.payload, asked.value.payload))
    return against("unverified", "another_card", "", "it is not the card that this relation asked for");
  await replaceFile(join(folder, CARD), input.card, 0o644);
  return settled(parsed.value);
}

async function ownCard(data: string): Promise<ParsedCard> {
  const file = await readFile(join(data, CARD)).catch(() => null);
  const card = file === null ? null : await parseCard(new Uint8Array(file));
  if (card?.ok === true) return card.value;
  throw new SetupFault("card.json of the data folder is missing or does not verify");
}

function raw(base64: string): Uint8Array {
  const bytes = bytesOfBase64(base64);
  if (bytes === null) throw new TypeError("a verified card holds readable keys");
  return bytes;
}
