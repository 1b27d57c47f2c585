import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { KINDS } from "@entente/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { as, ententeHere, raiseSandbox, type Sandbox, storyFolder, until } from "./sandbox-process.ts";

// Every kind of dispatch crosses between two real nodes by the command line: its own example, and what it does. All invented.

const folder = storyFolder();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
});
afterAll(async () => {
  const ended = await sandbox.stop();
  folder.remove();
  expect(ended.exit).toBe(0);
});

type Side = "CA" | "IN";
const other = (side: Side): Side => (side === "CA" ? "IN" : "CA");
const by = (side: Side, officer: string, device?: "with device") =>
  as(sandbox.ready.nodes[side], officer, device);

/** kind, who sends it, what it replies to (the name of an earlier row; null = nothing), what it does. */
interface Row {
  readonly kind: string;
  readonly by: Side;
  readonly to: string | null;
  /** what becomes of the target: at both nodes, or at its receiver's alone */
  readonly does?: Readonly<Record<string, unknown>>;
  readonly doesThere?: Readonly<Record<string, unknown>>;
}

const STORY: readonly Row[] = [
  { kind: "request", by: "CA", to: null },
  { kind: "clarification", by: "IN", to: "request" },
  { kind: "note", by: "CA", to: "clarification", does: { state: "answered" } },
  { kind: "extension", by: "IN", to: "request", does: { due_why: "judicial_authorisation" } },
  { kind: "narrowing", by: "CA", to: "request", does: { changed_by: "this" } },
  { kind: "acknowledgement", by: "IN", to: "narrowing", does: { state: "answered" } },
  { kind: "assurance_request", by: "IN", to: "request" },
  { kind: "assurance", by: "CA", to: "assurance_request", does: { state: "answered" } },
  { kind: "answer", by: "IN", to: "request", does: { state: "answered" } },
  { kind: "permission_request", by: "CA", to: "answer" },
  { kind: "permission", by: "IN", to: "permission_request", does: { state: "answered" } },
  { kind: "correction", by: "IN", to: "answer", does: { changed_by: "this" } },
  { kind: "tip", by: "IN", to: null },
  { kind: "feedback", by: "CA", to: "tip", does: { state: "answered" } },
  { kind: "call", by: "CA", to: "tip" },
  { kind: "life_threat", by: "CA", to: null },
  { kind: "oral_record", by: "IN", to: null },
  {
    kind: "recall",
    by: "IN",
    to: "tip",
    does: { changed_by: "this" },
    doesThere: { state: "recalled", body: null },
  },
];

async function done(args: readonly string[]): Promise<Record<string, unknown>> {
  const said = await ententeHere(folder.path, args);
  expect([args.slice(0, 3), said.exit, said.err]).toEqual([args.slice(0, 3), 0, ""]);
  return said.json;
}

/** Drafts a kind's own example, submits it and has it approved where somebody must; its id. */
async function sent({ kind, by: side, to }: Row, ids: ReadonlyMap<string, string>): Promise<string> {
  const reply = to === null ? [] : ["--reply-to", ids.get(to) ?? ""];
  const draft = await done(["draft", kind, "--example", ...reply, ...by(side, "lo")]);
  const file = join(folder.path, `${kind}.json`);
  writeFileSync(file, JSON.stringify(draft));
  const { id } = await done(["draft", kind, file, ...reply, ...by(side, "lo")]);
  const { state } = await done(["submit", String(id), ...by(side, "lo")]);
  if (state === "proposed") await done(["approve", String(id), ...by(side, "authority", "with device")]);
  return String(id);
}

const shown = (side: Side, id: string) => done(["show", id, ...by(side, "lo")]);

describe("every kind crosses from one node to the other", () => {
  const ids = new Map<string, string>();

  test("and each has its row in this story", () => {
    expect(STORY.map(({ kind }) => kind).toSorted()).toEqual(KINDS.map(({ kind }) => kind).toSorted());
  });

  test.each(STORY)("$kind, by $by", async (row) => {
    const id = await sent(row, ids);
    ids.set(row.kind, id);
    const there = other(row.by);
    const arrived = async () => {
      const { items } = await done(["inbox", ...by(there, "lo")]);
      return Array.isArray(items) && items.some((item: unknown) => Reflect.get(Object(item), "id") === id);
    };
    await until(arrived, (has) => has);
    const whole = await shown(there, id);
    expect(whole).toMatchObject({ kind: row.kind, body: { kind: row.kind } });
    expect(String(Reflect.get(Object(whole["body"]), "title"))).toMatch(/^INVENTED EXAMPLE/);
    if (row.to === null) return;
    const target = ids.get(row.to) ?? "";
    expect(whole["reply_to"]).toBe(target);
    const does = Object.fromEntries(
      Object.entries(row.does ?? {}).map(([key, value]) => [key, value === "this" ? id : value]),
    );
    for (const side of [row.by, there]) expect(await shown(side, target)).toMatchObject(does);
    expect(await shown(there, target)).toMatchObject(row.doesThere ?? {});
  });
});
