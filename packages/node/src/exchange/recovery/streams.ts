import { done, no, type Result } from "@entente/contract";
import { ENTRY_KIND } from "@entente/ledger";
import {
  base64Of,
  bytesOfBase64,
  hexOf,
  type ParsedStreamStatement,
  parseStreamStatement,
  STREAM_TYPE,
  type StreamStatement,
  streamStatementPayload,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";
import type { Side } from "../../agreement/door.ts";
import { exchangeLeaf } from "../leaves.ts";
import { streamOut } from "../outbox-store.ts";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import type { ReceivingParts } from "../receive.ts";
import { recordRejection } from "../rejection.ts";
import { followStream, followsStream } from "../streams-store.ts";
import { enterPhase, keepUntold, lastHeld, phaseOf } from "./phase.ts";
import { beginStream, highestHeld, insertStreamStatement, newestStreamStatement } from "./recovery-store.ts";

const ZEROS = "0".repeat(64);

/** What our root has to sign before a restored node lets anything out again. */
export interface StreamRequest {
  readonly type: string;
  /** the exact bytes, base64 */
  readonly payload_base64: string;
}

/** Drafts the statement of a new stream; another call drafts another stream, and only the one opened counts. */
export async function requestStream(parts: ReceivingParts): Promise<Result<StreamRequest>> {
  if ((await phaseOf(parts.store)) !== "stream")
    return no("state_conflict", {
      detail: "only a restored node that has met its partner begins a new stream",
    });
  const { party, node } = parts.treaty.us;
  const [before, ours] = await Promise.all([
    newestStreamStatement(parts.store, party),
    streamOut(parts.store, parts.treaty.partner.party),
  ]);
  const payload = streamStatementPayload({
    party,
    node,
    serial: (before?.serial ?? 0) + 1,
    previous: before === null ? ZEROS : hexOf(before.digest),
    ends: ours === null ? null : hexOf(ours.stream),
    last_sequence: await lastHeld(parts.store),
    stream: hexOf(parts.random(16)),
  });
  if (!payload.ok) throw new TypeError("our own statement is well formed");
  return done({ type: STREAM_TYPE, payload_base64: base64Of(payload.value) });
}

/** Takes the statement our root signed: on our log, the new stream begins, and the partner is told from now on. */
export async function openStream(
  parts: ReceivingParts,
  documentBase64: string,
): Promise<Result<{ readonly stream: string; readonly state: string }>> {
  if ((await phaseOf(parts.store)) !== "stream")
    return no("state_conflict", { detail: "no new stream is asked for" });
  const document = bytesOfBase64(documentBase64) ?? new Uint8Array();
  const parsed = await parseStreamStatement(document, {
    party: parts.treaty.us.party,
    root: rootOf(parts.treaty.us),
  });
  if (!parsed.ok) return no("malformed", { faults: parsed.faults });
  const faults = await faultsAfter(parts, parts.treaty.us, parsed.value.statement);
  const ours = await streamOut(parts.store, parts.treaty.partner.party);
  if (parsed.value.statement.ends !== (ours === null ? null : hexOf(ours.stream))) faults.push("/ends");
  if (faults.length > 0)
    return no("malformed", { faults: faults.map((where) => ({ code: "not_the_next", where })) });
  const at = parts.clock.now();
  const { statement, digest } = parsed.value;
  const leaf = exchangeLeaf(ENTRY_KIND.key_statement, parts.random(32), digest);
  await parts.store.commit({
    appends: [leaf.append],
    steps: [
      insertStreamStatement(statement.party, { serial: statement.serial, digest, document }, at),
      beginStream(parts.treaty.partner.party, new Uint8Array(Buffer.from(statement.stream, "hex"))),
      enterPhase("none", at),
      keepUntold(true, at),
    ],
  });
  return done({ stream: statement.stream, state: "open" });
}

/** Takes the partner's stream statement. The same one again is answered as the first time. */
export async function takeStream(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const { partner } = parts.treaty;
  const parsed = await parseStreamStatement(body, { party: partner.party, root: rootOf(partner) });
  const faults = parsed.ok
    ? await faultsOfPartner(parts, parsed.value)
    : parsed.faults.map(({ where }) => where);
  if (parsed.ok && faults === null) return answer(200, { serial: parsed.value.statement.serial });
  if (!parsed.ok || faults === null || faults.length > 0) {
    const [code, where] = [
      parsed.ok ? "not_the_next" : (parsed.faults[0]?.code ?? "schema"),
      faults?.[0] ?? "",
    ];
    await recordRejection(parts, { door: "peer", code, where, digest: sha256(body) });
    return answer(422, { code, faults: faults ?? [] });
  }
  const { statement, digest } = parsed.value;
  const leaf = exchangeLeaf(ENTRY_KIND.key_statement, parts.random(32), digest);
  await parts.store.commit({
    appends: [leaf.append],
    steps: [
      insertStreamStatement(
        partner.party,
        { serial: statement.serial, digest, document: body },
        parts.clock.now(),
      ),
      followStream(partner.party, new Uint8Array(Buffer.from(statement.stream, "hex"))),
    ],
  });
  return answer(200, { serial: statement.serial });
}

/** Null = exactly this statement was taken before. */
async function faultsOfPartner(
  parts: ReceivingParts,
  { statement, digest }: ParsedStreamStatement,
): Promise<readonly string[] | null> {
  const party = parts.treaty.partner.party;
  const kept = await newestStreamStatement(parts.store, party);
  if (kept !== null && Buffer.compare(kept.digest, digest) === 0) return null;
  const faults = await faultsAfter(parts, parts.treaty.partner, statement);
  const ends = statement.ends === null ? null : new Uint8Array(Buffer.from(statement.ends, "hex"));
  if (ends !== null && !(await followsStream(parts.store, party, ends))) faults.push("/ends");
  // He names what we hold: fewer would let him send once more, under other bytes, what he has sent already.
  if (ends !== null && statement.last_sequence < (await highestHeld(parts.store, party, ends)))
    faults.push("/last_sequence");
  const begins = new Uint8Array(Buffer.from(statement.stream, "hex"));
  if (await followsStream(parts.store, party, begins)) faults.push("/stream");
  return faults;
}

async function faultsAfter(parts: ReceivingParts, side: Side, statement: StreamStatement): Promise<string[]> {
  const before = await newestStreamStatement(parts.store, side.party);
  const faults: string[] = [];
  if (statement.node !== side.node) faults.push("/node");
  if (statement.serial !== (before?.serial ?? 0) + 1) faults.push("/serial");
  if (statement.previous !== (before === null ? ZEROS : hexOf(before.digest))) faults.push("/previous");
  return faults;
}

function rootOf(side: Side): VerifyingKeys {
  const { ed25519, mldsa65 } = side.card.root;
  const raw = (text: string) => bytesOfBase64(text) ?? new Uint8Array();
  const keys = verifyingKeys({ ed25519: raw(ed25519), mldsa65: raw(mldsa65) });
  if (!keys.ok) throw new TypeError("a verified card holds a usable root");
  return keys.value;
}

function answer(status: number, value: unknown): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(JSON.stringify(value)) };
}
