import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { questionsFrame, readQuestions, repliesFrame } from "../../src/exchange/line/collect-frame.ts";
import {
  type CollectedLine,
  collectedLine,
  openCollector,
  type PeerReply,
} from "../../src/exchange/line/door.ts";

const NOTHING = repliesFrame([]);
const random = (size: number) => new Uint8Array(randomBytes(size));
let line: CollectedLine;
beforeEach(() => {
  line = collectedLine(random, { holdMs: 5_000, answerMs: 5_000 });
});
afterEach(() => line.close());

async function collected(body = NOTHING) {
  const frame = await line.collect(body);
  const asked = readQuestions(frame ?? new Uint8Array());
  if (!asked.ok) throw new Error("no frame");
  return asked.value;
}

describe("a line that the partner opens", () => {
  it("hands out what waits, and takes the answer with the next collecting", async () => {
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(7));
    const [asked] = await collected();
    expect(asked).toMatchObject({ method: "POST", path: "/peer/v1/gaps", body: Uint8Array.of(7) });
    const sent = line.collect(
      repliesFrame([{ id: asked?.id ?? random(16), status: 200, body: Uint8Array.of(8) }]),
    );
    expect(await reply).toEqual({ status: 200, body: Uint8Array.of(8) });
    line.close();
    await sent;
  });

  it("holds who collects until there is something to ask", async () => {
    const collecting = collected();
    const reply = line.get("/peer/v1/log/checkpoint").catch(() => null);
    expect(await collecting).toMatchObject([{ method: "GET", path: "/peer/v1/log/checkpoint" }]);
    line.close();
    await reply;
  });

  it("sends who collected before away, so that a dead connection swallows nothing", async () => {
    const dead = collected();
    const living = collected();
    expect(await dead).toEqual([]);
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(1)).catch(() => null);
    expect(await living).toHaveLength(1);
    line.close();
    await reply;
  });

  it("hands nothing out twice, and takes no answer to what it did not ask", async () => {
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(1));
    const [asked] = await collected();
    const wrong = repliesFrame([{ id: random(16), status: 200, body: Uint8Array.of(66) }]);
    const again = collected(wrong);
    const id = asked?.id ?? random(16);
    const right = collected(
      repliesFrame([
        { id, status: 200, body: Uint8Array.of(2) },
        { id, status: 200, body: Uint8Array.of(3) },
      ]),
    );
    expect(await again).toEqual([]);
    expect(await reply).toEqual({ status: 200, body: Uint8Array.of(2) });
    line.close();
    expect(await right).toEqual([]);
  });

  it("fails a question that nobody answers in time, and hands it to nobody after", async () => {
    const quick = collectedLine(random, { holdMs: 1, answerMs: 1 });
    await expect(quick.post("/peer/v1/gaps", Uint8Array.of(1))).rejects.toMatchObject({ code: "timed_out" });
    expect(readQuestions((await quick.collect(NOTHING)) ?? new Uint8Array())).toEqual({
      ok: true,
      value: [],
    });
    quick.close();
  });

  it("keeps no more than 64 questions", async () => {
    const waiting = Array.from({ length: 64 }, () => line.get("/peer/v1/log/checkpoint").catch(() => null));
    await expect(line.get("/peer/v1/log/checkpoint")).rejects.toMatchObject({ code: "unreachable" });
    line.close();
    expect(await Promise.all(waiting)).toHaveLength(64);
  });

  it("takes no body that is no frame, and loses nothing by it", async () => {
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(1)).catch(() => null);
    expect(await line.collect(Uint8Array.of(9, 9, 9))).toBeNull();
    expect(await collected()).toHaveLength(1);
    line.close();
    await reply;
  });
});

describe("a collector", () => {
  const strange: Uint8Array[] = [];
  const echo = async (asked: { readonly body: Uint8Array }) => ({ status: 200, body: asked.body });
  const through = (post: (body: Uint8Array) => Promise<PeerReply>, answer = echo) =>
    openCollector({
      post: (_path, body) => post(body),
      answer,
      malformed: async (body) => void strange.push(body),
    });
  const real = async (body: Uint8Array): Promise<PeerReply> => {
    const frame = await line.collect(body);
    return frame === null ? { status: 400, body: new Uint8Array() } : { status: 200, body: frame };
  };

  beforeEach(() => {
    line = collectedLine(random, { holdMs: 1, answerMs: 5_000 });
  });

  it("answers everything that waits in one turn", async () => {
    const replies = Promise.all([1, 2, 3].map((value) => line.post("/peer/v1/gaps", Uint8Array.of(value))));
    await through(real).turn();
    expect((await replies).map(({ body }) => body[0])).toEqual([1, 2, 3]);
  });

  it("brings an answer with the next turn that could not be brought with this one", async () => {
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(5));
    let calls = 0;
    const flaky = through(async (body) => {
      calls += 1;
      if (calls === 2) throw new Error("the line broke");
      return real(body);
    });
    await flaky.turn();
    for (let turn = 0; turn < 4; turn += 1) await flaky.turn();
    expect(await reply).toEqual({ status: 200, body: Uint8Array.of(5) });
  });

  it("tries less and less often while the partner is away, and at once when he was there", async () => {
    let tries = 0;
    const away = through(async () => {
      tries += 1;
      throw new Error("nobody");
    });
    for (let turn = 0; turn < 200; turn += 1) await away.turn();
    expect(tries).toBeLessThan(10);
    expect(tries).toBeGreaterThan(5);
  });

  it("has what is no frame recorded, and answers nothing of it", async () => {
    const junk = Uint8Array.of(7, 7, 7);
    let answered = 0;
    await through(
      async () => ({ status: 200, body: junk }),
      async () => {
        answered += 1;
        return { status: 200, body: junk };
      },
    ).turn();
    expect(strange).toEqual([junk]);
    expect(answered).toBe(0);
  });

  it("keeps no more answers than 64, however much a partner asks who takes none of them", async () => {
    const question = (nth: number) => ({
      id: new Uint8Array(16).fill(nth),
      method: "GET" as const,
      path: "/peer/v1/log/checkpoint",
      body: new Uint8Array(),
    });
    const asked = questionsFrame(Array.from({ length: 64 }, (_, nth) => question(nth)));
    let [rounds, made] = [0, 0];
    await through(
      async () => {
        rounds += 1;
        return rounds > 40 ? { status: 503, body: new Uint8Array() } : { status: 200, body: asked };
      },
      async () => {
        made += 1;
        return { status: 200, body: new Uint8Array(1_500_000) };
      },
    ).turn();
    // One of so large an answer fits a frame: without a bound 63 more would stay each time.
    expect(made).toBeLessThan(64 + 41);
  });

  it("answers what broke with a status, so that the partner does not wait for it", async () => {
    const reply = line.post("/peer/v1/gaps", Uint8Array.of(1));
    await through(real, async () => {
      throw new Error("broken");
    }).turn();
    expect(await reply).toMatchObject({ status: 503 });
  });
});
