import { setTimeout as pause } from "node:timers/promises";
import type { Desks } from "./desk.ts";
import { SandboxFailure } from "./failure.ts";

const PATIENCE_MS = 60_000;

/** What the journey is played with. */
export interface Stage {
  readonly desk: Desks;
  /** path of the agreement file, the anchor of the proof */
  readonly anchor: string;
  /** where the proof goes */
  readonly proof: string;
  /** prints one line */
  readonly tell: (line: string) => void;
}

/**
 * Journey J1, live: a request crosses from Canada to India and its answer comes back with proof. Every step is a
 * call of the command line as its officer would type it; people, company and numbers are invented.
 */
export async function playJourney(stage: Stage): Promise<void> {
  const { desk, tell } = stage;
  tell("The invented story: a request crosses the border, and its answer comes back with proof");
  const question = await release(stage, "CA", "lo", ["draft", "request"]);
  tell(`  invented: CA lo          asked about an invented forwarder: ${question}`);
  tell("  invented: CA authority   approved those bytes with his device key");
  await until(stage, "CA", question, ["stored", "opened"]);
  await arrived(stage, "IN", question);
  tell("  invented: IN inbox       has it under the same id, sealed and signed post-quantum");
  await desk("IN", "duty").entente(["assign", question, "--to", "in-analyst"]);
  tell("  invented: IN duty        gave it to the analyst");
  const answer = await release(stage, "IN", "analyst", ["draft", "answer", "--reply-to", question]);
  tell(`  invented: IN analyst     answered from an invented holding: ${answer}`);
  tell("  invented: IN authority   approved, under India's law");
  await until(stage, "CA", question, ["answered"]);
  await arrived(stage, "CA", answer);
  tell("  invented: CA inbox       has the answer");
  await prove(stage, question);
  tell("  invented: CA auditor     took the proof and checked it offline: it verifies");
}

/** Example, draft, submission, approval by the authority: the id of what then leaves. */
async function release(
  { desk }: Stage,
  party: "CA" | "IN",
  role: "lo" | "analyst",
  drafting: readonly string[],
): Promise<string> {
  const writer = desk(party, role);
  const example = await writer.entente([...drafting, "--example"]);
  const [verb = "", kind = "", ...flags] = drafting;
  const drafted = await writer.entente([verb, kind, "-", ...flags], JSON.stringify(example.json));
  const id = String(drafted.json.id);
  await writer.entente(["submit", id]);
  await desk(party, "authority").entente(["approve", id]);
  return id;
}

/** Waits until the sender's own record has reached one of these states. */
async function until(
  { desk }: Stage,
  party: "CA" | "IN",
  id: string,
  states: readonly string[],
): Promise<void> {
  let state = "";
  await patiently(
    `${id} to be ${states.join(" or ")}`,
    async () => {
      const { json } = await desk(party, "lo").entente(["show", id]);
      state = String(json.state);
      return states.includes(state);
    },
    () => `it is ${state}`,
  );
}

async function arrived({ desk }: Stage, party: "CA" | "IN", id: string): Promise<void> {
  await patiently(`${id} to arrive at ${party}`, async () => {
    const { json } = await desk(party, "lo").entente(["inbox"]);
    const items: unknown = json.items;
    return Array.isArray(items) && items.some((item: unknown) => Reflect.get(Object(item), "id") === id);
  });
}

/** The proof is there once the partner has witnessed the leaf (exit code 6 until then). */
async function prove({ desk, anchor, proof }: Stage, id: string): Promise<void> {
  const auditor = desk("CA", "auditor");
  await patiently(`${id} to be witnessed`, async () => {
    const { exit, err } = await auditor.trying(["ledger", "proof", id, "--out", proof]);
    if (exit !== 0 && exit !== 6) throw new SandboxFailure(`ledger proof: exit code ${exit}\n${err}`);
    return exit === 0;
  });
  await auditor.entente(["ledger", "verify", proof, "--anchor", anchor]);
}

async function patiently(what: string, done: () => Promise<boolean>, now = () => "it is not"): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await done())) {
    if (Date.now() > end) throw new SandboxFailure(`waited ${PATIENCE_MS / 1_000} s for ${what}; ${now()}`);
    await pause(50);
  }
}
