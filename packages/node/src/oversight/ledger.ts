import { done, no, type ProofCheck, type ProofView, type Result } from "@entente/contract";
import { ENTRY_KIND, encodeProof, type ReceiptProof, verifyProof } from "@entente/ledger";
import { statementDigest } from "@entente/protocol";
import { evidenceKept, knownTo, type OwnLog, type SignedHead } from "../exchange/door.ts";
import type { Officer } from "../people/door.ts";
import type { ItemKey, Store } from "../store/door.ts";
import { keyLeavesOf } from "./key-leaves.ts";
import type { Ledger } from "./port.ts";
import { readsBy } from "./reads.ts";
import { type Provable, provableById, receiptOf } from "./store.ts";
import { versionLeavesOf } from "./version-leaves.ts";

/** What the ledger is opened over. `askWitness` asks the partner once to cosign the newest head. */
export interface LedgerParts {
  readonly store: Store;
  readonly ownLog: OwnLog;
  /** the agreement file, the anchor of every proof */
  readonly anchor: Uint8Array;
  readonly askWitness: () => Promise<void>;
}

const MOST_ENTRIES = 4096;
const MOST_EVIDENCE = 20;
const HASH = 32;

/** Opens the auditor's way out: everything it gives is bounded by the newest witnessed head. */
export function openLedger(parts: LedgerParts): Ledger {
  return {
    proof: (officer, id) => proofOf(parts, officer, id),
    reads: (wish) => readsBy(parts.store, wish),
    async checkProof(officer, id) {
      const proof = await proofOf(parts, officer, id);
      return proof.ok
        ? done(checked(id, Buffer.from(proof.value.proof_base64, "base64"), parts.anchor))
        : proof;
    },
    async witnessedCheckpoint() {
      const head = await witnessedOver(parts, 0);
      return head === null
        ? no("not_witnessed")
        : done({ log: "exchange", size: head.size, note_base64: base64(head.note) });
    },
    async evidence() {
      const kept = await evidenceKept(parts.store, MOST_EVIDENCE);
      const items = kept.map(({ id, kind, origin, at, file }) => ({
        id,
        kind,
        origin,
        at: new Date(at).toISOString(),
        file_base64: base64(file),
      }));
      return done({ items });
    },
    async entries(from, count) {
      const head = await parts.ownLog.witnessed();
      if (head === null) return no("not_witnessed");
      const wanted = Math.max(0, Math.min(count, MOST_ENTRIES, head.size - from));
      const entries = await parts.store.logs.entries("exchange", from, wanted);
      return done({ log: "exchange", from, entries_base64: entries.map(base64) });
    },
    async tile(level, index, width) {
      const head = await parts.ownLog.witnessed();
      if (head === null) return no("not_witnessed");
      // A partial tile of the witnessed tree is a prefix of what the tree has grown to since.
      const complete = Math.floor(head.size / 256 ** level) - index * 256;
      const hashes = width > complete ? null : await parts.store.logs.tile("exchange", level, index, width);
      return hashes === null
        ? no("not_found")
        : done({ hashes_base64: base64(hashes.slice(0, width * HASH)) });
    },
  };
}

async function proofOf(parts: LedgerParts, officer: Officer, id: string): Promise<Result<ProofView>> {
  const found = await provableById(parts.store, id);
  // Auditors see digests here and no content.
  const known = found === null ? [] : await knownTo(parts, officer, [found], "proof");
  if (found === null || known.length === 0) return no("not_found");
  const key = await parts.store.vault.key(id);
  if (key === null)
    return no("not_found", { detail: "its key was destroyed: nothing ties the leaf to it any more" });
  const { leaf, statement, salt } = found;
  if (leaf === null || statement === null || salt === null)
    return no("not_witnessed", { detail: `it is ${found.state}: nothing is on the log yet` });
  const head = await witnessedOver(parts, leaf);
  if (head === null) return no("not_witnessed");
  const ours = found.direction === "ours";
  const signedStatement = key.open("dispatch.sealed_statement", statement);
  const keys = await keyLeavesOf(parts.store, found.sender, head.size);
  const versions = await versionLeavesOf(parts.store, head.size);
  const proof = encodeProof({
    kind: ours ? ENTRY_KIND.release : ENTRY_KIND.stored,
    salt: key.open("dispatch.sealed_salt", salt).slice(0, HASH),
    index: leaf,
    inclusion: [...(await parts.store.logs.inclusionProof("exchange", leaf, head.size))],
    checkpoint: head.note,
    signedStatement,
    receipt: ours ? receiptProof(found, key, signedStatement) : null,
    ...(keys.length === 0 ? {} : { keys }),
    ...(versions.length === 0 ? {} : { versions }),
  });
  return done({
    id,
    thread: found.thread,
    kind: found.kind,
    state: found.state,
    proof_base64: base64(proof),
  });
}

function checked(id: string, proof: Uint8Array, anchor: Uint8Array): ProofCheck {
  const verdict = verifyProof(new Uint8Array(proof), anchor);
  if (!verdict.valid) {
    const { code, where } = verdict.fault;
    return { id, proven: null, fault: { code, where } };
  }
  if (verdict.id !== id) return { id, proven: null, fault: { code: "wrong_statement", where: "statement" } };
  const { kind, from, to, body_digest, index, origin, witnessed_by, signed_at, receipt } = verdict;
  const proven = {
    kind,
    from,
    to,
    body_sha256: body_digest,
    index,
    origin,
    witnessed_by: [...witnessed_by],
    signed_at: new Date(signed_at * 1000).toISOString(),
    receipted: receipt !== null,
  };
  return { id, proven, fault: null };
}

function receiptProof(found: Provable, key: ItemKey, signedStatement: Uint8Array): ReceiptProof | null {
  const receipt =
    found.receipt === null ? null : receiptOf(key.open("dispatch.sealed_receipt", found.receipt));
  if (receipt === null) return null;
  const { salt, index, inclusion, note } = receipt;
  return { salt, index, inclusion, checkpoint: note, statementDigest: statementDigest(signedStatement) };
}

/** The newest witnessed head that holds leaf `leaf`; asks the partner once where it is behind. */
async function witnessedOver(parts: LedgerParts, leaf: number): Promise<SignedHead | null> {
  const head = await parts.ownLog.witnessed();
  if (head !== null && head.size > leaf) return head;
  await parts.askWitness();
  const after = await parts.ownLog.witnessed();
  return after !== null && after.size > leaf ? after : null;
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}
