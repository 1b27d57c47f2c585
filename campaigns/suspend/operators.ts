import { createHash, createPrivateKey, sign } from "node:crypto";
import { DEVICE_DOMAIN, kindNamed, type StateWish, stateChangeText } from "@entente/contract";
import { bytesOfBase64, STATE_TYPE, signDocument, signingKeys, unsignedDocument } from "@entente/protocol";
import { LIAISON_DESK, type Role } from "../nodes/terms.ts";
import type { Played, Told } from "../simulate/officers.ts";

/**
 * One state of a node's side: drafted, signed by its root or in an emergency by nobody yet, and put in force by one
 * operator and then the other. `word` is how it stands, or the code of what refused it.
 */
export async function states(node: Played, wish: StateWish): Promise<Told> {
  const commands = node.rooms?.exchange.commands;
  if (commands === undefined) return { word: "down", id: null };
  const drafted = await commands.draftState(await operatorOf(node, "operator"), wish);
  if (!drafted.ok) return { word: drafted.refusal.problem, id: null };
  const payload = bytesOfBase64(drafted.value.payload_base64) ?? new Uint8Array();
  const { ed25519, mldsa65 } = node.of.rootSeeds;
  const keys = signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
  const file = wish.emergency
    ? unsignedDocument(STATE_TYPE, payload)
    : await signDocument(STATE_TYPE, payload, [{ party: node.of.party, keys }]);
  let word = "";
  for (const role of ["operator", "operator2"] as const) {
    const officer = await operatorOf(node, role);
    const applied = await commands.applyState(officer, hand(node, role, file, payload, drafted.value.serial));
    word = applied.ok ? applied.value.stands : applied.refusal.problem;
    if (word !== "one_of_two") break;
  }
  return { word, id: null };
}

/** The example request of a node's liaison officer in an urgency, drafted and submitted; its id where it stands. */
export async function asks(node: Played, urgency: "routine" | "life_threat"): Promise<Told> {
  const { rooms, of } = node;
  if (rooms === null) return { word: "down", id: null };
  const { party } = of;
  const [from, to] = [LIAISON_DESK[party], LIAISON_DESK[party === "CA" ? "IN" : "CA"]];
  const example = kindNamed("request")?.example({ party, from, to, area: "drugs", holding: null });
  const reason = urgency === "routine" ? null : "Invented: a life is in danger.";
  const officer = await operatorOf(node, "lo");
  const { commands } = rooms.exchange;
  const draft = { ...example, urgency: { class: urgency, reason } };
  const drafted = await commands.draft(officer, "request", null, draft);
  if (!drafted.ok) return { word: drafted.refusal.problem, id: null };
  const submitted = await commands.submit(officer, drafted.value.id);
  return submitted.ok
    ? { word: submitted.value.state, id: drafted.value.id }
    : { word: submitted.refusal.problem, id: null };
}

async function operatorOf(node: Played, role: Role) {
  const found = await node.rooms?.parts.people.officer(node.of.officers[role].id);
  if (found === null || found === undefined) throw new Error("an officer of the template is there");
  return found;
}

function hand(node: Played, role: Role, file: Uint8Array, payload: Uint8Array, serial: number) {
  const { device, id } = node.of.officers[role];
  const now = node.rooms?.parts.clock.now() ?? 0;
  const expires_at = new Date(now + 300_000).toISOString();
  const statement = createHash("sha256").update(payload).digest("hex");
  const text = stateChangeText({ officer: id, statement, serial, expires_at });
  const key = createPrivateKey({
    key: Buffer.from(device.seed, "base64"),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(text, "utf8").digest();
  const signature = sign(null, Buffer.concat([Buffer.from(DEVICE_DOMAIN, "utf8"), digest]), key);
  return {
    document_base64: Buffer.from(file).toString("base64"),
    expires_at,
    device: device.device,
    signature: signature.toString("base64"),
  };
}
