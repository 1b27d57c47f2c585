import {
  encodeAddCheckpoint,
  parseAddCheckpoint,
  verifyCheckpoint,
  type WitnessVerifier,
  withCosignatures,
  witnessVerifier,
} from "@entente/ledger";
import { bytesOfBase64 } from "@entente/protocol";
import type { Side } from "../agreement/door.ts";
import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";

/** Answers the partner who asks us to witness his log (C2SP tlog-witness, add-checkpoint). */
export async function addCheckpoint(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const request = parseAddCheckpoint(body);
  if (!request.ok) {
    await recordRejection(parts, {
      door: "peer",
      code: request.faults[0]?.code ?? "bad_request",
      where: request.faults[0]?.where ?? "",
      digest: sha256(body),
    });
    return text(400, "malformed request\n");
  }
  const { oldSize, proof, checkpoint } = request.value;
  return parts.partnerLog.exclusively(async () => {
    const taken = await parts.partnerLog.take(checkpoint, oldSize, proof);
    if (taken.ok) return text(200, taken.lines);
    if (taken.code === "conflict") return text(409, `${taken.knownSize}\n`);
    await recordRejection(parts, {
      door: "peer",
      code: taken.code,
      where: "checkpoint",
      digest: sha256(body),
    });
    return text(422, `${taken.code}\n`);
  });
}

/** Under which keys the partner cosigns. @throws {TypeError} for a card that was never verified */
export function partnerWitness({ card }: Side): WitnessVerifier {
  const keys = { ed25519: bytesOfBase64(card.witness.ed25519), mldsa44: bytesOfBase64(card.witness.mldsa44) };
  if (keys.ed25519 === null || keys.mldsa44 === null)
    throw new TypeError("a verified card holds readable keys");
  return witnessVerifier({ name: card.witness.name, ed25519: keys.ed25519, mldsa44: keys.mldsa44 });
}

/** Asks the partner to witness our exchange log. One instance a node. */
export interface WitnessAsker {
  /** Asks once if the log has grown; whether the newest head is witnessed afterwards. Never throws for an absent partner. */
  ask(): Promise<boolean>;
}

/** Opens the asking side: our newest signed head goes out, his cosignatures come back and are verified. */
export function openWitnessAsker(parts: ReceivingParts): WitnessAsker {
  const witness = partnerWitness(parts.treaty.partner);

  async function request(
    from: number,
  ): Promise<{ readonly done: boolean; readonly conflict: number | null }> {
    const head = await parts.ownLog.signed();
    const proof =
      from === 0 || from === head.size
        ? []
        : await parts.store.logs.consistencyProof("exchange", from, head.size);
    const answer = await parts.line.post(
      "/peer/v1/witness/add-checkpoint",
      encodeAddCheckpoint({ oldSize: from, proof, checkpoint: head.note }),
    );
    const said = new TextDecoder().decode(answer.body);
    if (answer.status === 409) {
      const conflict = conflictSize(said, head.size);
      if (conflict === null) parts.doubt();
      return { done: false, conflict };
    }
    if (answer.status !== 200) return { done: false, conflict: null };
    const note = withCosignatures(head.note, said);
    if (!note.ok) return { done: false, conflict: null };
    const verified = await verifyCheckpoint(note.value, parts.keys.log.verifier, [witness]);
    if (!verified.ok || !verified.witnessedBy.includes(witness.name)) return { done: false, conflict: null };
    await parts.ownLog.keepWitnessed({ ...head, note: note.value });
    return { done: true, conflict: null };
  }

  return {
    async ask() {
      const [head, last] = await Promise.all([parts.store.logs.head("exchange"), parts.ownLog.witnessed()]);
      if (last !== null && last.size >= head.size) return true;
      try {
        const first = await request(last?.size ?? 0);
        if (first.done || first.conflict === null) return first.done;
        return (await request(first.conflict)).done;
      } catch {
        return false;
      }
    },
  };
}

/** The size the partner says he knows; null where that is no size of ours. */
function conflictSize(said: string, most: number): number | null {
  const size = /^(?:0|[1-9][0-9]{0,15})\n$/.test(said) ? Number(said) : Number.NaN;
  return Number.isSafeInteger(size) && size <= most ? size : null;
}

function text(status: number, body: string): PeerAnswer {
  return { status, type: "text/plain; charset=utf-8", body: new TextEncoder().encode(body) };
}
