import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { ATTACHMENT_PIECE, PIECES_OF_A_PART } from "@entente/contract";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import type { AnswerOf, Asked, NodeClient } from "./client.ts";
import { refuse, refusedWith } from "./problems.ts";
import { type Progress, progressOf } from "./progress.ts";
import { withDispatch } from "./session.ts";

type View = AnswerOf<"beginAttachment">;

/** The node reads the whole back before it answers: a minute for every ten GiB or so. Milliseconds. */
const OF_FINISHING = 1_800_000;

/** What is said of a file before its first byte. */
interface Announced {
  readonly name: string;
  readonly media_type: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly holding: string | null;
  readonly reveals: readonly string[];
}

/**
 * `attachment add DRAFT FILE`: digested here, sent in parts, checked by the node. An upload of the same file that was
 * cut off goes on where it was; nothing of the file is held in memory but a part.
 */
export async function attachmentAdd(call: Call): Promise<Ending> {
  const path = resolve(call.world.cwd, call.words[1] ?? "");
  const file = await open(path, "r").catch((error: unknown) => reasonOf(error));
  if (typeof file === "string") return unreadable(call, file);
  try {
    return await withDispatch(call, (node, draft) => addTo(call, node, draft, file, basename(path)));
  } catch (error) {
    return unreadable(call, reasonOf(error));
  } finally {
    await file.close();
  }
}

async function addTo(
  call: Call,
  node: NodeClient,
  draft: string,
  file: FileHandle,
  name: string,
): Promise<Ending> {
  const { size } = await file.stat();
  const announced = announcedOf(
    call,
    name,
    size,
    await digestOf(file, size, progressOf(call, "reading", size)),
  );
  const begun = await begin(node, draft, announced);
  if (!begun.ok) return refusedWith(begun.problem);
  const sent = await send(node, draft, file, begun.value, progressOf(call, "sending", size));
  if (!sent.ok) return refusedWith(sent.problem);
  const { attachment } = begun.value;
  const body = JSON.stringify({ attachment });
  const done = await node.ask("finishAttachment", { id: draft, body, patienceMs: OF_FINISHING });
  if (!done.ok) return refusedWith(done.problem);
  const { bytes, sha256, state } = done.value;
  return finished(
    { draft, attachment, name, bytes, sha256, state },
    `${attachment}: ${name}, ${bytes} bytes, is on the draft`,
  );
}

function announcedOf(call: Call, name: string, bytes: number, sha256: string): Announced {
  const reveals = call.flags.get("reveals")?.split(",") ?? [];
  const media_type = call.flags.get("type") ?? "application/octet-stream";
  return { name, media_type, bytes, sha256, holding: call.flags.get("holding") ?? null, reveals };
}

/** The upload of this very file that was begun before, or a new one. */
async function begin(node: NodeClient, draft: string, announced: Announced): Promise<Asked<View>> {
  const known = await node.ask("listAttachments", { id: draft });
  if (!known.ok) return known;
  const cut = known.value.items.find(
    ({ state, name, sha256, holding }) =>
      state === "uploading" &&
      name === announced.name &&
      sha256 === announced.sha256 &&
      holding === announced.holding,
  );
  if (cut !== undefined) return { ok: true, value: cut };
  return node.ask("beginAttachment", { id: draft, body: JSON.stringify(announced) });
}

/** Part after part from where the node is; it says after each how much it holds. */
async function send(
  node: NodeClient,
  draft: string,
  file: FileHandle,
  begun: View,
  progress: Progress,
): Promise<Asked<View>> {
  let view = begun;
  while (view.held < view.bytes) {
    const body = JSON.stringify(await partAt(file, view));
    const sent = await node.ask("appendAttachment", { id: draft, body });
    if (!sent.ok) return sent;
    // A node that keeps nothing would be sent the same part for ever.
    if (sent.value.held <= view.held)
      return { ok: false, problem: refuse("unavailable", { detail: "the node keeps nothing" }).problem };
    view = sent.value;
    progress.at(view.held);
  }
  return { ok: true, value: view };
}

async function partAt(file: FileHandle, { attachment, held, bytes }: View) {
  const length = Math.min(ATTACHMENT_PIECE * PIECES_OF_A_PART, bytes - held);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, held);
  const part = buffer.subarray(0, bytesRead);
  const starts = Array.from(
    { length: Math.ceil(part.length / ATTACHMENT_PIECE) },
    (_, nth) => nth * ATTACHMENT_PIECE,
  );
  const pieces_base64 = starts.map((at) => part.subarray(at, at + ATTACHMENT_PIECE).toString("base64"));
  return { attachment, offset: held, pieces_base64 };
}

async function digestOf(file: FileHandle, size: number, progress: Progress): Promise<string> {
  const digest = createHash("sha256");
  const buffer = Buffer.alloc(ATTACHMENT_PIECE * PIECES_OF_A_PART);
  for (let at = 0; at < size; ) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    digest.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
    progress.at(at);
  }
  return digest.digest("hex");
}

function unreadable(call: Call, reason: string): Ending {
  const errors = [{ pointer: "", code: "file_unreadable", detail: `${call.words[1] ?? ""}: ${reason}` }];
  return refuse("malformed", { errors });
}
