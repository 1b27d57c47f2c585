import { createHash } from "node:crypto";
import { erasureText } from "@entente/contract";
import { deviceMessageOf, deviceSignature } from "../doors/officer.ts";
import { fieldOf, jsonBytes, textOf } from "../doors/users-door.ts";
import { until } from "../ground.ts";
import { AGENCY, type Role } from "../nodes/terms.ts";
import { type House, type Place, stood } from "./house.ts";
import type { Sown } from "./sown.ts";
import { answerWith, formWith, holdingWith, holds, itemsOf, requestWith } from "./texts.ts";

/**
 * One walk of both nodes' officers, `from` asking and `to` answering, with a canary in every text they give: request and
 * answer with files, what is taken back, declined and erased, forms, searches. Throws where a node does not take it.
 */
export async function journey(
  house: House,
  from: Place,
  to: Place,
  sown: Sown,
): Promise<{ readonly question: string; readonly answer: string }> {
  await holdingsAt(to, sown);
  const question = await asked(from, sown, true);
  await arrived(to, question);
  const answer = await answered(to, question, sown);
  await arrived(from, answer);
  for (const [place, id] of [
    [from, question],
    [to, answer],
  ] as const) {
    const proof = await proofOf(place, id);
    await house.handOut(`proof-${place.node.party}-${id}`, proof);
  }
  await declinedAndErased(from, to, sown);
  await takenBack(from, sown);
  await forms(from, sown);
  await erase(from, "authority", question, sown.word("erasure.reason of what was answered"));
  return { question, answer };
}

async function post(place: Place, who: Role, path: string, value: unknown) {
  return stood(await place.door.post(path, place.token(who), jsonBytes(value)), path);
}

async function holdingsAt(place: Place, sown: Sown): Promise<void> {
  const { party } = place.node;
  const holder = { state: party, agency: AGENCY[party] };
  const id = `H-${createHash("sha256").update(sown.word("holding.search")).digest("hex").slice(0, 12)}`;
  const record = holdingWith(holder, id, sown);
  const imported = await post(place, "analyst", "/api/holdings/import", { records: [record] });
  if (fieldOf(imported.json, "imported") !== 1) throw new Error("a record was not taken");
  const query = sown.word("holding.search");
  await post(place, "analyst", "/api/holdings/search", { query });
}

/** A request with a file, drafted, changed, checked, submitted and approved; its id. */
async function asked(place: Place, sown: Sown, file: boolean): Promise<string> {
  const lo = place.officer("lo");
  const example = await lo.example("request");
  const id = await lo.draft("request", requestWith(example, sown, "first draft"));
  const changed = jsonBytes({ draft: requestWith(example, sown), version: 1 });
  stood(await place.door.post(`/api/drafts/${id}`, place.token("lo"), changed, "PUT"), "a changed draft");
  if (file) await attached(place, id, sown);
  stood(await place.door.post(`/api/drafts/${id}/check`, place.token("lo"), new Uint8Array()), "check");
  await lo.submit(id);
  await place.officer("authority").approve(id);
  return id;
}

async function attached(place: Place, draft: string, sown: Sown): Promise<void> {
  const bytes = Buffer.from(`Invented file: ${sown.word("file.content")}\n`.repeat(4_000));
  const announced = await post(place, "lo", `/api/drafts/${draft}/attachments`, {
    name: `${sown.word("file.name")}.txt`,
    media_type: `text/x-${sown.word("file.media_type")}`,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    holding: null,
    reveals: [],
  });
  const attachment = textOf(announced.json, "attachment");
  const pieces = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, nth) =>
    bytes.subarray(nth * 65_536, (nth + 1) * 65_536).toString("base64"),
  );
  const part = { attachment, offset: 0, pieces_base64: pieces };
  await post(place, "lo", `/api/drafts/${draft}/attachments/part`, part);
  await post(place, "lo", `/api/drafts/${draft}/attachments/finish`, { attachment });
}

/** Waits for a dispatch, looks at it, reads its files whole, takes its caveats on and marks it. */
async function arrived(place: Place, id: string): Promise<void> {
  const { door } = place;
  const token = place.token("lo");
  await until(
    async () => (await door.get(`/api/dispatches/${id}`, token)).status === 200,
    `${id} is not here`,
  );
  const files = async () => itemsOf((await door.get(`/api/dispatches/${id}/attachments`, token)).json);
  const complete = async () => (await files()).every((file) => fieldOf(file, "state") === "complete");
  await until(complete, "a file did not come");
  for (const file of await files()) {
    const part = { attachment: fieldOf(file, "attachment"), part: 0 };
    stood(await door.post(`/api/dispatches/${id}/attachments/part`, token, jsonBytes(part)), "a file");
  }
  await post(place, "lo", `/api/dispatches/${id}/accept`, {});
  await post(place, "lo", `/api/dispatches/${id}/mark`, { seen: true });
  const shown = stood(await door.get(`/api/dispatches/${id}`, token), "an arrival");
  stood(await door.get(`/api/threads/${textOf(shown.json, "thread")}`, token), "its thread");
  await post(place, "lo", "/api/desk", { view: "all" });
}

