import { createHash, createPrivateKey, sign } from "node:crypto";
import { type ApprovalChallenge, approvalText, DEVICE_DOMAIN, kindNamed } from "@entente/contract";
import type { Role } from "../nodes/terms.ts";
import { LIAISON_DESK } from "../nodes/terms.ts";
import type { SimulatedNode } from "./node.ts";

/** What an officer was told, in one word for the event log: a state, or the code of the refusal. */
export interface Told {
  readonly word: string;
  readonly id: string | null;
}

/** A node as its officers see it. */
export type Played = Pick<SimulatedNode, "of" | "rooms">;

const DOWN: Told = { word: "down", id: null };

/** Writes and submits the example request; the id where the node said that it has it. */
export async function drafts(node: Played): Promise<Told> {
  const { rooms } = node;
  if (rooms === null) return DOWN;
  const [us, them] = node.of.party === "CA" ? (["CA", "IN"] as const) : (["IN", "CA"] as const);
  const setting = {
    party: us,
    from: LIAISON_DESK[us],
    to: LIAISON_DESK[them],
    area: "drugs" as const,
    holding: null,
  };
  const officer = await officerOf(node, "lo");
  const drafted = await rooms.exchange.commands.draft(
    officer,
    "request",
    null,
    kindNamed("request")?.example(setting),
  );
  if (!drafted.ok) return { word: drafted.refusal.problem, id: null };
  const submitted = await rooms.exchange.commands.submit(officer, drafted.value.id);
  return { word: submitted.ok ? submitted.value.state : submitted.refusal.problem, id: drafted.value.id };
}

/** A second person binds the bytes with his device. */
export async function approves(node: Played, id: string): Promise<Told> {
  const { rooms } = node;
  if (rooms === null) return DOWN;
  const officer = await officerOf(node, "authority");
  const view = await rooms.exchange.commands.release(officer, id);
  const challenge = view.ok ? view.value.challenges[0] : undefined;
  if (challenge === undefined) return { word: view.ok ? "nothing_to_sign" : view.refusal.problem, id };
  const approved = await rooms.exchange.commands.approve(officer, id, signed(node, "authority", challenge));
  return { word: approved.ok ? approved.value.state : approved.refusal.problem, id };
}

/** Takes back what has not left. */
export async function recalls(node: Played, id: string): Promise<Told> {
  const { rooms } = node;
  if (rooms === null) return DOWN;
  const recalled = await rooms.exchange.commands.recall(await officerOf(node, "lo"), id, "Invented: stale.");
  return { word: recalled.ok ? recalled.value.state : recalled.refusal.problem, id };
}

/** Reads one; a reading that was answered must be on the record. */
export async function reads(node: Played, id: string): Promise<Told> {
  const { rooms } = node;
  if (rooms === null) return DOWN;
  const shown = await rooms.exchange.commands.show(await officerOf(node, "analyst"), id);
  return { word: shown.ok ? "read" : shown.refusal.problem, id };
}

async function officerOf(node: Played, role: Role) {
  const found = await node.rooms?.parts.people.officer(node.of.officers[role].id);
  if (found === null || found === undefined) throw new Error("an officer of the template is there");
  return found;
}

function signed(node: Played, role: Role, challenge: ApprovalChallenge) {
  const { device } = node.of.officers[role];
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(approvalText(challenge), "utf8").digest();
  const signature = sign(null, Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]), key);
  return { challenge, device: device.device, signature: signature.toString("base64") };
}
