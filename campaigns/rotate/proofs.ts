import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAnchor, verifyProof } from "@entente/ledger";
import { fieldOf, usersDoor } from "../doors/users-door.ts";
import type { Pair } from "../endure/pair.ts";

/** What the proofs of a run said. */
export interface Proven {
  readonly verified: number;
  /** of these, signed by a key that was revoked since */
  readonly revokedSince: number;
  /** how many proofs are under each version of the agreement */
  readonly versions: ReadonlyMap<number, number>;
  readonly faults: readonly string[];
}

const WAIT_MS = 60_000;

/**
 * Fetches the proof of every dispatch, from the node that sent it and the node that has it, and verifies each offline
 * against the agreement alone: the sender's must hold the receiver's receipt.
 */
export async function provenAll(pair: Pair, ids: readonly string[]): Promise<Proven> {
  const anchor = parseAnchor(
    new Uint8Array(await readFile(join(pair.nodes[0]?.data ?? "", "agreement.json"))),
  );
  if (!anchor.ok) throw new Error("the agreement does not verify");
  const faults: string[] = [];
  let [verified, revokedSince] = [0, 0];
  const versions = new Map<number, number>();
  for (const node of pair.nodes) {
    const door = usersDoor(node.url);
    try {
      for (const id of ids) {
        const proof = await proofOf(() => door.get(`/api/ledger/proofs/${id}`, node.officers.lo.token));
        const verdict = proof === null ? null : verifyProof(proof, anchor.value);
        if (verdict === null) faults.push(`${node.party} has no proof of ${id}`);
        else if (!verdict.valid)
          faults.push(`${node.party}: ${id} ${verdict.fault.code} at ${verdict.fault.where}`);
        else if (verdict.id !== id) faults.push(`${node.party} proves another dispatch than ${id}`);
        else if (verdict.kind === "release" && verdict.receipt === null)
          faults.push(`${node.party}: ${id} has no receipt`);
        else verified += 1;
        if (verdict?.valid === true && verdict.keys?.revoked_since === true) revokedSince += 1;
        const version = verdict?.valid === true ? (verdict.agreement?.version ?? 1) : null;
        if (version !== null) versions.set(version, (versions.get(version) ?? 0) + 1);
      }
    } finally {
      door.close();
    }
  }
  return { verified, revokedSince, versions, faults };
}

/** Null where the node has none for a minute: the newest head may still have to be witnessed. */
async function proofOf(ask: () => Promise<{ readonly status: number; readonly json: unknown }>) {
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const said = await ask();
    const text = fieldOf(said.json, "proof_base64");
    if (said.status === 200 && typeof text === "string") return new Uint8Array(Buffer.from(text, "base64"));
    await new Promise((done) => setTimeout(done, 250));
  }
  return null;
}
