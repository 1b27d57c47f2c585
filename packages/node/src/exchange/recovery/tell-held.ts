import { base64Of, bytesOfHex, canonicalJson, hexOf, parseStrict } from "@entente/protocol";
import { askedAgain } from "../attachments/attachment-store.ts";
import { streamOut } from "../outbox-store.ts";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import type { ReceivingParts } from "../receive.ts";
import { placeOf } from "../record.ts";
import { recordRejection } from "../rejection.ts";
import { dispatchById } from "../store.ts";
import { heldFrom, highestHeld } from "./recovery-store.ts";
import { askShape, MOST_HELD } from "./wire.ts";

/** Tells a restored partner which of his own dispatches we hold: his signed statements, never a body. */
export async function tellHeld(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const asked = parseStrict(body);
  if (!asked.ok || !askShape.Check(asked.value)) {
    const digest = sha256(body);
    await recordRejection(parts, { door: "peer", code: "recovery_malformed", where: "recovery", digest });
    return answer(400, { code: "recovery_malformed" });
  }
  const { stream, from } = asked.value;
  const party = parts.treaty.partner.party;
  const ours = await streamOut(parts.store, party);
  const id = stream === null ? null : bytesOfHex(stream);
  const places = id === null ? [] : await heldFrom(parts.store, party, id, from, MOST_HELD);
  const held: string[] = [];
  for (const { dispatch } of places) {
    const statement = await statementOf(parts, dispatch);
    if (statement !== null) held.push(base64Of(statement));
  }
  const last = places.at(-1);
  // What he asks after a restore he may have forgotten of files as well.
  if (places.length < MOST_HELD) await parts.store.commit({ steps: [askedAgain(null)] });
  return answer(200, {
    held,
    highest: id === null ? 0 : await highestHeld(parts.store, party, id),
    next: last === undefined || places.length < MOST_HELD ? null : last.sequence + 1,
    stream: ours === null ? null : hexOf(ours.stream),
  });
}

/** Null where it is erased here: then nobody can name it any more. */
async function statementOf(parts: ReceivingParts, dispatch: string): Promise<Uint8Array | null> {
  const record = await dispatchById(parts.store, dispatch);
  const key = record === null ? null : await parts.store.vault.key(dispatch);
  if (record === null || key === null || record.sealed.statement === null) return null;
  return key.open(placeOf("statement"), record.sealed.statement);
}

function answer(status: number, value: Parameters<typeof canonicalJson>[0]): PeerAnswer {
  return { status, type: "application/json", body: canonicalJson(value) };
}
