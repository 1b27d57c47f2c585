import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { readJsonText, reasonOf } from "../input.ts";
import { printable } from "../problem-text.ts";
import { agreementWithDevice, readDevice, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";

/** Two persons stand at the node: long enough for both, short enough to be of today (the node takes an hour at most). */
const LIFE = 30 * 60_000;

/** `agreement versions [--out F]`: how the versions stand; `--out` writes the one that waits for two operators. */
export async function agreementVersions(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("showAgreement");
    if (!asked.ok) return refusedWith(asked.problem);
    const { id, in_force, items } = asked.value;
    const lines = [
      `agreement ${id}: version ${in_force} is in force`,
      ...items.map(({ version, state, digest, since, applied_by }) => {
        const by = applied_by === null ? "" : `, applied by ${applied_by} so far`;
        return `${version}: ${state}${since === null ? "" : ` since ${since}`}${by}\n   ${digest}`;
      }),
    ];
    const out = call.flags.get("out");
    if (out === undefined) return finished(asked.value, lines.map(printable).join("\n"));
    const waiting = items.findLast(({ document_base64 }) => document_base64 !== null);
    if (waiting === undefined) return refuse("not_found", { detail: "no version waits for two operators" });
    const written = await writeWhole(
      resolve(call.world.cwd, out),
      Buffer.from(waiting.document_base64 ?? "", "base64"),
    );
    return (
      written ?? finished({ ...asked.value, out }, [...lines.map(printable), `written: ${out}`].join("\n"))
    );
  });
}

/** `agreement amend TERMS --out F`: the next version as both roots must sign it. */
export async function agreementAmend(call: Call): Promise<Ending> {
  const [file = ""] = call.words;
  const terms = await readJsonText(file, call.world);
  if (!terms.ok)
    return refuse("malformed", {
      errors: terms.faults.map(({ where, ...fault }) => ({ pointer: where, ...fault })),
    });
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  return withNode(call, async (node) => {
    const asked = await node.ask("draftAgreement", { body: `{"terms":${terms.value}}` });
    if (!asked.ok) return refusedWith(asked.problem);
    const { version, type, payload_base64: payload } = asked.value;
    const written = await writeWhole(out, `${JSON.stringify({ type, payload })}\n`);
    return (
      written ??
      finished(
        { out, version, state: "unsigned" },
        `version ${version}, for both roots to sign: ${out}\nread it first: entente agreement show`,
      )
    );
  });
}

/** `agreement apply F --device FILE`: one of the two operators who take the version both roots have signed. */
export async function agreementApply(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  const bytes = await readFile(resolve(call.world.cwd, call.words[0] ?? "")).catch(() => null);
  const said = bytes === null ? null : versionIn(bytes);
  if (bytes === null || said === null) return misused("the signed agreement does not read", call.usage);
  return withNode(call, async (node) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const expires_at = new Date(call.world.now() + LIFE).toISOString();
    const act = { officer: device.value.officer, ...said, expires_at };
    const body = JSON.stringify({
      document_base64: bytes.toString("base64"),
      expires_at,
      device: device.value.device,
      signature: agreementWithDevice(device.value, act),
    });
    const asked = await node.ask("applyAgreement", { body });
    if (!asked.ok) return refusedWith(asked.problem);
    return finished(asked.value, STATES[asked.value.state](asked.value.version));
  });
}

const STATES = {
  one_of_two: (version: number) =>
    `version ${version}: you are the first of two; another operator applies it too`,
  logged: (version: number) =>
    `version ${version} is on our log; it is in force once it stands on the partner's too (entente agreement versions)`,
  in_force: (version: number) => `version ${version} is in force on both nodes`,
} as const;

/** Writes a file whole or not at all; null where it was written. */
export async function writeWhole(out: string, content: string | Buffer): Promise<Ending | null> {
  try {
    await writeFile(`${out}.part`, content, { mode: 0o644 });
    await rename(`${out}.part`, out);
    return null;
  } catch (error) {
    return refuse("malformed", {
      errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
    });
  }
}

/** The digest and number of the version in a signed document; null where there is none. The node judges it. */
function versionIn(file: Uint8Array): { readonly agreement: string; readonly version: number } | null {
  const text = memberOf(parsed(file), "payload");
  if (typeof text !== "string") return null;
  const payload = Buffer.from(text, "base64");
  const version = memberOf(parsed(payload), "version");
  if (typeof version !== "number") return null;
  return { agreement: createHash("sha256").update(payload).digest("hex"), version };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
