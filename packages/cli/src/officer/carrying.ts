import { rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { readJsonText, reasonOf } from "../input.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** `dispatch export --to PARTY --out F`: what waits for a partner as one file, still sealed. */
export async function dispatchExport(call: Call): Promise<Ending> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  const to = call.flags.get("to") ?? "";
  return withNode(call, async (node) => {
    const asked = await node.ask("exportBag", { body: JSON.stringify({ to }) });
    if (!asked.ok) return refusedWith(asked.problem);
    const { dispatches, receipts } = asked.value;
    try {
      await writeFile(`${out}.part`, `${JSON.stringify(asked.value)}\n`, { mode: 0o600 });
      await rename(`${out}.part`, out);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    const told = { to, out, dispatches: dispatches.length, receipts: receipts.length };
    return finished(told, `${told.dispatches} dispatches and ${told.receipts} receipts for ${to} in ${out}`);
  });
}

/** `dispatch import F`: each piece verified on its own; exit 7 where one is refused. */
export async function dispatchImport(call: Call): Promise<Ending> {
  const file = call.words[0] ?? "-";
  const text = await readJsonText(file, call.world);
  if (!text.ok)
    return refuse("malformed", { errors: text.faults.map(({ code, where }) => ({ pointer: where, code })) });
  return withNode(call, async (node) => {
    const asked = await node.ask("importBag", { body: text.value });
    if (!asked.ok) return refusedWith(asked.problem);
    const { items } = asked.value;
    const refused = items.filter((item) => item.outcome === "refused");
    const lines = refused.map((item) => `${item.piece} ${item.number}: ${item.code ?? "refused"}`);
    const taken = `${items.length - refused.length} of ${items.length} pieces taken`;
    return finished({ items }, [taken, ...lines].join("\n"), refused.length === 0 ? 0 : 7);
  });
}
