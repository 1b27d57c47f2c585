// Files of invented content and the officers who attach them.
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AttachmentView, NewAttachment } from "@entente/contract";
import type { Officer } from "../../src/people/door.ts";
import { approve, exampleRequest, must, type TestNode, type TwoNodes } from "./two-nodes.ts";

const PIECE = 65_536;

/** Bytes that are the same in every run. */
export function contentOf(label: string, size: number): Uint8Array {
  return new Uint8Array(createHash("shake256", { outputLength: size }).update(label).digest());
}

export function announcing(content: Uint8Array, change: Partial<NewAttachment> = {}): NewAttachment {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const what = {
    name: "Invented.bin",
    media_type: "application/octet-stream",
    bytes: content.length,
    sha256,
  };
  return { ...what, holding: null, reveals: [], ...change };
}

/** The pieces of a file from an offset on, as many as one part takes. */
export function partOf(attachment: string, content: Uint8Array, offset: number, pieces = 8) {
  const starts = Array.from({ length: pieces }, (_, nth) => offset + nth * PIECE).filter(
    (at) => at < content.length,
  );
  const pieces_base64 = starts.map((at) => Buffer.from(content.subarray(at, at + PIECE)).toString("base64"));
  return { attachment, offset, pieces_base64 };
}

/** Announces a file and sends all of it; not finished. */
export async function sentUp(
  node: TestNode,
  officer: Officer,
  draft: string,
  content: Uint8Array,
  change: Partial<NewAttachment> = {},
): Promise<AttachmentView> {
  const { commands } = node.exchange;
  let view = must(await commands.beginAttachment(officer, draft, announcing(content, change)));
  while (view.held < content.length)
    view = must(await commands.appendAttachment(officer, draft, partOf(view.attachment, content, view.held)));
  return view;
}

/** Announces, sends and finishes a file; its id. */
export async function attached(
  node: TestNode,
  officer: Officer,
  draft: string,
  content: Uint8Array,
  change: Partial<NewAttachment> = {},
): Promise<string> {
  const { attachment } = await sentUp(node, officer, draft, content, change);
  must(await node.exchange.commands.finishAttachment(officer, draft, attachment));
  return attachment;
}

/** A draft of Canada's example request; its id. */
export async function requestDraft(node: TestNode, change: object = {}): Promise<string> {
  const lo = await node.officer("lo");
  const draft = { ...Object(exampleRequest("CA")), ...change };
  return must(await node.exchange.commands.draft(lo, "request", null, draft)).id;
}

/** A request of Canada's with one file that was approved and left with its dispatch. */
export async function sentWith(pair: TwoNodes, content: Uint8Array): Promise<{ id: string; file: string }> {
  const lo = await pair.ca.officer("lo");
  const id = await requestDraft(pair.ca);
  const file = await attached(pair.ca, lo, id, content);
  must(await pair.ca.exchange.commands.submit(lo, id));
  await approve(pair.ca, id);
  await pair.settle();
  return { id, file };
}

/** The work of both nodes on files, a few rounds of it; waits of an honest answer are over in each. */
export async function carryFiles(pair: TwoNodes, rounds = 3): Promise<void> {
  for (let turn = 0; turn < rounds; turn += 1) {
    await pair.ca.exchange.work.attachments();
    await pair.in.exchange.work.attachments();
    pair.dials.now += 2_000;
  }
}

/** The one file of a dispatch as an officer of its desk sees it. */
export async function fileAt(node: TestNode, id: string): Promise<AttachmentView> {
  const officer = await node.officer(node.party === "CA" ? "lo" : "analyst");
  const [view] = must(await node.exchange.commands.attachments(officer, id)).items;
  if (view === undefined) throw new Error("the dispatch has no file");
  return view;
}

/** All bytes of a file, part by part. */
export async function readBack(
  node: TestNode,
  id: string,
  attachment: string,
  bytes: number,
): Promise<Uint8Array> {
  const officer = await node.officer(node.party === "CA" ? "lo" : "analyst");
  const parts: Uint8Array[] = [];
  for (let part = 0; part * 8 * PIECE < bytes; part += 1)
    parts.push(must(await node.exchange.commands.attachmentPart(officer, id, { attachment, part })));
  return new Uint8Array(Buffer.concat(parts));
}

/** Everything in a node's blobs, one file after the other. */
export async function blobsOf(node: TestNode): Promise<readonly Buffer[]> {
  const folder = join(node.data, "blobs");
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readFile(join(folder, name))));
}

/** The codes of everything a node has refused, in order. */
export async function rejectionsOf(node: TestNode): Promise<readonly unknown[]> {
  return (await node.store.all("select code from rejection order by id limit 50")).map(({ code }) => code);
}
