import { ENTRY_KIND } from "@entente/ledger";
import {
  readSignedStatement,
  sameBytes,
  seal as sealBytes,
  signStatement,
  statementDigest,
  verifyingKeys,
  verifyStatement,
} from "@entente/protocol";
import type { Commit } from "../store/door.ts";
import { exchangeLeaf } from "./leaves.ts";
import { type Queued, replaceStatement } from "./outbox-store.ts";
import { placeOf } from "./record.ts";
import type { SealingParts } from "./seal.ts";
import { changeDispatch, dispatchById } from "./store.ts";

/**
 * A queued dispatch whose statement the partner refuses because its key was revoked before he had it: the same statement,
 * word for word, under the key of this moment, with a release leaf of its own (decisions/0026). Only his refusal leads
 * here: what he stored before the revocation he receipts as it was, so that no dispatch ever stands under two statements.
 * False where nothing can be signed anew: it is erased, or already signed by the key in force.
 */
export async function signAnew(
  parts: SealingParts,
  partner: string,
  item: Queued,
  at: number,
): Promise<boolean> {
  return parts.signing(async () => {
    const commit = await anew(parts, partner, item, at);
    return commit !== null && (await parts.store.commit(commit)).committed;
  });
}

async function signedNow(parts: SealingParts, signed: Uint8Array): Promise<boolean> {
  const keys = verifyingKeys(parts.keys.sign.publics);
  if (!keys.ok) throw new TypeError("our own signing keys are usable");
  return (await verifyStatement(signed, keys.value)).ok;
}

async function anew(parts: SealingParts, partner: string, item: Queued, at: number): Promise<Commit | null> {
  const record = await dispatchById(parts.store, item.dispatch);
  const key = record === null ? null : await parts.store.vault.key(record.id);
  if (record === null || key === null) return null;
  const { statement, body, salt } = record.sealed;
  if (statement === null || body === null || salt === null) return null;
  const old = key.open(placeOf("statement"), statement);
  const before = readSignedStatement(old);
  if (!before.ok) throw new TypeError("a statement of ours reads");
  // Once: a partner who refuses what the key in force has signed would have us sign for ever.
  if (!sameBytes(item.digest, statementDigest(old)) || (await signedNow(parts, old))) return null;
  const signed = await signStatement(before.value.statement, parts.keys.sign);
  const to = await parts.partnerKeys.sealing();
  const sealed = sealBytes({ signed, body: key.open(placeOf("body"), body), to });
  const leaf = exchangeLeaf(ENTRY_KIND.release, parts.random(32), signed);
  const queued = replaceStatement(
    partner,
    item,
    { digest: statementDigest(signed), sealed, sealKey: to.digest },
    at,
  );
  // Sent again to a partner who had lost it: the receipt of the first time is for the first statement, and stands.
  if (record.storedAt !== null) return { appends: [leaf.append], steps: [queued] };
  const salts = new Uint8Array([...leaf.salt, ...key.open(placeOf("salt"), salt).subarray(leaf.salt.length)]);
  const change = changeDispatch(
    record.id,
    { states: [record.state], version: record.version },
    {
      sealed_statement: key.seal(placeOf("statement"), signed),
      sealed_salt: key.seal(placeOf("salt"), salts),
      leaf: { leafOf: 0 },
    },
    at,
  );
  return { appends: [leaf.append], steps: [change, queued] };
}
