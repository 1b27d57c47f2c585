import { createHash } from "node:crypto";
import { agreementChangeText } from "@entente/contract";
import { signDocument, signingKeys } from "@entente/protocol";
import { deviceMessageOf, deviceSignature } from "../doors/officer.ts";
import { fieldOf, jsonBytes, type UsersDoor, usersDoor } from "../doors/users-door.ts";
import type { FoundNode } from "../nodes/found.ts";
import { termsWith } from "../nodes/terms.ts";

/** Where within the taking of a version a node dies. */
export const MOMENTS = ["read", "signed_by_one", "applying", "logged"] as const;
export type Moment = (typeof MOMENTS)[number];

/** A version both roots have signed. */
export interface SignedVersion {
  readonly version: number;
  /** hex SHA-256 of its payload */
  readonly digest: string;
  readonly document: Uint8Array;
}

const FIRST_RETENTION = 3_650;
/** What tells one version from another, to be found again in each node's directory. */
export const retentionOf = (version: number): number => FIRST_RETENTION + version;

/** Drafts the next version at a node, with another retention, and has both roots sign it. */
export async function nextVersion(
  at: FoundNode,
  nodes: readonly FoundNode[],
  version: number,
): Promise<SignedVersion> {
  const { version: _first, ...terms } = termsWith(0);
  const door = usersDoor(at.url);
  try {
    const wish = { terms: { ...terms, retention_days: retentionOf(version) } };
    const drafted = await posted(door, at, "operator", "/api/agreement/draft", wish);
    const payload = new Uint8Array(Buffer.from(String(fieldOf(drafted, "payload_base64")), "base64"));
    const signers = nodes.map(({ party, rootSeeds: { ed25519, mldsa65 } }) => ({
      party,
      keys: signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 }),
    }));
    const document = await signDocument(String(fieldOf(drafted, "type")), payload, signers);
    return { version, digest: createHash("sha256").update(payload).digest("hex"), document };
  } finally {
    door.close();
  }
}

/**
 * Takes a version at a node by the hands of its two operators. Whatever was done before, by a run that a kill cut off, is
 * not done again.
 * @param at called at each moment; what it throws ends the taking there
 */
export async function takeVersion(
  node: FoundNode,
  signed: SignedVersion,
  at: (moment: Moment) => Promise<void> = async () => undefined,
): Promise<void> {
  const door = usersDoor(node.url);
  const apply = (by: "operator" | "operator2") =>
    posted(door, node, by, "/api/agreement/apply", hand(node, by, signed));
  try {
    const { state, appliedBy } = await standing(door, node, signed.digest);
    if (state !== null && state !== "waiting") return;
    await at("read");
    if (appliedBy === null) await apply("operator");
    await at("signed_by_one");
    await Promise.all([apply("operator2"), at("applying")]);
    await at("logged");
  } finally {
    door.close();
  }
}

/** The version in force at a node, as it says, and by what its directory shows. */
export async function inForceAt(
  node: FoundNode,
): Promise<{ readonly version: number; readonly retention: number }> {
  const door = usersDoor(node.url);
  try {
    const { json } = await door.get("/api/agreement", node.officers.operator.token);
    const directory = await door.get("/api/directory", node.officers.lo.token);
    const [version, retention] = [fieldOf(json, "in_force"), fieldOf(directory.json, "retention_days")];
    if (typeof version !== "number" || typeof retention !== "number")
      throw new Error("the node does not say its agreement");
    return { version, retention };
  } finally {
    door.close();
  }
}

async function standing(door: UsersDoor, node: FoundNode, digest: string) {
  const { json } = await door.get("/api/agreement", node.officers.operator.token);
  const items = fieldOf(json, "items");
  const found: unknown = (Array.isArray(items) ? items : []).find((one) => fieldOf(one, "digest") === digest);
  return { state: fieldOf(found, "state") ?? null, appliedBy: fieldOf(found, "applied_by") ?? null };
}

async function posted(
  door: UsersDoor,
  node: FoundNode,
  by: "operator" | "operator2",
  path: string,
  value: unknown,
): Promise<unknown> {
  const said = await door.post(path, node.officers[by].token, jsonBytes(value));
  if (said.status !== 200) throw new Error(`${path} was refused: ${said.status} ${said.code}`);
  return said.json;
}

function hand(node: FoundNode, by: "operator" | "operator2", { version, digest, document }: SignedVersion) {
  const { device, id } = node.officers[by];
  const expires_at = new Date(Date.now() + 300_000).toISOString();
  const text = agreementChangeText({ officer: id, agreement: digest, version, expires_at });
  return {
    document_base64: Buffer.from(document).toString("base64"),
    expires_at,
    device: device.device,
    signature: Buffer.from(deviceSignature(device, deviceMessageOf(text))).toString("base64"),
  };
}
