import { done, type KeyWish, no, type Result } from "@entente/contract";
import {
  base64Of,
  hexOf,
  KEYS_TYPE,
  keyStatementPayload,
  type NodeCard,
  newSeed,
  openingKey,
} from "@entente/protocol";
import type { Officer } from "../../people/door.ts";
import type { Step } from "../../store/door.ts";
import { actMark } from "../domestic.ts";
import { type ChangeableUse, keyDigests, replayChain } from "../key-chain.ts";
import { signingKeysOf } from "../keys.ts";
import { tlsPinOf } from "../line/door.ts";
import type { ExchangeParts } from "../parts.ts";
import { phaseOf } from "../recovery/phase.ts";
import { SEED_BYTES } from "./keys-in-force.ts";
import {
  dropOwnKey,
  insertOwnKey,
  itemOf,
  keepRequest,
  keyRequest,
  ownKeys,
  SEEDS_PLACE,
} from "./own-key-store.ts";

/** What the root has to sign before new keys are in force. */
export interface KeyDraft {
  readonly type: string;
  /** the exact bytes, base64 */
  readonly payload_base64: string;
  readonly serial: number;
}

/**
 * Makes new keys, sealed and not in use, and drafts the statement that will put them in force. Asked again for the same
 * change the same draft comes; asked for another, what waited before is destroyed and its statement counts no more.
 */
export async function requestKeys(
  parts: ExchangeParts,
  officer: Officer,
  wish: KeyWish,
): Promise<Result<KeyDraft>> {
  const { store, treaty } = parts;
  if ((await phaseOf(store)) !== "none")
    return no("state_conflict", { detail: "a restored node changes no keys before it works again" });
  const chain = await replayChain(store, treaty.us);
  const uses = usesOf(wish);
  const waiting = await keyRequest(store);
  const named = `${uses.join(",")}${wish.reason === "compromise" ? "!" : ""}`;
  if (waiting?.uses === named && waiting.serial === chain.serial + 1)
    return done(draftOf(waiting.serial, waiting.payload));
  const serial = chain.serial + 1;
  const made = uses.map((use) => ({ use, seeds: seedsFor(use) }));
  const { party, node } = treaty.us;
  const payload = keyStatementPayload({
    party,
    node,
    serial,
    previous: hexOf(chain.digest),
    reason: wish.reason,
    card: await cardWith(chain.card, made),
    revoked: wish.reason === "compromise" ? uses.flatMap((use) => revokedOf(chain.card, use)) : [],
  });
  if (!payload.ok) throw new TypeError("our own statement is well formed");
  const mark = await actMark(parts, {
    act: "keys_requested",
    dispatch: "",
    officer: officer.id,
    word: named,
  });
  await store.commit({
    appends: [mark.append],
    steps: [
      ...(await dropWaiting(parts)),
      ...made.flatMap(({ use, seeds }) => pendingSteps(parts, use, serial, seeds)),
      ...keepRequest({ serial, uses: named, payload: payload.value, officer: officer.id }, parts.clock.now()),
      mark.step,
    ],
  });
  return done(draftOf(serial, payload.value));
}

/** In one order, whatever order they were asked in. */
function usesOf({ uses }: KeyWish): readonly ChangeableUse[] {
  return (["sign", "seal", "tls"] as const).filter((use) => uses.includes(use));
}

function revokedOf(card: NodeCard, use: ChangeableUse) {
  return keyDigests(card, use).map((digest) => ({ use, digest }));
}

function seedsFor(use: ChangeableUse): Uint8Array {
  return new Uint8Array(Buffer.concat(Array.from({ length: SEED_BYTES[use] / 32 }, newSeed)));
}

interface MadeKey {
  readonly use: ChangeableUse;
  readonly seeds: Uint8Array;
}

async function cardWith(card: NodeCard, made: readonly MadeKey[]): Promise<NodeCard> {
  let next = card;
  for (const { use, seeds } of made) {
    if (use === "sign") {
      const { publics } = signingKeysOf(seeds);
      next = { ...next, sign: { ed25519: base64Of(publics.ed25519), mldsa65: base64Of(publics.mldsa65) } };
    }
    if (use === "seal") next = { ...next, seal: { xwing: base64Of(openingKey(seeds).publicKey) } };
    if (use === "tls") next = { ...next, tls: { spki_sha256: base64Of(tlsPinOf(seeds)) } };
  }
  return next;
}

/** Nothing but the root's statement puts these in force: until then a thief of the store holds keys of no use. */
function pendingSteps(
  { store, clock }: ExchangeParts,
  use: ChangeableUse,
  serial: number,
  seeds: Uint8Array,
): readonly Step[] {
  const { key, step } = store.vault.create(itemOf({ use, serial }));
  const sealedSeeds = key.seal(SEEDS_PLACE, seeds);
  return [step, insertOwnKey({ use, serial, state: "pending", since: clock.now(), sealedSeeds })];
}

async function dropWaiting({ store }: ExchangeParts): Promise<readonly Step[]> {
  const pending = (await ownKeys(store)).filter(({ state }) => state === "pending");
  return pending.flatMap((key) => [dropOwnKey(key), ...store.vault.destroy(itemOf(key))]);
}

function draftOf(serial: number, payload: Uint8Array): KeyDraft {
  return { type: KEYS_TYPE, payload_base64: base64Of(payload), serial };
}
