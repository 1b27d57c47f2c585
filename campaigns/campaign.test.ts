import { describe, expect, it } from "vitest";
import { type Arena, type Campaign, type Kind, runCampaign } from "./campaign.ts";
import { printed } from "./report.ts";

interface Stage {
  readonly ground: Arena;
  readonly drawn: string[];
}

/** An arena that counts what is done to it. */
function arena(acts: string[], crash: () => string | null = () => null): Arena {
  const act = (name: string) => async () => void acts.push(name);
  return { crash, restart: act("restart"), close: act("close"), complaints: () => "" };
}

function campaignOf(
  kinds: readonly Kind<Stage>[],
  changes: Partial<Campaign<Stage>> = {},
  ground = arena([]),
): Campaign<Stage> {
  return {
    name: "invented",
    kinds,
    prepare: async () => ({ ground, drawn: [] }),
    honest: async () => "",
    ...changes,
  };
}

const holds: Kind<Stage> = { name: "holds", run: async () => "" };
const breaks: Kind<Stage> = { name: "breaks", run: async () => "accepted" };

describe("a campaign", () => {
  it("counts what held and what broke, and names the seeds of what broke", async () => {
    const report = await runCampaign(campaignOf([holds, breaks]), { n: 5, seed: 10 });
    expect(report).toEqual({
      name: "invented",
      tried: 5,
      held: 3,
      broken: 2,
      seeds: [11, 13],
      by_kind: { breaks: { tried: 2, held: 0, broken: 2 }, holds: { tried: 3, held: 3, broken: 0 } },
    });
  });

  it("runs the same case again from the seed of one that broke", async () => {
    const drawing: Kind<Stage> = {
      name: "drawing",
      run: async (stage, chance) => {
        stage.drawn.push(String(chance.below(1_000_000)));
        return "";
      },
    };
    const drawn: string[] = [];
    const once = campaignOf([holds, drawing], { prepare: async () => ({ ground: arena([]), drawn }) });
    await runCampaign(once, { n: 4, seed: 0 });
    await runCampaign(once, { n: 1, seed: 3 });
    expect(drawn).toHaveLength(3);
    expect(drawn[2]).toBe(drawn[1]);
    expect(drawn[0]).not.toBe(drawn[1]);
  });

  it("counts a case whose door gave no answer as broken", async () => {
    const silent: Kind<Stage> = { name: "silent", run: () => Promise.reject(new Error("hung up")) };
    expect(await runCampaign(campaignOf([silent]), { n: 1, seed: 0 })).toMatchObject({ broken: 1, held: 0 });
  });

  it("breaks when honest messages are not taken any more: a dead door refuses everything", async () => {
    const dead = campaignOf([holds], { honest: async () => "nothing was stored" });
    expect(await runCampaign(dead, { n: 3, seed: 7 })).toMatchObject({ tried: 4, broken: 1, seeds: [7] });
  });

  it("counts every case after a crash as broken", async () => {
    let ended: string | null = null;
    const killer: Kind<Stage> = {
      name: "killer",
      run: async () => {
        ended = "exit 1";
        return "";
      },
    };
    const report = await runCampaign(
      campaignOf(
        [holds, killer, holds],
        {},
        arena([], () => ended),
      ),
      { n: 3, seed: 0 },
    );
    expect(report).toMatchObject({ tried: 4, held: 2, broken: 2 });
  });

  it("restarts once, before the kinds that ask for it, and closes the arena whatever happens", async () => {
    const acts: string[] = [];
    const late: Kind<Stage> = {
      name: "late",
      afterRestart: true,
      run: async () => {
        acts.push("late");
        return "";
      },
    };
    const early: Kind<Stage> = {
      name: "early",
      run: async () => {
        acts.push("early");
        return "";
      },
    };
    await runCampaign(campaignOf([late, early], {}, arena(acts)), { n: 4, seed: 0 });
    expect(acts).toEqual(["early", "early", "restart", "late", "late", "close"]);
  });

  it("prints a row a kind and the seeds", async () => {
    const text = printed(await runCampaign(campaignOf([holds, breaks]), { n: 2, seed: 0 }));
    expect(text).toContain("seeds of the broken: 1");
    expect(text.split("\n").filter((line) => /^(?:holds|breaks|all) /.test(line))).toHaveLength(3);
  });
});
