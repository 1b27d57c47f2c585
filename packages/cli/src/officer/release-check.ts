import { createHash } from "node:crypto";
import { type ApprovalChallenge, readDispatchBody } from "@entente/contract";
import type { Fault } from "@entente/words";
import type { AnswerOf } from "./client.ts";

type Release = AnswerOf<"release">;

/**
 * What is wrong with a release before our key touches it: an officer signs the bytes he was shown and nothing
 * else, even where his own node, or somebody between, says otherwise. Empty when all agrees.
 */
export function releaseFaults(release: Release, id: string, challenge: ApprovalChallenge): readonly Fault[] {
  const bytes = Buffer.from(release.body_base64, "base64");
  const digest = createHash("sha256").update(bytes).digest("hex");
  const body = readDispatchBody(parse(bytes));
  const claims: readonly (readonly [string, unknown, unknown])[] = [
    ["/body_base64", release.body_base64, bytes.toString("base64")],
    ["/id", release.id, id],
    ["/body_sha256", release.body_sha256, digest],
    ["/challenges/0/body_sha256", challenge.body_sha256, digest],
    ["/challenges/0/dispatch", challenge.dispatch, id],
    ["/challenges/0/action", challenge.action, "release"],
    ["/challenges/0/role", release.open_roles.includes(challenge.role), true],
  ];
  const faults = [...claims, ...(body.ok ? bodyClaims(body.value, id, challenge) : [])]
    .filter(([, said, found]) => said !== found)
    .map(([where]) => ({ code: "does_not_agree", where }));
  return body.ok ? faults : [...faults, { code: "no_dispatch_body", where: "/body_base64" }];
}

function bodyClaims(
  body: Extract<ReturnType<typeof readDispatchBody>, { ok: true }>["value"],
  id: string,
  challenge: ApprovalChallenge,
): readonly (readonly [string, unknown, unknown])[] {
  return [
    ["/body/id", body.id, id],
    ["/body/realm", body.realm, challenge.realm],
    ["/body/to/party", body.to.party, challenge.recipient_party],
    ["/body/to/desk", body.to.desk, challenge.recipient_desk],
  ];
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
