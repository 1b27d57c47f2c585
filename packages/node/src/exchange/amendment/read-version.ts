import { base64Of, canonicalJson } from "@entente/protocol";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { PeerAnswer } from "../port.ts";
import type { AmendingParts } from "./amending.ts";
import { keptVersions } from "./version-store.ts";

/** A version as a node shows it to its restored partner: the signed document, and whether it stands on its own log. */
export const keptShape = Compile(
  Type.Object(
    { document: Type.String(), state: Type.Enum(["logged", "waiting"] as const) },
    { additionalProperties: false },
  ),
);

/**
 * GET /peer/v1/agreement/N: the version of this number that stands on our log or that the partner once told us; 404 where
 * there is none. Both roots have signed it: it is no secret from either.
 */
export async function readVersion({ store }: AmendingParts, number: string): Promise<PeerAnswer> {
  const named = (await keptVersions(store)).filter(({ version }) => String(version) === number);
  const found = named.find(({ leaf }) => leaf !== null) ?? named.find(({ theirsAt }) => theirsAt !== null);
  if (found === undefined) return answer(404, { code: "not_found" });
  const state = found.leaf === null ? "waiting" : "logged";
  return answer(200, { document: base64Of(found.document), state });
}

function answer(status: number, value: Parameters<typeof canonicalJson>[0]): PeerAnswer {
  return { status, type: "application/json", body: canonicalJson(value) };
}
