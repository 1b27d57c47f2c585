import { readDocument, sameBytes } from "@entente/protocol";
import type { PeerAnswer } from "../port.ts";
import { sha256 } from "../proposal.ts";
import { recordRejection } from "../rejection.ts";
import type { AmendingParts } from "./amending.ts";
import { bringInForce } from "./bring-in-force.ts";
import { readNextVersion } from "./next-version.ts";
import { insertVersion, keptVersion, loggedVersion, versionTheirs } from "./version-store.ts";

/**
 * Takes a version that the partner says stands on his log. It is kept, and waits for our own two operators: his saying so
 * changes nothing here. One that is on our log already is in force from now on. The answer says where it stands with us.
 */
export async function takeVersion(parts: AmendingParts, body: Uint8Array): Promise<PeerAnswer> {
  const document = readDocument(body);
  const digest = document.ok ? sha256(document.value.payload) : null;
  const before = digest === null ? null : await keptVersion(parts.store, digest);
  // One that is in force here is known to be his as well: he asks because our answer was lost.
  if (before !== null && before.inForceAt !== null)
    return answer(200, { version: before.version, state: "logged" });
  const parsed = await readNextVersion(parts.treaty, body);
  if (!parsed.ok) return refuse(parts, body, parsed.faults);
  const { version } = parsed.value.agreement;
  const other = await loggedVersion(parts.store, version);
  if (other !== null && !sameBytes(other.digest, parsed.value.digest))
    return refuse(parts, body, [{ code: "another_version", where: "/version" }]);
  const at = parts.clock.now();
  await parts.store.commit({
    steps: [
      insertVersion({ version, digest: parsed.value.digest, document: body, at }),
      versionTheirs(parsed.value.digest, at),
    ],
  });
  const state = (await bringInForce(parts, parsed.value.digest)) ? "logged" : "waiting";
  return answer(200, { version, state });
}

async function refuse(
  parts: AmendingParts,
  body: Uint8Array,
  faults: readonly { readonly code: string; readonly where: string }[],
): Promise<PeerAnswer> {
  const { code = "schema", where = "" } = faults[0] ?? {};
  await recordRejection(parts, { door: "peer", code, where, digest: sha256(body) });
  return answer(422, { code, faults });
}

function answer(status: number, value: unknown): PeerAnswer {
  return { status, type: "application/json", body: new TextEncoder().encode(JSON.stringify(value)) };
}
