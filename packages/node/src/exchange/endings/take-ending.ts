import {
  ENTRY_KIND,
  entry,
  leafHash,
  saltedDigest,
  verifyCheckpoint,
  verifyInclusion,
} from "@entente/ledger";
import { bytesOfBase64, parseStrict } from "@entente/protocol";
import type { Fault } from "@entente/words";
import { actMark } from "../domestic.ts";
import { exchangeLeaf } from "../leaves.ts";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import type { ReceivingParts } from "../receive.ts";
import { recordRejection } from "../rejection.ts";
import { heard, wasHeard } from "./ending-store.ts";
import { type EndingMessage, type EndingNotice, readMessage, readNotice } from "./notice.ts";

/**
 * Takes the partner's word that something of his ended, or that he sends an officer of ours away: only with the leaf of
 * his log that binds it, under a head that he signed. Then it is on our log too, the guest or the post it names is over
 * here, and what is made under it later is refused. Said again it is acknowledged again, and changes nothing.
 */
export async function takeEnding(parts: ReceivingParts, body: Uint8Array): Promise<PeerAnswer> {
  const parsed = parseStrict(body);
  const message = parsed.ok ? readMessage(parsed.value) : parsed;
  if (!message.ok) return refuse(parts, message.faults[0] ?? UNREAD, body, 400);
  const notice = readNotice(message.value.notice, parts.treaty);
  if (!notice.ok) return refuse(parts, notice.faults[0] ?? UNREAD, body, 422);
  if (!(await stands(parts, message.value)))
    return refuse(parts, { code: "unproven", where: "/checkpoint" }, body, 422);
  const digest = sha256(new TextEncoder().encode(message.value.notice));
  if (!(await wasHeard(parts.store, digestFor(digest, ""))))
    await keep(parts, notice.value, message.value, digest, body);
  for (const post of notice.value.posts)
    await parts.people.posts.told(post, parts.treaty.partner.party, notice.value.word);
  return { status: 200, type: "application/json", body: new TextEncoder().encode("{}") };
}

const UNREAD: Fault = { code: "schema", where: "" };

/** Whether the notice's leaf stands in the partner's log, under a head signed by the log key we pinned. */
async function stands({ partnerLog }: ReceivingParts, message: EndingMessage): Promise<boolean> {
  const note = bytesOfBase64(message.checkpoint);
  const salt = bytesOfBase64(message.salt);
  const proof = message.inclusion.flatMap((one) => bytesOfBase64(one) ?? []);
  if (note === null || salt === null || salt.length !== 32 || proof.length !== message.inclusion.length)
    return false;
  const head = await verifyCheckpoint(note, partnerLog.verifier, []);
  if (!head.ok || message.index >= head.size) return false;
  const kind = ENTRY_KIND.credential_revoked;
  const hash = leafHash(entry(kind, saltedDigest(kind, salt, new TextEncoder().encode(message.notice))));
  return verifyInclusion({ leafHash: hash, index: message.index, size: head.size, proof, root: head.root })
    .ok;
}

/** One row for the notice and one for each post it names, with a leaf on both of our logs: all or nothing. */
async function keep(
  parts: ReceivingParts,
  notice: EndingNotice,
  message: EndingMessage,
  digest: Uint8Array,
  proof: Uint8Array,
): Promise<void> {
  const at = parts.clock.now();
  const words = message.notice;
  const leaf = exchangeLeaf(ENTRY_KIND.credential_revoked, parts.random(32), digest);
  const said = { words, proof, leaf: message.index, since: notice.since };
  const word = [notice.word, ...notice.posts].join(" ");
  const mark = await actMark(parts, { act: "ending_heard", dispatch: "", officer: null, word });
  const rows = ["", ...notice.posts].map((post) => heard(digestFor(digest, post), post, said, at));
  await parts.store.commit({ appends: [mark.append, leaf.append], steps: [mark.step, ...rows] });
}

function digestFor(digest: Uint8Array, post: string): Uint8Array {
  return sha256(Buffer.concat([digest, Buffer.from(post)]));
}

async function refuse(
  parts: ReceivingParts,
  { code, where }: Fault,
  body: Uint8Array,
  status: number,
): Promise<PeerAnswer> {
  await recordRejection(parts, { door: "peer", code: `ending_${code}`, where, digest: sha256(body) });
  return {
    status,
    type: "application/json",
    body: new TextEncoder().encode(JSON.stringify({ code, where })),
  };
}
