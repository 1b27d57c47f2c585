import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { carryFiles, contentOf, fileAt, sentWith } from "./files.ts";
import { count, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  signErasure,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const DISPATCHES = "/peer/v1/dispatches";
const FILES = "/peer/v1/attachments";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ({ ca, in: india } = pair);
});
afterEach(() => pair.close());

/** India declines an arrival and erases it. */
async function erasedThere(id: string): Promise<void> {
  const lo = await india.officer("lo");
  must(await india.exchange.commands.decline(lo, id, "Invented: not ours."));
  const { version } = await rowOf(india, "select version from dispatch where id = ?", id);
  const signed = signErasure(india.device("lo"), {
    dispatch: id,
    version: Number(version),
    officer: lo.id,
    reason: "Invented: over.",
    expires_at: new Date(pair.dials.now + 300_000).toISOString(),
  });
  must(await india.exchange.commands.erase(lo, id, signed));
}

/** A request that India stored and whose receipt was lost on its way back, again and again. */
async function unreceipted(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  pair.dials.back = (_to, path, answer) => (path === DISPATCHES ? null : answer);
  await ca.exchange.work.release();
  pair.dials.back = (_to, _path, answer) => answer;
  expect([await standing(india, id), await standing(ca, id)]).toEqual(["filed", "queued"]);
  return id;
}

async function sentAgain(): Promise<void> {
  pair.dials.now += 60_000;
  await ca.exchange.work.release();
}

function counting(path: string): { readonly of: () => number } {
  let posts = 0;
  pair.dials.tap = (_from, to, body) => {
    if (to === path) posts += 1;
    return body;
  };
  return { of: () => posts };
}

describe("a dispatch whose receipt was lost", () => {
  it("and which its receiver erased meanwhile is over: its desk sees that it is, and why", async () => {
    const id = await unreceipted();
    await erasedThere(id);
    await sentAgain();
    expect(await standing(ca, id)).toBe("refused: erased");
    expect(await count(ca, "outbox")).toBe(0);
    const view = must(await ca.exchange.commands.show(await ca.officer("lo"), id));
    expect(view).toMatchObject({ state: "refused", ground: "erased", trail: { waiting: null } });
    const posts = counting(DISPATCHES);
    await sentAgain();
    expect(posts.of()).toBe(0);
  });

  it("and which its receiver still has gets the receipt of the first time", async () => {
    const id = await unreceipted();
    await sentAgain();
    expect(await standing(ca, id)).toBe("stored");
  });

  it("is not sent anew under its name: what is over is no draft", async () => {
    const id = await unreceipted();
    await erasedThere(id);
    await sentAgain();
    const { commands } = ca.exchange;
    const lo = await ca.officer("lo");
    expect((await commands.replaceDraft(lo, id, exampleRequest("CA"), 1)).ok).toBe(false);
    expect((await commands.submit(lo, id)).ok).toBe(false);
  });

  it("and whose receipt came earlier keeps it, though it was asked for again and then erased", async () => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    const { stream, sequence } = await rowOf(ca, "select stream, sequence from dispatch where id = ?", id);
    const range = { from: sequence, to: sequence };
    const asked = { ranges: [range], stream: Buffer.from(Object(stream)).toString("hex") };
    const answer = await ca.exchange.peer.answerGaps("IN", new TextEncoder().encode(JSON.stringify(asked)));
    expect(answer.status).toBe(200);
    expect(await count(ca, "outbox")).toBe(1);
    await erasedThere(id);
    await sentAgain();
    expect(await count(ca, "outbox")).toBe(0);
    expect(await standing(ca, id)).toBe("stored");
  });

  it("is told so with each copy that comes later", async () => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    const bodies: Uint8Array[] = [];
    pair.dials.tap = (_from, path, body) => {
      if (path === DISPATCHES) bodies.push(body);
      return body;
    };
    await ca.exchange.work.release();
    expect(await standing(ca, id)).toBe("stored");
    await erasedThere(id);
    const [body = new Uint8Array()] = bodies;
    // As a partner asks for a gap: the statement goes out again.
    const answer = await india.exchange.peer.takeDispatches(
      "CA",
      new Uint8Array([...new Uint8Array(8), ...body.slice(8)]),
    );
    expect(JSON.parse(new TextDecoder().decode(answer.body)).items).toEqual([
      { code: "erased", event: "refused" },
    ]);
    expect(await standing(ca, id)).toBe("stored");
  });
});

describe("a file whose dispatch its receiver has erased", () => {
  const CONTENT = contentOf("erased there", 1_200_000);

  it("is asked about once more and never again; its desk sees why", async () => {
    const { id } = await sentWith(pair, CONTENT);
    await erasedThere(id);
    const once = counting(FILES);
    await carryFiles(pair);
    expect(once.of()).toBe(1);
    expect(await fileAt(ca, id)).toMatchObject({ state: "refused", reason: "erased" });
    const posts = counting(FILES);
    for (let turn = 0; turn < 5; turn += 1) {
      pair.dials.now += 60_000;
      await ca.exchange.work.attachments();
    }
    expect(posts.of()).toBe(0);
  });

  it("stops in the middle, too", async () => {
    const { id } = await sentWith(pair, CONTENT);
    let posts = 0;
    pair.dials.tap = (_from, path, body) => {
      if (path === FILES) posts += 1;
      return posts > 2 ? null : body;
    };
    await ca.exchange.work.attachments();
    pair.dials.tap = (_from, _path, body) => body;
    await erasedThere(id);
    pair.dials.now += 60_000;
    await carryFiles(pair);
    expect(await fileAt(ca, id)).toMatchObject({ state: "refused", reason: "erased" });
  });

  it("goes with a dispatch that is over: nothing of it waits any more", async () => {
    pair.dials.back = (_to, path, answer) => (path === DISPATCHES ? null : answer);
    const { id } = await sentWith(pair, CONTENT);
    pair.dials.back = (_to, _path, answer) => answer;
    await erasedThere(id);
    await sentAgain();
    expect(await standing(ca, id)).toBe("refused: erased");
    expect(await fileAt(ca, id)).toMatchObject({ state: "refused" });
  });

  it("is asked about for ever where the dispatch is unknown: it may come again", async () => {
    const { id } = await sentWith(pair, CONTENT);
    let answered = 0;
    pair.dials.back = (_to, path, answer) => {
      if (path !== FILES) return answer;
      answered += 1;
      const body = new TextEncoder().encode('{"code":"unknown_attachment","held":0,"state":"refused"}');
      return { ...answer, body };
    };
    for (let turn = 0; turn < 4; turn += 1) {
      await ca.exchange.work.attachments();
      pair.dials.now += 60_000;
    }
    expect(answered).toBe(4);
    expect(await fileAt(ca, id)).toMatchObject({ state: "queued" });
  });
});
