import type { DeclineCode } from "@entente/words";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readCell } from "../../src/exchange/cell-codec.ts";
import type { Role } from "./posts.ts";
import { count, edit, leaves, rowOf, standing } from "./store-file.ts";
import { approved, exampleRequest, must, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const REASON = "Invented: the drums went to another agency.";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

async function delivered(): Promise<string> {
  const id = await approved(pair.ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  return id;
}

async function declined(id: string, code?: DeclineCode, role: Role = "lo"): Promise<void> {
  const officer = await pair.in.officer(role);
  must(await pair.in.exchange.commands.decline(officer, id, REASON, code));
}

/** Both nodes' cells, as two clocks that strike together send them. */
async function beat(): Promise<void> {
  const sends = await Promise.all([pair.ca, pair.in].map((node) => node.exchange.work.cell()));
  for (const send of sends) await send();
}

/** What India would tell, held back from Canada. */
async function heldBack(): Promise<{ size: number; items: { event: string; dispatch: string }[] }> {
  let said = { size: 0, items: [] };
  pair.dials.tap = (_from, path, body) => {
    if (path !== "/peer/v1/events") return body;
    said = JSON.parse(new TextDecoder().decode(body));
    return null;
  };
  for (let turn = 0; turn < 2; turn += 1) await pair.in.exchange.work.witness();
  pair.dials.tap = (_from, _path, body) => body;
  return said;
}

function bytesOf(said: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(said));
}

describe("an arrival that is declined", () => {
  it.each<[DeclineCode | undefined, string]>([
    [undefined, "unstated"],
    ["wrong_desk", "wrong_desk"],
    ["form_not_met", "form_not_met"],
    ["duplicate", "duplicate"],
    ["out_of_scope", "out_of_scope"],
  ])("with %s is refused at its sender, with this code and a leaf", async (code, shown) => {
    const id = await delivered();
    await declined(id, code);
    expect(await leaves(pair.in, "exchange", "declined")).toBe(1);
    for (let turn = 0; turn < 4; turn += 1) await beat();
    expect(await standing(pair.ca, id)).toBe(`refused: ${shown}`);
    expect(await count(pair.in, "event_out")).toBe(0);
    const view = must(await pair.ca.exchange.commands.show(await pair.ca.officer("lo"), id));
    expect(view).toMatchObject({ state: "refused", ground: shown });
    expect(await standing(pair.in, id)).toBe(`declined: ${REASON}`);
  });

  it("is told in the heartbeat alone, in cells as ever; the officer's own words are in no byte", async () => {
    const id = await delivered();
    for (let turn = 0; turn < 4; turn += 1) await beat();
    const seen: { path: string; body: Buffer }[] = [];
    pair.dials.tap = (_from, path, body) => {
      seen.push({ path, body: Buffer.from(body) });
      return body;
    };
    await declined(id, "wrong_desk");
    expect(seen).toEqual([]);
    for (let turn = 0; turn < 3; turn += 1) await beat();
    expect(await standing(pair.ca, id)).toBe("refused: wrong_desk");
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/peer/v1/cell"]));
    for (const { body } of seen) {
      expect(body.length).toBeLessThanOrEqual(3_580);
      expect(body.includes("drums")).toBe(false);
    }
    const events = seen.flatMap(({ body }) => {
      const cell = readCell(new Uint8Array(body));
      return cell.ok ? cell.value.events.map(({ event }) => event) : [];
    });
    expect(events).toEqual(["declined_wrong_desk"]);
  });

  it("and was opened before tells both, and ends refused", async () => {
    const id = await delivered();
    must(await pair.in.exchange.commands.show(await pair.in.officer("analyst"), id));
    await declined(id, "duplicate");
    for (let turn = 0; turn < 4; turn += 1) await beat();
    expect(await standing(pair.ca, id)).toBe("refused: duplicate");
    expect(await count(pair.ca, "dispatch", "id = ? and opened_at is not null", id)).toBe(1);
  });

  it("by two officers at once has one leaf and one event", async () => {
    const id = await delivered();
    const tries = (["lo", "analyst"] as const).map((role) => declined(id, "duplicate", role));
    const ends = await Promise.allSettled(tries);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await leaves(pair.in, "exchange", "declined")).toBe(1);
    expect(await count(pair.in, "event_out")).toBe(1);
  });

  it("is not sent anew under its name by its author", async () => {
    const id = await delivered();
    await declined(id);
    for (let turn = 0; turn < 4; turn += 1) await beat();
    const lo = await pair.ca.officer("lo");
    expect((await pair.ca.exchange.commands.submit(lo, id)).ok).toBe(false);
    const { version } = await rowOf(pair.ca, "select version from dispatch where id = ?", id);
    const again = pair.ca.exchange.commands.replaceDraft(lo, id, exampleRequest("CA"), Number(version));
    expect((await again).ok).toBe(false);
  });
});

describe("a decline is not believed", () => {
  it.each(["opened", "answered", "declined_unstated", "declined_duplicate"])(
    "as %s under the leaf of another word",
    async (event) => {
      const id = await delivered();
      await declined(id, "wrong_desk");
      const said = await heldBack();
      expect(said.items).toMatchObject([{ event: "declined_wrong_desk", dispatch: id }]);
      const lie = { ...said, items: said.items.map((item) => ({ ...item, event })) };
      expect((await pair.ca.exchange.peer.takeEvents("IN", bytesOf(lie))).status).toBe(422);
      expect(await standing(pair.ca, id)).toBe("stored");
      expect((await pair.ca.exchange.peer.takeEvents("IN", bytesOf(said))).status).toBe(200);
      expect(await standing(pair.ca, id)).toBe("refused: wrong_desk");
    },
  );

  it("of another dispatch than its leaf is about", async () => {
    const [one, other] = [await delivered(), await delivered()];
    await declined(one, "duplicate");
    const said = await heldBack();
    const lie = { ...said, items: said.items.map((item) => ({ ...item, dispatch: other })) };
    expect((await pair.ca.exchange.peer.takeEvents("IN", bytesOf(lie))).status).toBe(422);
    expect(await standing(pair.ca, other)).toBe("stored");
  });

  it("with a word that is none", async () => {
    const id = await delivered();
    await declined(id);
    const said = await heldBack();
    const lie = {
      ...said,
      items: said.items.map((item) => ({ ...item, event: "declined_national_security" })),
    };
    expect((await pair.ca.exchange.peer.takeEvents("IN", bytesOf(lie))).status).toBe(400);
    expect(await standing(pair.ca, id)).toBe("stored");
  });

  it("against an answer: what is answered stays answered", async () => {
    const id = await delivered();
    await declined(id, "duplicate");
    const said = await heldBack();
    // As after an answer that arrived: no honest node declines what it has answered.
    edit(pair.ca, "update dispatch set state = 'answered' where id = ?", id);
    expect((await pair.ca.exchange.peer.takeEvents("IN", bytesOf(said))).status).toBe(200);
    expect(await standing(pair.ca, id)).toBe("answered");
  });
});
