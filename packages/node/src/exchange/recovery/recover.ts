import {
  decodeEntryBundle,
  emptyTree,
  followState,
  leafHash,
  rootOfState,
  verifyCheckpoint,
} from "@entente/ledger";
import {
  bytesOfBase64,
  bytesOfHex,
  canonicalJson,
  hexOf,
  parseStrict,
  sameBytes,
  type VerifiedStatement,
  type VerifyingKeys,
  verifyStatement,
} from "@entente/protocol";
import type { Step } from "../../store/door.ts";
import type { TakingParts } from "../attachments/take-part.ts";
import { eraseAgain } from "../erasing.ts";
import { replayChain } from "../key-chain.ts";
import { streamOut } from "../outbox-store.ts";
import type { ReceivingParts } from "../receive.ts";
import { placeOf } from "../record.ts";
import { dispatchById } from "../store.ts";
import { followStream } from "../streams-store.ts";
import { enterPhase, keepLastHeld, keepTail, keepUntold, phaseOf, tailAsked, untold } from "./phase.ts";
import { foundStored, highestHeld, insertLost, newestStreamStatement } from "./recovery-store.ts";
import { toldShape } from "./wire.ts";

const BUNDLE = 256;
const SLICE = 2_048;
const MOST_PAGES = 10_000;

/**
 * First contact after a restore. Phases: (1) the partner's copy of our log, held against a head **we** signed, brings
 * our own log up to what the world has seen, and so back to the version of the agreement in force; (2) he names which of our dispatches he holds, under our own signatures;
 * (3) the door opens again, and everything he sent after the backup is asked for; (4) a new stream, once our root has
 * signed it, is told to him. Never throws for an absent partner: it goes on with the next call.
 * @param learnVersions asks him for the versions of the agreement since the backup; false = not now
 */
export async function recover(parts: TakingParts, learnVersions: () => Promise<boolean>): Promise<void> {
  const { store, clock } = parts;
  if ((await phaseOf(store)) === "log") {
    if (!(await regrowLog(parts)) || !(await learnVersions()) || !(await nameHeld(parts))) return;
    await eraseAgain(parts);
    await store.commit({ steps: [enterPhase("stream", clock.now()), keepTail(true, clock.now())] });
  }
  if (!(await tailAsked(store)) && (await askForTail(parts)))
    await store.commit({ steps: [keepTail(false, clock.now())] });
  if ((await untold(store)) && (await tellStream(parts)))
    await store.commit({ steps: [keepUntold(false, clock.now())] });
}

/** Appends what our log lost, entry by entry, as the partner mirrored it; false = not now. */
async function regrowLog(parts: ReceivingParts): Promise<boolean> {
  const shown = await parts.line.get("/peer/v1/mirror/checkpoint").catch(() => null);
  if (shown?.status === 404) return true;
  if (shown === null || shown.status !== 200) return false;
  const head = await verifyCheckpoint(shown.body, parts.keys.log.verifier, []);
  if (!head.ok) return false;
  const { size } = await parts.store.logs.head("exchange");
  if (head.size <= size) return sameBytes(await parts.ownLog.rootAt(head.size), head.root);
  const missing = await mirrored(parts, size, head.size);
  if (missing === null) return false;
  let state = emptyTree();
  while (state.size < size) {
    const own = await parts.store.logs.entries("exchange", state.size, SLICE);
    state = followState(state, own.map(leafHash));
  }
  // What he gives back must make the very tree that our own signature stands under; his word counts for nothing.
  if (!sameBytes(rootOfState(followState(state, missing.map(leafHash))), head.root)) return false;
  for (let at = 0; at < missing.length; at += SLICE) {
    const appends = missing.slice(at, at + SLICE).map((entry) => ({ log: "exchange", entry }) as const);
    // The tombstones with their leaves: a crash between two slices leaves none behind.
    await parts.store.commit({
      appends,
      steps: parts.store.tombstones.learn(appends.map(({ entry }) => entry)),
    });
  }
  return true;
}

async function mirrored(
  parts: ReceivingParts,
  from: number,
  to: number,
): Promise<readonly Uint8Array[] | null> {
  const first = Math.floor(from / BUNDLE);
  const entries: Uint8Array[] = [];
  for (let index = first; index * BUNDLE < to; index += 1) {
    const answer = await parts.line.get(`/peer/v1/mirror/${index}`).catch(() => null);
    const bundle = answer?.status === 200 ? decodeEntryBundle(answer.body) : null;
    if (bundle === null || !bundle.ok) return null;
    entries.push(...bundle.value);
  }
  const wanted = entries.slice(from - first * BUNDLE, to - first * BUNDLE);
  return wanted.length === to - from ? wanted : null;
}