async function answered(place: Place, question: string, sown: Sown): Promise<string> {
  const lo = place.officer("lo");
  await post(place, "lo", `/api/dispatches/${question}/assign`, { to: lo.id });
  const example = await post(place, "lo", "/api/examples", { kind: "answer", reply_to: question });
  const draft = answerWith(fieldOf(example.json, "draft"), sown);
  const stored = await post(place, "lo", "/api/drafts", { kind: "answer", reply_to: question, draft });
  const id = textOf(stored.json, "id");
  await attached(place, id, sown);
  await lo.submit(id);
  await place.officer("authority").approve(id);
  return id;
}

async function proofOf(place: Place, id: string): Promise<Uint8Array> {
  let proof: unknown;
  await until(async () => {
    proof = fieldOf(
      (await place.door.get(`/api/ledger/proofs/${id}`, place.token("lo"))).json,
      "proof_base64",
    );
    return typeof proof === "string";
  }, "there is no proof");
  return new Uint8Array(Buffer.from(String(proof), "base64"));
}

/** Declined with an officer's own words, which stay at home, and erased afterwards. */
async function declinedAndErased(from: Place, to: Place, sown: Sown): Promise<void> {
  const id = await asked(from, sown, false);
  await arrived(to, id);
  const reason = sown.word("decline.reason");
  await post(to, "lo", `/api/dispatches/${id}/decline`, { reason });
  const shown = stood(await to.door.get(`/api/dispatches/${id}`, to.token("lo")), "a declined one");
  if (!holds(shown.json, reason)) throw new Error("the reason is not shown to its own desk");
  const kept = await asked(from, sown, false);
  await arrived(to, kept);
  await post(to, "lo", `/api/dispatches/${kept}/decline`, { reason: sown.word("decline.reason, kept") });
  await erase(to, "lo", id, sown.word("erasure.reason of an arrival"));
}

/** Submitted and taken back; one of two is erased by whoever may release. And a draft its author throws away. */
async function takenBack(place: Place, sown: Sown): Promise<void> {
  const lo = place.officer("lo");
  const example = await lo.example("request");
  for (const erased of [true, false]) {
    const id = await lo.draft("request", requestWith(example, sown, "recalled"));
    await lo.submit(id);
    await post(place, "lo", `/api/releases/${id}/recall`, { reason: sown.word("recall.reason") });
    if (erased) await erase(place, "authority", id, sown.word("erasure.reason of what was recalled"));
  }
  const draft = await lo.draft("request", requestWith(example, sown, "draft erased"));
  await erase(place, "lo", draft, sown.word("erasure.reason of a draft"));
  await lo.draft("request", requestWith(example, sown, "draft kept"));
}

/** Erases as the officer's device signs it. */
async function erase(place: Place, who: Role, id: string, reason: string): Promise<void> {
  const { device, id: officer } = place.node.officers[who];
  const shown = stood(await place.door.get(`/api/dispatches/${id}`, place.token("lo")), "what is erased");
  const version = Number(fieldOf(shown.json, "version"));
  const expires_at = new Date(Date.now() + 60_000).toISOString();
  const text = erasureText({ dispatch: id, version, officer, reason, expires_at });
  const signature = Buffer.from(deviceSignature(device, deviceMessageOf(text))).toString("base64");
  const order = { reason, version, expires_at, device: device.device, signature };
  await post(place, who, `/api/dispatches/${id}/erase`, order);
}

async function forms(place: Place, sown: Sown): Promise<void> {
  const [kept, dropped] = await Promise.all([
    post(place, "lo", "/api/working", { form: formWith(sown) }),
    post(place, "lo", "/api/working", { form: formWith(sown) }),
  ]);
  const saved = jsonBytes({ form: formWith(sown), version: 1 });
  const path = `/api/working/${textOf(kept.json, "id")}`;
  stood(await place.door.post(path, place.token("lo"), saved, "PUT"), "a changed form");
  await post(place, "lo", `/api/working/${textOf(dropped.json, "id")}/drop`, {});
}
