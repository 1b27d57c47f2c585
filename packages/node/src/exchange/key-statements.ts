import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";

/** Takes the partner's next key statement: verified under his root, on our log, in force when answered. */
export async function takeKeyStatement(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const taken = await parts.partnerKeys.take(body);
  if (taken.ok) return answer(200, { serial: taken.value.serial });
  const [first] = taken.faults;
  const code = first?.code ?? "schema";
  await recordRejection(parts, { door: "peer", code, where: first?.where ?? "", digest: sha256(body) });
  return answer(422, { code, faults: taken.faults });
}

function answer(status: number, value: unknown): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(JSON.stringify(value)) };
}
