import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { count, leaves, standing } from "./store-file.ts";
import { approved, exampleRequest, must, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

/** India answers Canada's request while its dispatches are lost on the way, and its events are not. */
async function answeredUnheard() {
  const { ca, in: india, dials } = pair;
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  const analyst = await india.officer("analyst");
  must(await india.exchange.commands.show(analyst, id));
  await pair.settle();
  const { draft } = must(await india.exchange.commands.example(analyst, "answer", id));
  dials.tap = (from, path, body) => (from === "IN" && path === "/peer/v1/dispatches" ? null : body);
  const answer = await approved(india, "answer", id, draft, "analyst");
  for (let turn = 0; turn < 3; turn += 1) {
    await india.exchange.work.release();
    await india.exchange.work.witness();
    dials.now += 61_000;
  }
  return { id, answer };
}

describe("a full answer that left", () => {
  it("is told as answered, with a leaf of its own, before the answer is there; it closes nothing by that", async () => {
    const { id, answer } = await answeredUnheard();
    const { ca, in: india, dials } = pair;
    expect(await leaves(india, "exchange", "answered")).toBe(1);
    expect(await count(ca, "dispatch", "id = ? and answered_at is not null", id)).toBe(1);
    expect(await standing(ca, id)).toBe("opened");
    dials.tap = (_from, _path, body) => body;
    await india.exchange.work.release();
    await pair.settle();
    expect(await standing(ca, answer)).toBe("filed");
    expect(await standing(ca, id)).toBe("answered");
    expect(await count(india, "event_out")).toBe(0);
  });

  it("is not believed under the leaf of another event", async () => {
    let said: { items: { event: string }[] } = { items: [] };
    pair.dials.tap = (_from, path, body) => {
      if (path === "/peer/v1/events") said = JSON.parse(new TextDecoder().decode(body));
      return path === "/peer/v1/events" ? null : body;
    };
    const id = await approved(pair.ca, "request", null, exampleRequest("CA"));
    await pair.ca.exchange.work.release();
    must(await pair.in.exchange.commands.show(await pair.in.officer("analyst"), id));
    await pair.in.exchange.work.witness();
    expect(said.items).toMatchObject([{ event: "opened" }]);
    const lie = { ...said, items: said.items.map((item) => ({ ...item, event: "answered" })) };
    const bytes = new TextEncoder().encode(JSON.stringify(lie));
    expect((await pair.ca.exchange.peer.takeEvents("IN", bytes)).status).toBe(422);
    expect(await count(pair.ca, "dispatch", "answered_at is not null")).toBe(0);
  });
});
