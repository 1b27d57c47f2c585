import { kindNamed } from "@entente/contract";
import { EMPTY_ROOT } from "@entente/ledger";
import {
  bytesOfBase64,
  decodeReceipts,
  deskDigest,
  hexOf,
  type OpenContext,
  type ReceiptItem,
  type SigningKeys,
  type Statement,
  SUITE,
  seal,
  sealingKey,
  signStatement,
  statementDigest,
  verifyingKeys,
} from "@entente/protocol";
import { timeOrderedId } from "@entente/words";
import { framed } from "../../src/exchange/framing.ts";
import { startStream, streamOut } from "../../src/exchange/outbox-store.ts";
import { sha256 } from "../../src/exchange/proposal.ts";
import { systemRandom } from "../../src/ports.ts";
import type { TestNode } from "./two-nodes.ts";

/** What a partner who holds his own valid keys may say otherwise than he should (adversary A4). */
export interface Lie {
  /** changes the honest body; what comes back is written as JSON, bytes as they are */
  readonly body?: (honest: Record<string, unknown>) => unknown;
  readonly statement?: Partial<Statement>;
  /** signs with these instead of his own */
  readonly keys?: SigningKeys;
}

export interface Forged {
  readonly id: string;
  readonly body: Uint8Array;
  readonly signed: Uint8Array;
  readonly digest: Uint8Array;
  readonly sealed: Uint8Array;
}

/** The stream of a node that forges before it has sent anything. */
export const STREAM = "ab".repeat(16);
let sequence = 1_000;

/** A dispatch as `from` would send it to `to`, with one lie in it; an honest one without. */
export async function forge(from: TestNode, to: TestNode, lie: Lie = {}): Promise<Forged> {
  const id = lie.statement?.dispatch ?? timeOrderedId(Date.parse("2026-11-22T12:00:00Z"), systemRandom(10));
  const said = lie.body?.(honestBody(from, to, id)) ?? honestBody(from, to, id);
  const body = said instanceof Uint8Array ? said : new TextEncoder().encode(JSON.stringify(said));
  const stream = await streamOf(from, to);
  const statement: Statement = { ...honestStatement(from, to, id, body, stream), ...lie.statement };
  const signed = await signStatement(statement, lie.keys ?? from.keys.sign);
  const sealed = seal({ signed, body, to: keyOf(to) });
  return { id, body, signed, digest: statementDigest(signed), sealed };
}

/** The one stream of `from`: what he forges stands in it, since another one would be refused for that alone. */
async function streamOf(from: TestNode, to: TestNode): Promise<string> {
  const known = await streamOut(from.store, to.party);
  if (known !== null) return hexOf(known.stream);
  await from.store.commit({ steps: [startStream(to.party, new Uint8Array(Buffer.from(STREAM, "hex")))] });
  return STREAM;
}

function honestStatement(
  from: TestNode,
  to: TestNode,
  id: string,
  body: Uint8Array,
  stream: string,
): Statement {
  sequence += 1;
  return {
    suite: SUITE,
    realm: from.treaty.realm,
    agreementDigest: from.treaty.digest,
    sender: from.treaty.us.digest,
    recipient: from.treaty.partner.digest,
    desk: deskDigest(to.party, deskOf(to)),
    stream,
    sequence,
    dispatch: id,
    bodyDigest: sha256(body),
    approvalCommitment: new Uint8Array(32).fill(1),
    attachmentsDigest: new Uint8Array(32),
    madeAt: Date.parse("2026-11-22T12:00:00Z"),
    senderLog: { size: 0, root: EMPTY_ROOT },
    partnerLog: { size: 0, root: EMPTY_ROOT },
  };
}

/** The body of an invented request, as the sender's node would compile it. */
export function honestBody(from: TestNode, to: TestNode, id: string): Record<string, unknown> {
  const setting = {
    party: from.party,
    from: deskOf(from),
    to: deskOf(to),
    area: "drugs" as const,
    holding: null,
  };
  const draft = kindNamed("request")?.example(setting) ?? {};
  const { purpose, channel, urgency, language, title, marking, evidential_use, content } = draft;
  return {
    format: "entente/dispatch/v1",
    kind: "request",
    id,
    thread: id,
    reply_to: null,
    realm: "live",
    from: addressOf(from),
    to: addressOf(to),
    area: "drugs",
    purpose,
    channel,
    urgency,
    language,
    title,
    marking,
    caveats: ["use_limit", "no_onward"],
    legal_basis: ["An invented basis"],
    evidential_use,
    made_at: "2026-11-22T12:00:00.000Z",
    content,
  };
}

export function deskOf(node: TestNode): string {
  return node.party === "CA" ? "ca-rcmp-liaison" : "in-ncb-liaison";
}

function addressOf(node: TestNode) {
  return { party: node.party, agency: node.party === "CA" ? "RCMP" : "NCB", desk: deskOf(node) };
}

function keyOf(node: TestNode) {
  const key = sealingKey(bytesOfBase64(node.treaty.us.card.seal.xwing) ?? new Uint8Array());
  if (!key.ok) throw new Error("a card holds a usable sealing key");
  return key.value;
}

/** What `open` knows on the receiving node. */
export function contextOf(node: TestNode): OpenContext {
  const { ed25519, mldsa65 } = node.treaty.partner.card.sign;
  const keys = verifyingKeys({
    ed25519: bytesOfBase64(ed25519) ?? new Uint8Array(),
    mldsa65: bytesOfBase64(mldsa65) ?? new Uint8Array(),
  });
  if (!keys.ok) throw new Error("a card holds usable signing keys");
  const senders = new Map([[hexOf(node.treaty.partner.digest), [keys.value]]]);
  return {
    self: node.treaty.us.digest,
    realm: node.treaty.realm,
    openingKeys: new Map([[hexOf(node.keys.opening.digest), node.keys.opening]]),
    agreements: new Map([[node.treaty.digestHex, { suite: SUITE, senders }]]),
  };
}

/** Posts sealed bytes at a node's partner door and reads the answer; items are empty where it is no answer. */
export async function postTo(
  node: TestNode,
  sealed: readonly Uint8Array[],
  known = 0,
): Promise<{ readonly status: number; readonly items: readonly ReceiptItem[] }> {
  const partner = node.treaty.partner.party;
  const answer = await node.exchange.peer.takeDispatches(partner, framed(known, sealed));
  if (answer.status !== 200) return { status: answer.status, items: [] };
  const receipts = decodeReceipts(answer.body, sealed.length);
  if (!receipts.ok) throw new Error(`the node gave no receipts: ${receipts.faults[0]?.code ?? ""}`);
  return { status: 200, items: receipts.value.items };
}

/** "stored", or the code one sealed dispatch was refused with. */
export async function verdictOn(node: TestNode, sealed: Uint8Array): Promise<string> {
  const { status, items } = await postTo(node, [sealed]);
  const [item] = items;
  if (item === undefined) return `status ${status}`;
  return item.event === "refused" ? item.code : "stored";
}
