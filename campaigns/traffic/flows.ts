import { kindNamed } from "@entente/contract";
import { LIAISON_DESK } from "../nodes/terms.ts";
import { approves } from "../simulate/officers.ts";
import type { TrafficNode, TrafficPair } from "./pair.ts";

/** The kinds of dispatch that exist today and fit one bucket, all from Canada to India. */
export const DISPATCHES = [
  "request_routine",
  "request_urgent",
  "request_life_threat",
  "answer_interim",
  "answer_nothing_held",
  "answer_refused",
] as const;
export type DispatchFlow = (typeof DISPATCHES)[number];

/** Ten seconds in which no dispatch goes: nothing happened, or India's officer opened one. */
export const SILENT = ["silent_idle", "silent_opened"] as const;
export type SilentFlow = (typeof SILENT)[number];

/** A dispatch that is let out while another one is on its way. */
export const BESIDE = ["beside_routine", "beside_life_threat"] as const;
export type BesideFlow = (typeof BESIDE)[number];

type Draft = Readonly<Record<string, unknown>>;
const setting = (from: "CA" | "IN", to: "CA" | "IN") => ({
  party: from,
  from: LIAISON_DESK[from],
  to: LIAISON_DESK[to],
  area: "drugs" as const,
  holding: null,
});

function example(kind: "request" | "answer", from: "CA" | "IN", to: "CA" | "IN"): Draft {
  const draft: unknown = kindNamed(kind)?.example(setting(from, to));
  if (typeof draft !== "object" || draft === null) throw new Error(`${kind} has an example`);
  return { ...draft };
}

function requestOf(kind: DispatchFlow): Draft {
  const draft = example("request", "CA", "IN");
  if (kind === "request_urgent")
    return { ...draft, urgency: { class: "urgent_1", reason: "Invented: soon." } };
  if (kind !== "request_life_threat") return draft;
  return {
    ...draft,
    purpose: "life_safety",
    urgency: { class: "life_threat", reason: "Invented: a life is in danger." },
  };
}

function answerOf(kind: DispatchFlow): Draft {
  const draft = example("answer", "CA", "IN");
  const outcome = kind.replace("answer_", "");
  const ground = outcome === "refused" ? "disproportionate_volume" : null;
  return { ...draft, content: { ...Object(draft.content), outcome, ground } };
}

/** Prepares a dispatch at Canada's node, up to the approval; the id that is still to be approved. */
export async function prepared(pair: TrafficPair, kind: DispatchFlow): Promise<string> {
  if (kind.startsWith("request")) return submitted(pair.ca, "request", null, requestOf(kind));
  const question = await submitted(pair.india, "request", null, example("request", "IN", "CA"));
  await letOut(pair.india, question);
  return submitted(pair.ca, "answer", question, answerOf(kind));
}

async function submitted(
  node: TrafficNode,
  kind: string,
  replyTo: string | null,
  draft: Draft,
): Promise<string> {
  const { commands } = node.rooms.exchange;
  const officer = await officerOf(node, replyTo === null ? "lo" : "analyst");
  const drafted = await commands.draft(officer, kind, replyTo, draft);
  if (!drafted.ok) throw new Error(`no ${kind}: ${JSON.stringify(drafted.refusal)}`);
  const done = await commands.submit(officer, drafted.value.id);
  if (!done.ok || done.value.state !== "proposed")
    throw new Error(`not proposed: ${JSON.stringify(done.ok ? done.value : done.refusal)}`);
  return drafted.value.id;
}

/** Approves it: the dispatch leaves at once. Waits until the partner's receipt is kept. */
export async function letOut(node: TrafficNode, id: string): Promise<void> {
  const told = await approves(node, id);
  if (told.word !== "approved") throw new Error(`not approved: ${told.word}`);
  const { store } = node.rooms.parts;
  const deadline = performance.now() + 20_000;
  for (;;) {
    const [row] = await store.all("select stored_at from dispatch where id = ?", [id]);
    if (row?.stored_at !== undefined && row.stored_at !== null) return;
    if (performance.now() > deadline) throw new Error("it did not arrive");
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** India's analyst opens a dispatch. */
export async function opens(pair: TrafficPair, id: string): Promise<void> {
  const shown = await pair.india.rooms.exchange.commands.show(await officerOf(pair.india, "analyst"), id);
  if (!shown.ok) throw new Error(`not shown: ${shown.refusal.problem}`);
}

/** Both hearts beat once: cells made ready before, and sent on the same tick, as two clocks do. */
export async function beat(pair: TrafficPair): Promise<void> {
  const sends = await Promise.all([pair.ca, pair.india].map(({ rooms }) => rooms.exchange.work.cell()));
  await Promise.all(sends.map((send) => send()));
}

async function officerOf(node: TrafficNode, role: "lo" | "analyst") {
  const found = await node.rooms.parts.people.officer(node.of.officers[role].id);
  if (found === null) throw new Error("an officer of the template is there");
  return found;
}
