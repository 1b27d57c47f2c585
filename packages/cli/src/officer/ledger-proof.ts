import { rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withDispatch } from "./session.ts";

/** `ledger proof ID --out P`: the node's proof as it came; `ledger verify` judges it. */
export async function ledgerProof(call: Call): Promise<Ending> {
  return withDispatch(call, async (node, id) => {
    const asked = await node.ask("proof", { id });
    if (!asked.ok) return refusedWith(asked.problem);
    const { proof_base64, ...standing } = asked.value;
    const path = resolve(call.world.cwd, call.flags.get("out") ?? "");
    const bytes = Buffer.from(proof_base64, "base64");
    try {
      // By rename: whoever finds the file finds all of it.
      await writeFile(`${path}.${process.pid}.part`, bytes);
      await rename(`${path}.${process.pid}.part`, path);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    return finished(
      { ...standing, out: path, bytes: bytes.length },
      `proof of ${id} in ${path}, ${bytes.length} bytes`,
    );
  });
}
