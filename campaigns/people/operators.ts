import { createPublicKey, generateKeyPairSync, hash } from "node:crypto";
import { type DeviceFile, type PeopleOrder, peopleText, tokenText } from "@entente/contract";
import { deviceMessageOf, deviceSignature, type Officer, officerAt } from "../doors/officer.ts";
import { fieldOf, type Said, textOf } from "../doors/users-door.ts";
import type { Ground } from "../ground.ts";
import type { Enrolled } from "../nodes/found.ts";

/** A post that an officer is hired for. */
export type HiredAs = "liaison" | "release_authority" | "operator";

/** An officer whom a case hires and revokes. */
export interface Hired extends Enrolled {
  readonly officer: Officer;
}

const MINUTE = 60_000;
let hired = 0;

/** Enrols an officer at India's running node by an order of its two operators, and sits him down there. */
export async function hire(ground: Ground, duty: HiredAs): Promise<Hired> {
  hired += 1;
  const id = `in-hired-${process.pid}-${hired}`;
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(privateKey).export({ format: "raw-public" });
  const device: DeviceFile = {
    version: 1,
    device: `D-${hash("sha256", publicKey, "hex").slice(0, 16)}`,
    officer: id,
    algorithm: "ed25519",
    seed: privateKey.export({ format: "raw-private" }).toString("base64"),
  };
  const order = orderOf(ground, {
    act: "enrol",
    officer: id,
    name: "Invented hire",
    agency: "NCB",
    desks: ["in-ncb-liaison"],
    duties: [duty],
    approval_roles: duty === "release_authority" ? ["IN-SUP"] : [],
    device_public_key: publicKey.toString("base64"),
  });
  const proposed = stood(await propose(ground, "operator", order), "enrolment");
  const confirmed = stood(await confirm(ground, textOf(proposed.json, "id"), order), "confirmation");
  const enrolled = { id, token: textOf(confirmed.json, "token"), device };
  return { ...enrolled, officer: officerAt(ground.users, ground.founded.india, enrolled) };
}

type Bare<O> = O extends PeopleOrder ? Omit<O, "realm" | "party" | "node" | "expires_at"> : never;

/** An order for India's node, good for a minute. */
export function orderOf({ founded }: Ground, order: Bare<PeopleOrder>): PeopleOrder {
  const { party, node } = founded.india;
  return { ...order, realm: "live", party, node, expires_at: new Date(Date.now() + MINUTE).toISOString() };
}

/** Sends an order, signed by one officer's device. */
export async function propose(
  { users, founded }: Ground,
  by: "operator" | "operator2" | Enrolled,
  order: PeopleOrder,
): Promise<Said> {
  const { device } = typeof by === "string" ? founded.india.officers[by] : by;
  const officer = officerAt(users, founded.india, by);
  return officer.tried("/api/officers/orders", { order, ...signedText(device, peopleText(order)) });
}

/** The second operator's signature. */
export async function confirm({ users, founded }: Ground, id: string, order: PeopleOrder): Promise<Said> {
  const { device } = founded.india.officers.operator2;
  const officer = officerAt(users, founded.india, "operator2");
  return officer.tried(`/api/officers/orders/${id}/confirm`, signedText(device, peopleText(order)));
}

/**
 * One operator revokes an officer; the moment at which the node had said so, Unix milliseconds.
 * @param since from when on what he did is in doubt; null = from now on
 */
export async function revoke(ground: Ground, { id }: Enrolled, since: number | null = null): Promise<number> {
  const from = since === null ? null : new Date(since).toISOString();
  const order = orderOf(ground, { act: "revoke", officer: id, reason: "Invented: bought.", since: from });
  stood(await propose(ground, "operator", order), "revocation");
  return Date.now();
}

/** A program's token of an officer, with some of his rights. */
export async function programToken({ officer, device, id }: Hired): Promise<string> {
  const wish = {
    name: "Invented program",
    rights: ["read" as const, "contribute" as const],
    expires_at: new Date(Date.now() + MINUTE).toISOString(),
  };
  const signed = signedText(device, tokenText({ ...wish, officer: id }));
  return textOf(stood(await officer.tried("/api/tokens", { ...wish, ...signed }), "token").json, "token");
}

function signedText(device: DeviceFile, text: string) {
  const signature = Buffer.from(deviceSignature(device, deviceMessageOf(text))).toString("base64");
  return { device: device.device, signature };
}

/** An answer that must be a yes; throws where it is not. */
export function stood(said: Said, what: string): Said {
  if (said.status === 200) return said;
  throw new Error(`${what} was refused: ${said.status} ${JSON.stringify(said.json)}`);
}

/** The state of a dispatch as an answer tells it; "" where it tells none. */
export function stateIn(said: Said): string {
  const state: unknown = fieldOf(said.json, "state");
  return typeof state === "string" ? state : "";
}
