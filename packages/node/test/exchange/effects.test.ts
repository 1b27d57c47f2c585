import { kindNamed } from "@entente/contract";
import { ANSWER_OUTCOMES, DISPATCH_STATES } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { effectsOf, effectsOn } from "../../src/exchange/effects.ts";
import { answeredSteps, insertDispatch } from "../../src/exchange/store.ts";
import { int, intOrNull, openSqliteStore, type Store, text } from "../../src/store/door.ts";

const request = kindNamed("request");
const answer = kindNamed("answer");
if (request === null || answer === null) throw new Error("both kinds are declared");

function bodyOf(content: unknown): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({
      format: "entente/dispatch/v1",
      kind: "answer",
      id: "0190aaaa-0000-7000-8000-000000000001",
      thread: "0190aaaa-0000-7000-8000-000000000000",
      reply_to: "0190aaaa-0000-7000-8000-000000000000",
      realm: "live",
      from: { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
      to: { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
      area: "drugs",
      purpose: "precursor_control",
      channel: "liaison",
      urgency: { class: "routine", reason: null },
      language: "en",
      title: "Invented",
      marking: {
        system: null,
        level: null,
        tlp: null,
        pap: null,
        handling: ["H0"],
        grade: { source: null, information: null },
      },
      caveats: [],
      legal_basis: [],
      evidential_use: false,
      made_at: "2026-11-22T12:00:00.000Z",
      content,
    }),
  );
}

function contentWith(outcome: string) {
  const ground = outcome === "refused" ? "disproportionate_volume" : null;
  return { outcome, ground, text: "Invented.", data_current_to: null, items: [] };
}

describe("bytes that close a question", () => {
  const leaveOpen: readonly string[] = ["interim", "extension"];
  it.each(
    ANSWER_OUTCOMES.map((outcome) => [outcome, leaveOpen.includes(outcome) ? "open" : "closed"] as const),
  )("an answer that says %s leaves it %s", (outcome, left) => {
    expect(effectsOf(bodyOf(contentWith(outcome)), answer).map(({ effect }) => effect)).toEqual(
      left === "closed" ? ["closes"] : [],
    );
  });

  it.each([
    ["a kind that answers nothing", bodyOf(contentWith("full")), request],
    ["an outcome that is no word of ours", bodyOf(contentWith("perhaps")), answer],
    ["content of another shape", bodyOf({ outcome: "full" }), answer],
    ["a body of another shape", new TextEncoder().encode("{}"), answer],
    ["bytes that are no JSON", Uint8Array.of(0xff), answer],
  ] as const)("%s closes none", (_what, body, declaration) => {
    expect(effectsOf(body, declaration)).toEqual([]);
  });
});

describe("what a dispatch says it does is done", () => {
  const closes = [{ effect: "closes" }] as const;
  const target = (kind: string, direction: "ours" | "theirs") => ({ id: "q", kind, direction });

  it.each(["ours", "theirs"] as const)("to a question of the other side, sent by %s", (sender) => {
    const other = sender === "ours" ? "theirs" : "ours";
    expect(effectsOn(target("request", other), closes, answer, sender)).toEqual(closes);
  });

  it.each(["corrects", "narrows", "recalls"] as const)("to one's own alone, where it %s", (effect) => {
    const anybody = { kind: "rumour", reply: { need: "required", theirs: "any", ours: "any" } } as const;
    expect(effectsOn(target("request", "theirs"), [{ effect }], anybody, "theirs")).toEqual([{ effect }]);
    expect(effectsOn(target("request", "ours"), [{ effect }], anybody, "theirs")).toEqual([]);
    expect(effectsOn(target("request", "theirs"), [{ effect }], anybody, "ours")).toEqual([]);
  });

  it.each([
    ["a question of its own sender", target("request", "theirs"), answer],
    ["a kind that waits for nothing", target("answer", "ours"), answer],
    ["a kind nobody knows", target("rumour", "ours"), answer],
    [
      "a question, by a kind that does not close it",
      target("request", "ours"),
      { ...answer, kind: "rumour" },
    ],
    ["a question, by a kind that replies to none", target("request", "ours"), request],
  ] as const)("but not to %s", (_what, to, declaration) => {
    expect(effectsOn(to, closes, declaration, "theirs")).toEqual([]);
  });
});

describe("a question is marked answered", () => {
  let store: Store;
  beforeAll(async () => {
    store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(3) });
  });
  afterAll(() => store.close());

  const open: readonly string[] = ["filed", "assigned", "queued", "sent", "stored", "opened"];
  it.each(DISPATCH_STATES)("from the state %s: once, and only where it was open", async (state) => {
    const id = `q-${state}`;
    const ends = {
      from: { party: "CA", desk: "ca-rcmp-liaison" },
      to: { party: "IN", desk: "in-ncb-liaison" },
    };
    const row = { ...ends, id, direction: "ours" as const, kind: "request", thread: id, replyTo: null };
    const rest = { area: "drugs", urgency: "routine", state, author: null, at: 1, dueAt: null };
    await store.commit({ steps: [insertDispatch({ ...row, ...rest })] });
    await store.commit({ steps: answeredSteps(id, 2) });
    await store.commit({ steps: answeredSteps(id, 3) });
    const [after] = await store.all("select state, answered_at, version from dispatch where id = ? limit 1", [
      id,
    ]);
    if (after === undefined) throw new Error("the row is there");
    expect(text(after, "state")).toBe(open.includes(state) ? "answered" : state);
    expect(intOrNull(after, "answered_at")).toBe(2);
    expect(int(after, "version")).toBe(open.includes(state) ? 2 : 1);
  });
});
