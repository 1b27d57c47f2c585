import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { StatesView, StateWish } from "@entente/contract";
import { AREAS, type AreaState, isWordOf, STATE_REASONS } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { printable } from "../problem-text.ts";
import { writeWhole } from "./agreement.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";
import { applyWithDevice } from "./state-hand.ts";

/** `agreement suspend --reason CODE [--area A] [--note TEXT] (--out F | --emergency --device FILE)`. */
export function agreementSuspend(call: Call): Promise<Ending> {
  return write(call, "suspended");
}

/** `agreement wind-down --reason CODE [--area A] [--note TEXT] --out F`. */
export function agreementWindDown(call: Call): Promise<Ending> {
  return write(call, "wind_down");
}

/** `agreement resume --reason CODE [--area A] [--note TEXT] --out F`. */
export function agreementResume(call: Call): Promise<Ending> {
  return write(call, "active");
}

async function write(call: Call, state: AreaState): Promise<Ending> {
  const wish = wishOf(call, state);
  if (typeof wish === "string") return misused(wish, call.usage);
  const out = call.flags.get("out");
  if (wish.emergency === (out !== undefined))
    return misused("--out F writes what the root signs; --emergency needs none", call.usage);
  if (wish.emergency && setting(call, "device") === null)
    return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  return withNode(call, async (node) => {
    const asked = await node.ask("draftState", { body: JSON.stringify(wish) });
    if (!asked.ok) return refusedWith(asked.problem);
    const { serial, type, payload_base64: payload } = asked.value;
    if (out === undefined) return applyWithDevice(call, node, Buffer.from(unsigned(type, payload)));
    const written = await writeWhole(resolve(call.world.cwd, out), unsigned(type, payload));
    return (
      written ??
      finished(
        { out, serial, scope: wish.scope, wanted: state, state: "unsigned" },
        `statement ${serial}, to be signed by the root: ${out}\nthen: entente agreement state apply F --device FILE`,
      )
    );
  });
}

/** The wish, or what is wrong with the flags. */
function wishOf(call: Call, state: AreaState): StateWish | string {
  const reason = call.flags.get("reason") ?? "";
  const scope = call.flags.get("area") ?? "all";
  if (!isWordOf(STATE_REASONS, reason)) return `--reason is one of ${STATE_REASONS.join(", ")}`;
  if (scope !== "all" && !isWordOf(AREAS, scope)) return `--area is one of ${AREAS.join(", ")}`;
  const note = call.flags.get("note") ?? "";
  return { scope, state, reason, note, emergency: call.flags.has("emergency") };
}

/** As protocol spells a document that waits for its signatures. */
function unsigned(type: string, payload: string): string {
  return `${JSON.stringify({ type, payload })}\n`;
}

/** `agreement state apply F --device FILE`. */
export async function stateApply(call: Call): Promise<Ending> {
  if (setting(call, "device") === null)
    return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  const bytes = await readFile(resolve(call.world.cwd, call.words[0] ?? "")).catch(() => null);
  if (bytes === null) return misused("the signed statement does not read", call.usage);
  return withNode(call, (node) => applyWithDevice(call, node, bytes));
}

/** `agreement state show`. */
export async function stateShow(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("showStates");
    if (!asked.ok) return refusedWith(asked.problem);
    return finished(asked.value, textOf(asked.value));
  });
}

function textOf({ agreement, areas, always, items }: StatesView): string {
  const of = areas.map(({ id, status, narrowed_by }) => {
    const by = narrowed_by.map(({ party, since, reason }) => ` by ${party} since ${since}: ${reason}`);
    return `${id}: ${status}${by.join(";")}`;
  });
  const said = items.map(({ party, serial, scope, state, since, note, by, confirm_by, told }) => {
    const late = confirm_by === null ? "" : `, the root confirms by ${confirm_by}`;
    const untold = told === false ? ", the partner has not acknowledged it" : "";
    return `${party} ${serial}: ${scope} ${state} since ${since}, signed by its ${by}${late}${untold}${note === "" ? "" : `\n   ${note}`}`;
  });
  const runs = `in every state: ${[...always.kinds, ...always.beside].join(", ")}`;
  return [`agreement ${agreement}`, ...of, runs, ...said].map(printable).join("\n");
}
