import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { KEY_USES, type KeyWish } from "@entente/contract";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { printable } from "../problem-text.ts";
import { keysWithDevice, readDevice, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";

/** Two persons stand at the node: long enough for both, short enough to be of today (the node takes an hour at most). */
const LIFE = 30 * 60_000;

/** `key show`: how the node's own keys stand. */
export async function keyShow(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("showKeys");
    if (!asked.ok) return refusedWith(asked.problem);
    const { serial, told, pending, items } = asked.value;
    const waits =
      pending === null
        ? []
        : [
            `waiting: change ${pending.serial}, ${pending.reason} of ${pending.uses.join(", ")}; applied by ${pending.applied_by ?? "nobody"} so far`,
          ];
    const lines = [
      `in force: change ${serial}; the partner has acknowledged ${told}`,
      ...waits,
      ...items.map(
        (key) =>
          `${key.use} ${key.serial}: ${key.state} since ${key.since}${key.erased_at === null ? "" : `, destroyed ${key.erased_at}`}`,
      ),
    ];
    return finished(asked.value, lines.map(printable).join("\n"));
  });
}

/** `key rotate [--use USE,…] [--revoke] --out F`: new keys, not in use, and what the root must sign for them. */
export async function keyRotate(call: Call): Promise<Ending> {
  const uses = usesOf(call.flags.get("use") ?? KEY_USES.join(","));
  if (uses === null) return misused(`--use is one or more of ${KEY_USES.join(", ")}`, call.usage);
  const out = resolve(call.world.cwd, call.flags.get("out") ?? "");
  const reason = call.flags.has("revoke") ? "compromise" : "rotation";
  return withNode(call, async (node) => {
    const asked = await node.ask("requestKeys", { body: JSON.stringify({ uses, reason }) });
    if (!asked.ok) return refusedWith(asked.problem);
    const { serial, type, payload_base64: payload } = asked.value;
    try {
      await writeFile(`${out}.part`, `${JSON.stringify({ type, payload })}\n`, { mode: 0o600 });
      await rename(`${out}.part`, out);
    } catch (error) {
      return refuse("malformed", {
        errors: [{ pointer: "--out", code: "not_writable", detail: reasonOf(error) }],
      });
    }
    return finished(
      { out, serial, reason, uses },
      `change ${serial}, to be signed by the root: ${out}\nthen two operators: entente key apply F --device FILE`,
    );
  });
}

/** `key apply F --device FILE`: one of the two operators who put the signed keys in force. */
export async function keyApply(call: Call): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  const bytes = await readFile(resolve(call.world.cwd, call.words[0] ?? "")).catch(() => null);
  const said = bytes === null ? null : statementIn(bytes);
  if (bytes === null || said === null) return misused("the signed statement does not read", call.usage);
  return withNode(call, async (node) => {
    const device = await readDevice(file, call.world);
    if (!device.ok) return unusableDevice(device.faults);
    const expires_at = new Date(call.world.now() + LIFE).toISOString();
    const act = { officer: device.value.officer, ...said, expires_at };
    const body = JSON.stringify({
      document_base64: bytes.toString("base64"),
      expires_at,
      device: device.value.device,
      signature: keysWithDevice(device.value, act),
    });
    const asked = await node.ask("applyKeys", { body });
    if (!asked.ok) return refusedWith(asked.problem);
    return finished(asked.value, STATES[asked.value.state](asked.value.serial));
  });
}

const STATES = {
  one_of_two: (serial: number) =>
    `change ${serial}: you are the first of two; another operator applies it too`,
  in_force: (serial: number) =>
    `change ${serial} is in force; the partner is told until he acknowledges (entente key show)\nmake a backup now: one from before does not hold these keys`,
} as const;

/** The digest and number of the statement in a signed document; null where there is none. The node judges it. */
function statementIn(file: Uint8Array): { readonly statement: string; readonly serial: number } | null {
  const text = memberOf(parsed(file), "payload");
  if (typeof text !== "string") return null;
  const payload = Buffer.from(text, "base64");
  const serial = memberOf(parsed(payload), "serial");
  if (typeof serial !== "number") return null;
  return { statement: createHash("sha256").update(payload).digest("hex"), serial };
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

/** Null where one of them is none, or one stands twice. */
function usesOf(text: string): KeyWish["uses"] | null {
  const words = text.split(",");
  const uses = KEY_USES.filter((use) => words.includes(use));
  return uses.length === words.length ? uses : null;
}
