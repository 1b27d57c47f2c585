import { type AgreementView, done, type Result } from "@entente/contract";
import { base64Of, hexOf } from "@entente/protocol";
import type { ExchangeParts } from "../parts.ts";
import { type KeptVersion, keptVersions } from "./version-store.ts";

/** The versions of the agreement, the first first, and how each stands here. */
export async function showVersions({ store, treaty }: ExchangeParts): Promise<Result<AgreementView>> {
  const inForce = treaty.document.version;
  const first = {
    version: 1,
    digest: hexOf(treaty.firstDigest),
    state: inForce === 1 ? ("in_force" as const) : ("superseded" as const),
    since: null,
    applied_by: null,
    document_base64: null,
  };
  // One that never was applied, and whose number is another's now, follows nothing any more.
  const later = (await keptVersions(store)).filter(({ leaf, version }) => leaf !== null || version > inForce);
  return done({
    id: treaty.document.id,
    in_force: inForce,
    items: [first, ...later.map((one) => presented(one, inForce))],
  });
}

function presented(kept: KeptVersion, inForce: number): AgreementView["items"][number] {
  const { version, digest, at, leaf, inForceAt, first, document } = kept;
  const state =
    leaf === null
      ? "waiting"
      : inForceAt === null
        ? "logged"
        : version === inForce
          ? "in_force"
          : "superseded";
  return {
    version,
    digest: hexOf(digest),
    state,
    since: new Date(inForceAt ?? at).toISOString(),
    applied_by: leaf === null ? (first?.officer ?? null) : null,
    document_base64: leaf === null ? base64Of(document) : null,
  };
}
