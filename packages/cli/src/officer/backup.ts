import { createHash } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import type { AnswerOf, NodeClient } from "./client.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** Every file of the node is in it, and it is read back before the node answers. Milliseconds. */
const OF_MAKING = 1_800_000;

/** `backup --out F`: made and read back by the node, fetched part by part, and held against its digest here. */
export async function backup(call: Call): Promise<Ending> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  return withNode(call, async (node) => {
    const made = await node.ask("makeBackup", { body: "{}", patienceMs: OF_MAKING });
    if (!made.ok) return refusedWith(made.problem);
    const part = `${out}.part`;
    try {
      const sha256 = await fetched(node, made.value, part);
      if (sha256 !== made.value.sha256) {
        await rm(part, { force: true });
        return refuse("record_broken", { detail: "what was fetched is not what the node made" });
      }
      await rename(part, out);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    const { bytes, sha256, made_at, exchange_size, domestic_size } = made.value;
    const told = { out, bytes, sha256, made_at, exchange_size, domestic_size };
    return finished(
      told,
      `backup of ${made_at} in ${out}, ${bytes} bytes. The node key is not in it: keep that apart.`,
    );
  });
}

/** Writes all parts to a file; the digest of what was written. */
async function fetched(node: NodeClient, made: AnswerOf<"makeBackup">, path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "w", 0o600);
  try {
    for (let part = 0; part < made.parts; part += 1) {
      const asked = await node.ask("fetchBackup", { body: JSON.stringify({ backup: made.backup, part }) });
      if (!asked.ok) throw new Error(asked.problem.detail ?? asked.problem.title);
      const bytes = Buffer.from(asked.value.data_base64, "base64");
      hash.update(bytes);
      await file.write(bytes);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}
