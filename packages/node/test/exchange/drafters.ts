// Two nodes and the officers who write on them.
import { afterAll, beforeAll, expect } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { exampleRequest, must, type Role, type TestNode, type TwoNodes, twoNodes } from "./two-nodes.ts";

export let pair: TwoNodes;
export let ca: TestNode;
export let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes((terms) => ({
    ...terms,
    areas: terms.areas.map((area) =>
      area.id === "organised_crime" ? { ...area, status: "suspended" } : area,
    ),
    purposes: terms.purposes.filter((purpose) => purpose !== "tax"),
    hold_seconds: { routine: 30, life_threat: 0 },
  }));
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

export function requestWith(change: object = {}): unknown {
  return { ...Object(exampleRequest("CA")), ...change };
}

export async function draft(
  role: Role,
  kind = "request",
  value: unknown = exampleRequest("CA"),
  replyTo: string | null = null,
) {
  return ca.exchange.commands.draft(await ca.officer(role), kind, replyTo, value);
}

/** A stored draft of Canada's, by its liaison officer. */
export async function drafted(change: object = {}): Promise<string> {
  return must(await draft("lo", "request", requestWith(change))).id;
}

export async function submitted(change: object = {}): Promise<string> {
  const id = await drafted(change);
  must(await ca.exchange.commands.submit(await ca.officer("lo"), id));
  return id;
}

/** A question of Canada's in India's inbox. */
export async function asked(): Promise<string> {
  const question = await forge(ca, india);
  expect(await verdictOn(india, question.sealed)).toBe("stored");
  return question.id;
}

export function faultsOf(result: Awaited<ReturnType<typeof draft>>): readonly string[] {
  if (result.ok) throw new Error("it was taken");
  return (result.refusal.faults ?? []).map(({ code, where }) => `${code} ${where}`);
}