/** Learns which of our dispatches he holds that we do not know as sent; false = not now. */
async function nameHeld(parts: ReceivingParts): Promise<boolean> {
  const party = parts.treaty.partner.party;
  const ours = await streamOut(parts.store, party);
  const { verifying, revokedSigners } = await replayChain(parts.store, parts.treaty.us);
  const keys = [...verifying, ...revokedSigners];
  let from: number | null = ours?.next ?? 1;
  let highest = 0;
  for (let page = 0; from !== null && page < MOST_PAGES; page += 1) {
    const told = await ask(parts, ours?.stream ?? null, from);
    if (told === null) return false;
    highest = told.highest;
    for (const text of told.held) await takeHeld(parts, keys, text);
    if (told.stream !== null)
      await parts.store.commit({ steps: [followStream(party, hexBytes(told.stream))] });
    from = told.next;
  }
  await parts.store.commit({ steps: [keepLastHeld(highest, parts.clock.now())] });
  return true;
}

async function ask(parts: ReceivingParts, stream: Uint8Array | null, from: number) {
  const question = canonicalJson({ from, stream: stream === null ? null : hexOf(stream) });
  const answer = await parts.line.post("/peer/v1/recovery", question).catch(() => null);
  if (answer === null || answer.status !== 200) return null;
  const parsed = parseStrict(answer.body);
  return parsed.ok && toldShape.Check(parsed.value) ? parsed.value : null;
}

/** Only what carries our own signatures is ours; anything else he says we sent is passed over. */
async function takeHeld(parts: ReceivingParts, keys: readonly VerifyingKeys[], text: string): Promise<void> {
  const verified = await verifiedBy(keys, bytesOfBase64(text) ?? new Uint8Array());
  if (verified === null) return;
  const { statement } = verified;
  if (!sameBytes(statement.sender, parts.treaty.us.digest)) return;
  const record = await dispatchById(parts.store, statement.dispatch);
  await parts.store.commit({
    steps: [await foundStep(parts, verified, record === null ? null : record.id)],
  });
}

async function foundStep(
  parts: ReceivingParts,
  { statement, signed, digest }: VerifiedStatement,
  known: string | null,
): Promise<Step> {
  const at = parts.clock.now();
  const { sequence, dispatch: id } = statement;
  const key = known === null ? null : await parts.store.vault.key(known);
  if (key === null)
    return insertLost({ id, sequence, desk: statement.desk, madeAt: statement.madeAt, digest, foundAt: at });
  const sealed = key.seal(placeOf("statement"), signed);
  return foundStored(id, { stream: hexBytes(statement.stream), sequence, statement: sealed }, at);
}

/** Asks for everything of his streams behind what we hold; true once he says that nothing more is there. */
async function askForTail(parts: ReceivingParts): Promise<boolean> {
  const party = parts.treaty.partner.party;
  const told = await ask(parts, null, 1);
  if (told === null) return false;
  if (told.stream === null) return true;
  const highest = await highestHeld(parts.store, party, hexBytes(told.stream));
  const question = canonicalJson({ ranges: [{ from: highest + 1, to: null }], stream: told.stream });
  const answer = await parts.line.post("/peer/v1/gaps", question).catch(() => null);
  if (answer === null || answer.status !== 200) return false;
  const parsed = parseStrict(answer.body);
  const queued: unknown = parsed.ok ? Reflect.get(Object(parsed.value), "queued") : null;
  return queued === 0;
}

async function tellStream(parts: ReceivingParts): Promise<boolean> {
  const kept = await newestStreamStatement(parts.store, parts.treaty.us.party);
  if (kept === null) return true;
  const answer = await parts.line.post("/peer/v1/stream", kept.document).catch(() => null);
  return answer?.status === 200;
}

async function verifiedBy(
  keys: readonly VerifyingKeys[],
  signed: Uint8Array,
): Promise<VerifiedStatement | null> {
  for (const one of keys) {
    const verified = await verifyStatement(signed, one);
    if (verified.ok) return verified.value;
  }
  return null;
}

function hexBytes(hex: string): Uint8Array {
  return bytesOfHex(hex) ?? new Uint8Array();
}
