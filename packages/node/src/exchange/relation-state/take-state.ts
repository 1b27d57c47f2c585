import { parseRelationState } from "@entente/protocol";
import type { Fault } from "@entente/words";
import { rootKeysOf } from "../key-chain.ts";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import { recordRejection } from "../rejection.ts";
import { bringInForce } from "./bring-in-force.ts";
import type { ChangingParts } from "./changing.ts";
import { faultsHere, placeHere } from "./ground.ts";

/**
 * Takes the partner's next statement: verified under his root, or his node's keys in an emergency, on our log and in force
 * when answered. One that was taken before is answered as the first time; any other is refused with every fault.
 */
export async function takeState(parts: ChangingParts, body: Uint8Array): Promise<PeerAnswer> {
  const { store, treaty } = parts;
  const { partner } = treaty;
  const known = { party: partner.party, root: rootKeysOf(partner), node: await parts.partnerSigners() };
  const parsed = await parseRelationState(body, known);
  if (!parsed.ok) return refuse(parts, body, parsed.faults);
  const { statement } = parsed.value;
  const { place } = await placeHere(store, treaty, partner, parsed.value);
  const faults = [
    ...faultsHere(treaty, partner, statement),
    ...(place.kind === "refused" ? place.faults : []),
  ];
  if (faults.length > 0) return refuse(parts, body, faults);
  const said = { side: partner, parsed: parsed.value, document: body, officer: null };
  if (!(await bringInForce(parts, said)))
    return refuse(parts, body, [{ code: "bad_state", where: "/previous" }]);
  parts.changed();
  return answer(200, { serial: statement.serial });
}

async function refuse(parts: ChangingParts, body: Uint8Array, faults: readonly Fault[]): Promise<PeerAnswer> {
  const { code = "schema", where = "" } = faults[0] ?? {};
  await recordRejection(parts, { door: "peer", code, where, digest: sha256(body) });
  return answer(422, { code, faults });
}

function answer(status: number, value: unknown): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(JSON.stringify(value)) };
}
