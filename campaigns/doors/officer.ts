import { createHash, createPrivateKey, sign } from "node:crypto";
import {
  type ApprovalChallenge,
  approvalText,
  DEVICE_DOMAIN,
  type DeviceFile,
  readApprovalChallenge,
} from "@entente/contract";
import type { Enrolled, FoundNode } from "../nodes/found.ts";
import type { Role } from "../nodes/terms.ts";
import { fieldOf, jsonBytes, type Said, textOf, type UsersDoor } from "./users-door.ts";

/** A signature of a device over a challenge, as the users' door takes it. */
export interface SignedAct {
  readonly challenge: ApprovalChallenge;
  readonly device: string;
  readonly signature: string;
}

/** What an officer does at his node, by the same doors his command line uses. All but `tried` throw when refused. */
export interface Officer {
  readonly id: string;
  tried(path: string, value: unknown): Promise<Said>;
  example(kind: string): Promise<unknown>;
  draft(kind: string, draft: unknown): Promise<string>;
  submit(id: string): Promise<void>;
  challenge(id: string): Promise<ApprovalChallenge>;
  /** the challenge of this moment, signed by the officer's device; nothing is sent */
  signed(id: string): Promise<SignedAct>;
  send(id: string, act: SignedAct): Promise<void>;
  /** both in one */
  approve(id: string): Promise<void>;
}

/** Sits an officer of a node down at its door. */
export function officerAt(door: UsersDoor, node: FoundNode, who: Role | Enrolled): Officer {
  const { id: own, token, device } = typeof who === "string" ? node.officers[who] : who;
  const tried = (path: string, value: unknown) => door.post(path, token, jsonBytes(value));
  const done = async (path: string, value: unknown) => stood(await tried(path, value), path);
  const officer: Officer = {
    id: own,
    tried,
    example: async (kind) => fieldOf((await done("/api/examples", { kind })).json, "draft"),
    draft: async (kind, draft) => textOf((await done("/api/drafts", { kind, draft })).json, "id"),
    async submit(id) {
      // The door takes no body here, so none is sent.
      stood(await door.post(`/api/drafts/${id}/submit`, token, new Uint8Array()), "submit");
    },
    async challenge(id) {
      const view = stood(await door.get(`/api/releases/${id}`, token), "release");
      const challenges: unknown = fieldOf(view.json, "challenges");
      const read = readApprovalChallenge(Array.isArray(challenges) ? challenges[0] : undefined);
      if (!read.ok) throw new Error("there is nothing to sign");
      return read.value;
    },
    signed: async (id) => signedBy(device, await officer.challenge(id)),
    async send(id, act) {
      await done(`/api/releases/${id}/approve`, act);
    },
    approve: async (id) => officer.send(id, await officer.signed(id)),
  };
  return officer;
}

/** Signs a challenge as an enrolled device does. */
export function signedBy(device: DeviceFile, challenge: ApprovalChallenge): SignedAct {
  const signature = deviceSignature(device, deviceMessage(challenge));
  return { challenge, device: device.device, signature: Buffer.from(signature).toString("base64") };
}

/** The exact bytes a device signs for a challenge. */
export function deviceMessage(challenge: ApprovalChallenge): Uint8Array {
  return deviceMessageOf(approvalText(challenge));
}

/** The same for any text that says by itself what it is for. */
export function deviceMessageOf(text: string): Uint8Array {
  const digest = createHash("sha256").update(text, "utf8").digest();
  return new Uint8Array(Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]));
}

/** The device's Ed25519 signature over any bytes, 64 bytes. */
export function deviceSignature(device: DeviceFile, message: Uint8Array): Uint8Array {
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  return new Uint8Array(sign(null, message, key));
}

function stood(said: Said, what: string): Said {
  if (said.status === 200) return said;
  throw new Error(`${what} was refused: ${said.status} ${JSON.stringify(said.json)}`);
}
