import { createPublicKey, generateKeyPairSync, hash } from "node:crypto";
import { type DeviceFile, type PeopleOrder, peopleText, tokenText } from "@entente/contract";
import { deviceMessageOf, deviceSignature } from "../doors/officer.ts";
import { fieldOf, jsonBytes, textOf } from "../doors/users-door.ts";
import type { Enrolled } from "../nodes/found.ts";
import { AGENCY, LIAISON_DESK } from "../nodes/terms.ts";
import { type House, type Place, stood } from "./house.ts";
import type { Sown } from "./sown.ts";
import { holds } from "./texts.ts";

const MINUTE = 60_000;
let hired = 0;

/**
 * Orders about officers, a program's token, an auditor's sample: names and reasons are canaries. Then what auditors and
 * operators are handed: the ledger and a backup.
 */
export async function ordersAndAudit(house: House, place: Place, sample: string, sown: Sown): Promise<void> {
  const auditor = await enrolledAuditor(place, sown.word("officer.name"));
  const reason = sown.word("audit.reason");
  const path = `/api/audit/dispatches/${sample}`;
  stood(await place.door.post(path, auditor.token, jsonBytes({ reason })), "an auditor's sample");
  const reads = jsonBytes({ dispatch: sample });
  const said = stood(await place.door.post("/api/audit/reads", auditor.token, reads), "reads");
  if (!holds(said.json, reason)) throw new Error("an auditor's reason is not shown to auditors");
  await programToken(place, sown);
  const { node } = place;
  const order = {
    act: "revoke",
    officer: auditor.id,
    reason: sown.word("order.revoke.reason"),
    since: null,
  } as const;
  await ordered(place, { ...named(place), ...order });
  const close = { act: "close", officer: node.officers.stranger.id, version: 1 } as const;
  const dropped = await proposed(place, {
    ...named(place),
    ...close,
    reason: sown.word("order.close.reason"),
  });
  await place.officer("operator").tried(`/api/officers/orders/${dropped}/drop`, {});
  await handedOut(house, place);
}

function named({ node }: Place) {
  const expires_at = new Date(Date.now() + MINUTE).toISOString();
  return { realm: "live", party: node.party, node: node.node, expires_at } as const;
}

/** Enrols an auditor by an order of two operators. @param name what he is called */
export async function enrolledAuditor(place: Place, name: string): Promise<Enrolled> {
  hired += 1;
  const { party } = place.node;
  const id = `${party.toLowerCase()}-canary-${process.pid}-${hired}`;
  const { privateKey } = generateKeyPairSync("ed25519");
  const publicKey = createPublicKey(privateKey).export({ format: "raw-public" });
  const device: DeviceFile = {
    version: 1,
    device: `D-${hash("sha256", publicKey, "hex").slice(0, 16)}`,
    officer: id,
    algorithm: "ed25519",
    seed: privateKey.export({ format: "raw-private" }).toString("base64"),
  };
  const token = await ordered(place, {
    ...named(place),
    act: "enrol",
    officer: id,
    name,
    agency: AGENCY[party],
    desks: [LIAISON_DESK[party]],
    duties: ["auditor"],
    approval_roles: [],
    device_public_key: publicKey.toString("base64"),
  });
  return { id, token, device };
}

async function proposed(place: Place, order: PeopleOrder): Promise<string> {
  const { device } = place.node.officers.operator;
  const signed = { order, ...signedText(device, peopleText(order)) };
  return textOf(
    stood(await place.officer("operator").tried("/api/officers/orders", signed), "an order").json,
    "id",
  );
}

/** Signed by both operators; the token that it made, "" where it made none. */
async function ordered(place: Place, order: PeopleOrder): Promise<string> {
  const id = await proposed(place, order);
  const second = signedText(place.node.officers.operator2.device, peopleText(order));
  const said = await place.officer("operator2").tried(`/api/officers/orders/${id}/confirm`, second);
  const token: unknown = fieldOf(stood(said, "a confirmation").json, "token");
  return typeof token === "string" ? token : "";
}

async function programToken(place: Place, sown: Sown): Promise<void> {
  const { device, id } = place.node.officers.lo;
  const wish = {
    name: sown.word("program token.name"),
    rights: ["read" as const],
    expires_at: new Date(Date.now() + MINUTE).toISOString(),
  };
  const signed = signedText(device, tokenText({ ...wish, officer: id }));
  stood(await place.officer("lo").tried("/api/tokens", { ...wish, ...signed }), "a program's token");
}

function signedText(device: DeviceFile, text: string) {
  const signature = Buffer.from(deviceSignature(device, deviceMessageOf(text))).toString("base64");
  return { device: device.device, signature };
}

/** The whole exchange log, its head, and a backup, as files. */
async function handedOut(house: House, place: Place): Promise<void> {
  const { door, node } = place;
  const post = async (path: string, token: string, value: unknown) =>
    stood(await door.post(path, token, jsonBytes(value)), path);
  const head = stood(await door.get("/api/ledger/checkpoint", place.token("lo")), "checkpoint");
  const entries = await post("/api/ledger/entries", place.token("lo"), { from: 0, count: 1 });
  await house.handOut(`ledger-${node.party}.json`, jsonBytes([head.json, entries.json]));
  const bag = { to: node.party === "CA" ? "IN" : "CA" };
  const packed = await post("/api/bags/export", place.token("lo"), bag);
  await house.handOut(`bag-${node.party}.json`, jsonBytes(packed.json));
  const made = await post("/api/backups", place.token("operator"), {});
  const backup = textOf(made.json, "backup");
  const parts: Buffer[] = [];
  for (let part = 0; part < Number(fieldOf(made.json, "parts")); part += 1) {
    const said = await post("/api/backups/part", place.token("operator"), { backup, part });
    parts.push(Buffer.from(textOf(said.json, "data_base64"), "base64"));
  }
  await house.handOut(`backup-${node.party}`, Buffer.concat(parts));
}
