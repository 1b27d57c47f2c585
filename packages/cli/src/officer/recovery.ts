import { readFile, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { printable } from "../problem-text.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

/** `recovery show`. */
export async function recoveryShow(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("recovery");
    if (!asked.ok) return refusedWith(asked.problem);
    const { phase, lost, beyond_recall } = asked.value;
    const lines = [
      PHASES[phase],
      ...lost.map(
        ({ id, sequence, desk, made_at }) => `lost: ${id}, number ${sequence}, to ${desk}, ${made_at}`,
      ),
      ...beyond_recall.map((what) => `cannot be named: ${what}`),
    ];
    return finished(asked.value, lines.map(printable).join("\n"));
  });
}

const PHASES = {
  none: "the node works",
  log: "the node asks its partner what it has signed; it does nothing else before",
  stream: "the node takes what comes; before it lets anything out: stream request, root sign, stream open",
} as const;

/** `stream request --out F`. */
export async function streamRequest(call: Call): Promise<Ending> {
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  return withNode(call, async (node) => {
    const asked = await node.ask("requestStream");
    if (!asked.ok) return refusedWith(asked.problem);
    try {
      // A document that nobody has signed yet (spec/trust-ceremony.md §2): what `root sign` reads.
      const { type, payload_base64: payload } = asked.value;
      await writeFile(`${out}.part`, `${JSON.stringify({ type, payload })}\n`, { mode: 0o600 });
      await rename(`${out}.part`, out);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    return finished({ out, type: asked.value.type }, `to be signed by the root: ${out}`);
  });
}

/** `stream open F`. */
export async function streamOpen(call: Call): Promise<Ending> {
  const file = resolve(call.world.cwd, call.words[0] ?? "");
  const bytes = await readFile(file).catch(() => null);
  if (bytes === null) return misused("the signed statement cannot be read", call.usage);
  return withNode(call, async (node) => {
    const body = JSON.stringify({ document_base64: bytes.toString("base64") });
    const asked = await node.ask("openStream", { body });
    return asked.ok
      ? finished(asked.value, `stream ${asked.value.stream} is ${asked.value.state}`)
      : refusedWith(asked.problem);
  });
}
