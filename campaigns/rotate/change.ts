import { createHash } from "node:crypto";
import { type KeyWish, keyChangeText } from "@entente/contract";
import { signDocument, signingKeys } from "@entente/protocol";
import { deviceMessageOf, deviceSignature } from "../doors/officer.ts";
import { fieldOf, jsonBytes, type UsersDoor, usersDoor } from "../doors/users-door.ts";
import type { FoundNode } from "../nodes/found.ts";

/** Where within a change a node dies. */
export const MOMENTS = ["requested", "signed_by_one", "applying", "in_force"] as const;
export type Moment = (typeof MOMENTS)[number];

/** What a node says of its own keys. */
export interface Standing {
  readonly serial: number;
  readonly told: number;
}

/**
 * One whole change of keys by the doors operators use: asked for, signed by the root, applied by two. Whatever was done
 * before, by a run that a kill cut off, is not done again.
 * @param to the serial to reach
 * @param at called at each moment; what it throws ends the change there
 */
export async function changeKeys(
  node: FoundNode,
  wish: KeyWish,
  to: number,
  at: (moment: Moment) => Promise<void> = async () => undefined,
): Promise<void> {
  const door = usersDoor(node.url);
  try {
    if ((await keysAt(door, node)).serial >= to) return;
    const asked = await posted(door, node, "operator", "/api/keys/request", wish);
    const payload = new Uint8Array(Buffer.from(String(fieldOf(asked, "payload_base64")), "base64"));
    await at("requested");
    const document = await rootSigned(node, String(fieldOf(asked, "type")), payload);
    if ((await firstAt(door, node)) === null)
      await posted(door, node, "operator", "/api/keys/apply", hand(node, "operator", payload, document));
    await at("signed_by_one");
    const last = posted(
      door,
      node,
      "operator2",
      "/api/keys/apply",
      hand(node, "operator2", payload, document),
    );
    await Promise.all([last, at("applying")]);
    await at("in_force");
  } finally {
    door.close();
  }
}

/** How the keys of a node stand now. */
export async function standingOf(node: FoundNode): Promise<Standing> {
  const door = usersDoor(node.url);
  try {
    return await keysAt(door, node);
  } finally {
    door.close();
  }
}

async function keysAt(door: UsersDoor, node: FoundNode): Promise<Standing> {
  const { json } = await door.get("/api/keys", node.officers.operator.token);
  const [serial, told] = [fieldOf(json, "serial"), fieldOf(json, "told")];
  if (typeof serial !== "number" || typeof told !== "number")
    throw new Error("the node does not say its keys");
  return { serial, told };
}

async function firstAt(door: UsersDoor, node: FoundNode): Promise<unknown> {
  const { json } = await door.get("/api/keys", node.officers.operator.token);
  return fieldOf(fieldOf(json, "pending"), "applied_by") ?? null;
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

function hand(node: FoundNode, by: "operator" | "operator2", payload: Uint8Array, document: Uint8Array) {
  const { device, id } = node.officers[by];
  const expires_at = new Date(Date.now() + 300_000).toISOString();
  const statement = createHash("sha256").update(payload).digest("hex");
  const serial = Number(fieldOf(JSON.parse(Buffer.from(payload).toString("utf8")), "serial"));
  const text = keyChangeText({ officer: id, statement, serial, expires_at });
  return {
    document_base64: Buffer.from(document).toString("base64"),
    expires_at,
    device: device.device,
    signature: Buffer.from(deviceSignature(device, deviceMessageOf(text))).toString("base64"),
  };
}

function rootSigned(node: FoundNode, type: string, payload: Uint8Array): Promise<Uint8Array> {
  const { ed25519, mldsa65 } = node.rootSeeds;
  const keys = signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
  return signDocument(type, payload, [{ party: node.party, keys }]);
}
