import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { ATTACHMENT_PIECE, PIECES_OF_A_PART } from "@entente/contract";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import type { AnswerOf, Asked, NodeClient } from "./client.ts";
import { refuse, refusedWith } from "./problems.ts";
import { type Progress, progressOf } from "./progress.ts";
import { withDispatch } from "./session.ts";

type View = AnswerOf<"listAttachments">["items"][number];

const PART = ATTACHMENT_PIECE * PIECES_OF_A_PART;

/** `attachment list ID`: the files of a dispatch. */
export async function attachmentList(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const listed = await node.ask("listAttachments", { id });
    if (!listed.ok) return refusedWith(listed.problem);
    const lines = listed.value.items.map(lineOf);
    return finished(listed.value, lines.length === 0 ? "no files" : lines.join("\n"));
  });
}

/**
 * `attachment get ID ATTACHMENT --out F`: fetched in parts to `F.part`, held against the signed digest, and only then
 * F. A fetch that was cut off goes on behind its last whole part.
 */
export async function attachmentGet(call: Call): Promise<Ending> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  return withDispatch(call, async (node, id) => {
    const listed = await node.ask("listAttachments", { id });
    if (!listed.ok) return refusedWith(listed.problem);
    const file = listed.value.items.find(({ attachment }) => attachment === call.words[1]);
    if (file === undefined) return refuse("not_found", { detail: "the dispatch has no such file" });
    const part = `${out}.part`;
    try {
      const fetched = await fetchTo(part, node, id, file, progressOf(call, "fetching", file.bytes));
      if (!fetched.ok) return refusedWith(fetched.problem);
      if (fetched.value !== file.sha256) {
        await rm(part, { force: true });
        return refuse("record_broken", { detail: "what was fetched is not what the signed body says" });
      }
      await rename(part, out);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    const { attachment, name, bytes, sha256 } = file;
    return finished(
      { id, attachment, name, out, bytes, sha256 },
      `${bytes} bytes in ${out}: ${plainly(name)}`,
    );
  });
}

/** All parts that are missing; the digest of the whole. */
async function fetchTo(
  path: string,
  node: NodeClient,
  id: string,
  view: View,
  progress: Progress,
): Promise<Asked<string>> {
  const file = await open(path, "a+", 0o600);
  try {
    const digest = createHash("sha256");
    const whole = Math.floor((await file.stat()).size / PART);
    await file.truncate(whole * PART);
    await digestOf(file, whole, digest);
    for (let part = whole; part * PART < view.bytes; part += 1) {
      const body = JSON.stringify({ attachment: view.attachment, part });
      const asked = await node.ask("attachmentPart", { id, body });
      if (!asked.ok) return asked;
      digest.update(asked.value);
      await file.appendFile(asked.value);
      progress.at(part * PART + asked.value.length);
    }
    await file.sync();
    return { ok: true, value: digest.digest("hex") };
  } finally {
    await file.close();
  }
}

async function digestOf(
  file: FileHandle,
  parts: number,
  digest: ReturnType<typeof createHash>,
): Promise<void> {
  const buffer = Buffer.alloc(PART);
  for (let part = 0; part < parts; part += 1) {
    const { bytesRead } = await file.read(buffer, 0, PART, part * PART);
    digest.update(buffer.subarray(0, bytesRead));
  }
}

function lineOf({ attachment, name, bytes, state, held, reason }: View): string {
  const far = held < bytes ? ` (${held} bytes here)` : "";
  return `${attachment}  ${state}${far}  ${bytes} bytes  ${plainly(name)}${reason === null ? "" : `  ${reason}`}`;
}

/** A name was chosen by somebody else: what could steer a terminal is never printed, whatever the node let through. */
function plainly(name: string): string {
  return name.replaceAll(/\p{C}/gu, "\u{fffd}");
}
