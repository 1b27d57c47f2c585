import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { standstillOf } from "../../src/exchange/standstill.ts";
import { amend } from "./amending.ts";
import { changeKeys } from "./key-hands.ts";
import { answerDraft } from "./matters.ts";
import { REMEDY, withPolicy } from "./packs.ts";
import { areaOf, request, state } from "./stating.ts";
import { count, edit, leaves, rowOf, standing } from "./store-file.ts";
import { approved, must, refusalOf, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

const later = async () => {
  // Longer than whatever waits before it is looked at or told again.
  pair.dials.now += 31_000;
  await pair.settle();
};
const sent = async () => {
  const id = await approved(pair.ca, "request", null, request());
  await pair.settle();
  return id;
};

describe("what an approved request does while its area is suspended", () => {
  it("waits, says why, and leaves by itself once the area is active again", async () => {
    pair.dials.line = false;
    await state(pair, pair.ca);
    pair.dials.line = true;
    await state(pair, pair.ca, { state: "active", reason: "resolved" });
    const id = await approved(pair.ca, "request", null, request());
    expect(await standing(pair.ca, id)).not.toBe("draft: area_suspended");
    await later();
    expect(await standing(pair.ca, id)).toBe("stored");
  });

  it("does not leave its hold", async () => {
    await pair.close();
    pair = await twoNodes(withHold(10));
    const id = await approved(pair.ca, "request", null, request());
    await state(pair, pair.ca);
    await later();
    expect(await standing(pair.ca, id)).toBe("approved");
    expect(await leaves(pair.ca, "exchange", "release")).toBe(0);
    const shown = must(await pair.ca.exchange.commands.show(await pair.ca.officer("lo"), id));
    expect(shown.trail.waiting).toBe("area_suspended");
    await state(pair, pair.ca, { state: "active", reason: "resolved" });
    await later();
    expect(await standing(pair.ca, id)).toBe("stored");
  });

  it("stays in the queue where it was queued already, says why, and is decided again before it leaves", async () => {
    pair.dials.line = false;
    const id = await approved(pair.ca, "request", null, request());
    await pair.settle();
    await state(pair, pair.ca);
    pair.dials.line = true;
    await later();
    expect(await standing(pair.ca, id)).toBe("queued");
    expect(await count(pair.in, "dispatch")).toBe(0);
    const queue = must(await pair.ca.exchange.commands.queue(await pair.ca.officer("lo")));
    expect(queue.items[0]?.reason).toContain("suspended by CA since");
    await state(pair, pair.ca, { state: "active", reason: "resolved" });
    await later();
    expect(await standing(pair.ca, id)).toBe("stored");
    expect(await standing(pair.in, id)).toBe("filed");
  });

  it("is taken out of the queue where it may not leave any more, and its place is said to be empty", async () => {
    pair.dials.line = false;
    const id = await approved(pair.ca, "request", null, request());
    await pair.settle();
    await state(pair, pair.ca);
    const packs = pair.dials.packs;
    pair.dials.packs = await withPolicy(REMEDY);
    pair.dials.line = true;
    await state(pair, pair.ca, { state: "active", reason: "resolved" });
    await later();
    expect(await standing(pair.ca, id)).toBe("recalled: gate_forbids");
    expect(await count(pair.ca, "outbox")).toBe(0);
    expect(await count(pair.in, "dispatch")).toBe(0);
    // The next one leaves at the next place; the partner asks for the one before it and is told.
    pair.dials.packs = packs;
    const next = await sent();
    expect(await standing(pair.in, next)).toBe("filed");
    for (let turn = 0; turn < 3; turn += 1) {
      await pair.in.exchange.work.gaps();
      await later();
    }
    const hole = await rowOf(pair.in, "select reason from stream_hole limit 1");
    expect(hole.reason).toBe("withdrawn");
    expect(await count(pair.in, "dispatch", "id = ?", id)).toBe(0);
  });
});

describe("what runs in every state", () => {
  it("life-threat crosses a suspended area and is filed there", async () => {
    await state(pair, pair.in);
    await pair.settle();
    const id = await approved(pair.ca, "request", null, request("life_threat"));
    await pair.settle();
    expect([await standing(pair.ca, id), await standing(pair.in, id)]).toEqual(["stored", "filed"]);
  });

  it.each(["recall", "correction", "narrowing", "acknowledgement"])(
    "a queued %s is not held with its area",
    async (kind) => {
      pair.dials.tap = (_from, path, body) => (path === "/peer/v1/dispatches" ? null : body);
      const [one, other] = [await sent(), await sent()];
      edit(pair.ca, "update dispatch set kind = ? where id = ?", kind, one);
      await state(pair, pair.ca);
      expect(await count(pair.ca, "outbox", "held = 0 and dispatch = ?", one)).toBe(1);
      expect(await count(pair.ca, "outbox", "held = 1 and dispatch = ?", other)).toBe(1);
    },
  );

  it.each([
    ["recall", "routine", null],
    ["correction", "routine", null],
    ["narrowing", "routine", null],
    ["acknowledgement", "routine", null],
    ["life_threat", "routine", null],
    ["note", "routine", "area_suspended"],
    ["request", "life_threat", null],
    ["request", "routine", "area_suspended"],
    ["answer", "urgent_1", "area_suspended"],
  ] as const)("an approved %s of urgency %s: %s", async (kind, urgency, waits) => {
    await state(pair, pair.ca);
    const { store, treaty } = pair.ca;
    const watch = { tick: async () => undefined, age: () => 0 };
    const record = { kind, urgency, area: "drugs", replyTo: null };
    expect(await standstillOf({ store, treaty }, watch, record)).toBe(waits);
  });

  it("an amendment, new keys and our own next statement are taken by a suspended partner", async () => {
    await state(pair, pair.in, { scope: "all" });
    await pair.settle();
    await state(pair, pair.ca, { scope: "all" });
    await amend(pair, { retention_days: 77 });
    for (const node of [pair.ca, pair.in]) expect(node.treaty.document.retention_days).toBe(77);
    expect(await leaves(pair.in, "exchange", "relation_state")).toBe(2);
    await changeKeys(pair, pair.ca, { uses: ["sign"], reason: "rotation" });
    await later();
    expect(await leaves(pair.in, "exchange", "key_statement")).toBe(1);
  });

  it("what was sent before is opened, receipted and witnessed as ever", async () => {
    const id = await sent();
    await state(pair, pair.in, { scope: "all" });
    await pair.settle();
    must(await pair.in.exchange.commands.show(await pair.in.officer("lo"), id));
    await later();
    expect(await standing(pair.ca, id)).toBe("opened");
    expect(pair.in.exchange.work.unwitnessed()).toBe(0);
  });

  it("a decline is told to its sender", async () => {
    const id = await sent();
    await state(pair, pair.in, { scope: "all" });
    await pair.settle();
    must(await pair.in.exchange.commands.decline(await pair.in.officer("lo"), id, "Invented: not ours."));
    await later();
    expect(await standing(pair.ca, id)).toBe("refused: unstated");
  });

  it("a gap is asked for and answered, and what it brings waits where it may not cross", async () => {
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/dispatches" ? null : body);
    const lost = await sent();
    pair.dials.tap = (_from, _path, body) => body;
    await state(pair, pair.ca);
    await pair.settle();
    await approved(pair.ca, "request", null, request("life_threat"));
    for (let turn = 0; turn < 3; turn += 1) {
      await pair.in.exchange.work.gaps();
      await later();
    }
    expect(await count(pair.in, "dispatch")).toBe(1);
    expect(await standing(pair.ca, lost)).toBe("queued");
  });
});

describe("winding down", () => {
  const answer = () => answerDraft({ outcome: "full", ground: null, items: [], reveals: ["customs"] });

  it("lets a question that is open be answered, and begins none", async () => {
    const question = await sent();
    await state(pair, pair.ca, { state: "wind_down", reason: "expiry" });
    await pair.settle();
    const officer = await pair.ca.officer("lo");
    const { id } = must(await pair.ca.exchange.commands.draft(officer, "request", null, request()));
    expect(refusalOf(await pair.ca.exchange.commands.submit(officer, id))).toBe("area_suspended");
    const said = await approved(pair.in, "answer", question, answer());
    await pair.settle();
    expect(await standing(pair.ca, said)).toBe("filed");
    expect(await standing(pair.ca, question)).toBe("answered");
  });

  it("a suspension stops the answer as well", async () => {
    const question = await sent();
    await state(pair, pair.ca);
    await pair.settle();
    const officer = await pair.in.officer("lo");
    const { id } = must(await pair.in.exchange.commands.draft(officer, "answer", question, answer()));
    expect(refusalOf(await pair.in.exchange.commands.submit(officer, id))).toBe("area_suspended");
  });
});

describe("an arrival in an area that is suspended here", () => {
  it("is refused by its own code, kept as refused, and its sender sees it; once resumed it is taken", async () => {
    // Canada has not heard: India's statement does not get through, Canada's dispatch does.
    pair.dials.tap = (from, path, body) =>
      from === "IN" && path === "/peer/v1/relation-state" ? null : body;
    await state(pair, pair.in);
    const id = await sent();
    expect(await standing(pair.ca, id)).toBe("queued");
    expect(await count(pair.in, "dispatch")).toBe(0);
    expect(await count(pair.in, "rejection", "code = 'area_suspended'")).toBeGreaterThan(0);
    const queue = must(await pair.ca.exchange.commands.queue(await pair.ca.officer("lo")));
    expect(queue.items[0]?.reason).toBe("refused by the partner: area_suspended");
    pair.dials.tap = (_from, _path, body) => body;
    await later();
    expect(await areaOf(pair.ca)).toBe("suspended");
    await state(pair, pair.in, { state: "active", reason: "resolved" });
    await later();
    expect(await standing(pair.in, id)).toBe("filed");
  });

  it("that was stored before gets its receipt again, whatever the state is since", async () => {
    pair.dials.back = (_to, path, answer) => (path === "/peer/v1/dispatches" ? null : answer);
    const id = await sent();
    pair.dials.back = (_to, _path, answer) => answer;
    await state(pair, pair.in);
    await later();
    expect(await standing(pair.in, id)).toBe("filed");
    await state(pair, pair.in, { state: "active", reason: "resolved" });
    await later();
    expect(await standing(pair.ca, id)).toBe("stored");
  });
});
