import { mkdir, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** `ledger evidence --out DIR`: one file for each split of the partner's log; none is the good case. */
export async function ledgerEvidence(call: Call): Promise<Ending> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  return withNode(call, async (node) => {
    const asked = await node.ask("evidence");
    if (!asked.ok) return refusedWith(asked.problem);
    const files: string[] = [];
    try {
      await mkdir(out, { recursive: true });
      for (const [nth, { kind, file_base64 }] of asked.value.items.entries()) {
        // Named by us: no name of a file comes from what the partner wrote.
        const path = join(out, `${kind === "equivocation" ? kind : "evidence"}-${nth + 1}`);
        await writeFile(`${path}.part`, Buffer.from(file_base64, "base64"));
        await rename(`${path}.part`, path);
        files.push(path);
      }
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    const text = files.length === 0 ? "There is no evidence against the partner's log." : files.join("\n");
    return finished({ evidence: files.length, files }, text);
  });
}
