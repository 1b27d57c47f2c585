import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PeerAnswer } from "../../src/exchange/door.ts";
import { LIFE_THREAT } from "../../src/exchange/lanes.ts";
import { edit, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

const DISPATCHES = "/peer/v1/dispatches";
let pair: TwoNodes;
let ca: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
});
afterEach(() => pair.close());

async function waiting(...lanes: readonly string[]): Promise<readonly string[]> {
  pair.dials.line = false;
  const ids: string[] = [];
  for (const lane of lanes) {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await ca.exchange.work.release();
    edit(ca, "update outbox set lane = ?, next_at = ? where dispatch = ?", lane, pair.dials.now, id);
    ids.push(id);
  }
  pair.dials.line = true;
  pair.dials.now += 61_000;
  return ids;
}

function answered(body: string): PeerAnswer {
  return { status: 429, type: "application/json", body: new TextEncoder().encode(body) };
}

/** A door whose common share is used up: one dispatch at a time passes, at most. How many each POST carried. */
function overQuota(body = '{"code":"over_quota","retry_after":20}'): number[] {
  const posts: number[] = [];
  pair.dials.tap = (_from, path, bytes) => {
    if (path === DISPATCHES) posts.push(Math.round((bytes.length - 8) / 17_672));
    return bytes;
  };
  pair.dials.back = (_to, path, answer) =>
    path === DISPATCHES && (posts.at(-1) ?? 0) > 1 ? answered(body) : answer;
  return posts;
}

describe("a sender whose quota at his partner's door is used up", () => {
  it("brings life-threat one by one at once, and keeps the rest as long as he is asked to", async () => {
    const [routine = "", one = "", two = ""] = await waiting("drugs", LIFE_THREAT, LIFE_THREAT);
    const posts = overQuota();
    await ca.exchange.work.release();
    expect(posts).toEqual([3]);
    pair.dials.now += 2_000;
    await ca.exchange.work.release();
    expect(posts).toEqual([3, 1, 1]);
    expect([await standing(ca, one), await standing(ca, two)]).toEqual(["stored", "stored"]);
    expect(await standing(ca, routine)).toBe("queued");
    pair.dials.now += 17_999;
    await ca.exchange.work.release();
    expect(posts).toHaveLength(3);
    pair.dials.now += 1;
    await ca.exchange.work.release();
    expect(posts).toHaveLength(4);
    expect(await standing(ca, routine)).toBe("stored");
  });

  it("shows why it waits", async () => {
    await waiting("drugs", "drugs");
    overQuota();
    await ca.exchange.work.release();
    const { lanes } = must(await ca.exchange.commands.queue(await ca.officer("lo")));
    expect(lanes[0]?.reason).toBe("the partner's door takes no more of us for a while");
  });

  it.each(["", "{}", '{"code":"over_quota","retry_after":0}', '{"code":"x","retry_after":999999}', "[1"])(
    "waits some seconds and no longer where it is told %j",
    async (body) => {
      const [routine = ""] = await waiting("drugs", "drugs");
      const posts = overQuota(body);
      await ca.exchange.work.release();
      expect(posts).toEqual([2]);
      pair.dials.back = (_to, _path, answer) => answer;
      pair.dials.now += 5_000;
      await ca.exchange.work.release();
      expect(await standing(ca, routine)).toBe("stored");
    },
  );

  it("is not kept quiet by a clock that is set back", async () => {
    const [routine = ""] = await waiting("drugs", "drugs");
    overQuota();
    await ca.exchange.work.release();
    pair.dials.back = (_to, _path, answer) => answer;
    pair.dials.now -= 10_000_000;
    await ca.exchange.work.release();
    expect(await standing(ca, routine)).toBe("stored");
  });
});
