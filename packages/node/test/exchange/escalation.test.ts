// An urgent arrival finds somebody: who is on duty, then his deputy, then everybody.
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsStanding } from "../../src/exchange/door.ts";
import { forge, verdictOn } from "./forge.ts";
import { must, type Role, refusalOf, type TestNode, type TwoNodes, twoNodes } from "./two-nodes.ts";

const MINUTE = 60_000;
const DESK = "ca-rcmp-liaison";
let pair: TwoNodes;
const ca = (): TestNode => pair.ca;
beforeEach(async () => {
  pair = await twoNodes();
});
afterEach(() => pair.close());

const iso = (at: number) => new Date(at).toISOString();
const look = () => ca().exchange.work.shifts();
const board = async (role: Role = "lo") => must(await ca().exchange.commands.duty(await ca().officer(role)));
const urgent = async () => (await board()).urgent;

/** `analyst` is on duty for a day, `lo` and `second` stand in. */
async function onDuty(deputies: readonly string[] = ["ca-lo", "ca-second"]): Promise<void> {
  const { now } = pair.dials;
  const shift = { desk: DESK, officer: "ca-analyst", from: iso(now - MINUTE), to: iso(now + 1_440 * MINUTE) };
  must(await ca().people.rota.set(await ca().officer("lo"), { ...shift, deputies: [...deputies] }));
}

async function arrives(urgency = "life_threat"): Promise<string> {
  const { id, sealed } = await forge(pair.in, ca(), {
    body: (honest) => ({ ...honest, urgency: { class: urgency, reason: "Invented." } }),
  });
  expect(await verdictOn(ca(), sealed)).toBe("stored");
  return id;
}

async function after(minutes: number) {
  pair.dials.now += minutes * MINUTE;
  await look();
}

async function acts(id: string) {
  const rows = await ca().store.all(
    "select act, word from act_mark where dispatch = ? order by id limit 20",
    [id],
  );
  return rows.map(({ act, word }) => `${String(act)} ${String(word)}`);
}
const alarms = async () => (await alarmsStanding(ca().store)).map(({ code }) => code);

describe("a life-threat arrival", () => {
  it("is put before whoever is on duty, after ten minutes before the deputy, then before everybody with an alarm", async () => {
    await onDuty();
    const id = await arrives();
    await look();
    expect(await urgent()).toMatchObject([{ id, step: "on_duty", shown_to: ["ca-analyst"] }]);
    await after(9.9);
    expect(await urgent()).toMatchObject([{ step: "on_duty" }]);
    await after(0.1);
    expect(await urgent()).toMatchObject([{ step: "deputy", shown_to: ["ca-lo"] }]);
    expect(await alarms()).toEqual([]);
    await after(10);
    expect(await urgent()).toMatchObject([{ step: "everybody", next_at: null }]);
    expect((await urgent())[0]?.shown_to).toEqual(["ca-analyst", "ca-lo", "ca-second"]);
    expect(await alarms()).toEqual(["life_threat_unacknowledged"]);
    expect(await acts(id)).toEqual([
      "put_before on_duty: ca-analyst",
      "put_before deputy: ca-lo",
      "put_before everybody: ca-analyst, ca-lo, ca-second",
    ]);
  });

  it("comes to the deputy however many others nobody has taken", async () => {
    for (let nth = 0; nth < 64; nth += 1) await arrives();
    await look();
    await onDuty();
    pair.dials.now += MINUTE;
    const id = await arrives();
    await look();
    await after(10);
    expect(await acts(id)).toEqual(["put_before on_duty: ca-analyst", "put_before deputy: ca-lo"]);
  });

  it("goes on where it was when the node starts again, and takes no step twice", async () => {
    await onDuty();
    const id = await arrives();
    await look();
    await ca().store.close();
    pair.dials.now += 10 * MINUTE;
    await pair.reopen("CA");
    await look();
    await look();
    expect(await urgent()).toMatchObject([{ id, step: "deputy" }]);
    expect(await acts(id)).toHaveLength(2);
  });

  it.each([
    ["an hour forwards", 60],
    ["a year back", -525_600],
    ["a minute back", -1],
  ])("is not lost when the clock jumps %s", async (_, minutes) => {
    await onDuty();
    const id = await arrives();
    await look();
    await after(minutes);
    await after(10.1);
    await after(10.1);
    expect(await urgent()).toMatchObject([{ id, step: "everybody" }]);
  });

  it.each([
    ["nobody is on duty", async () => undefined],
    [
      "whoever is on duty has left",
      async () => {
        await onDuty([]);
        await ca().store.commit({
          steps: [{ sql: "update officer set revoked_at = 1 where id = 'ca-analyst'", params: [] }],
        });
      },
    ],
  ])("is put before everybody at once, with an alarm, where %s", async (_, given) => {
    await given();
    await arrives();
    await look();
    expect(await urgent()).toMatchObject([{ step: "everybody" }]);
    expect(await alarms()).toEqual(["life_threat_unacknowledged"]);
  });

  it("is put before the deputy where whoever is on duty is on leave without the desk being told", async () => {
    await onDuty([]);
    const { now } = pair.dials;
    const leave = { deputy: "ca-lo", from: iso(now - 1), to: iso(now + MINUTE) };
    must(await ca().people.leave.set(await ca().officer("analyst"), leave));
    await arrives();
    await look();
    expect(await urgent()).toMatchObject([{ step: "on_duty", shown_to: ["ca-lo"] }]);
  });

  it("tells the pages of its desk with every step", async () => {
    await onDuty();
    const id = await arrives();
    await look();
    await after(10);
    const [row] = await ca().store.all("select changed_at from dispatch where id = ? limit 1", [id]);
    expect(row?.changed_at).toBe(pair.dials.now);
  });

  it("is put before nobody further when somebody acknowledges it, and stands in the log with his name", async () => {
    await onDuty();
    const id = await arrives();
    await look();
    await after(20);
    await after(10);
    expect(await alarms()).toEqual(["life_threat_unacknowledged"]);
    must(await ca().exchange.commands.acknowledge(await ca().officer("lo"), id));
    await after(60);
    expect(await urgent()).toEqual([]);
    expect(await alarms()).toEqual([]);
    expect(await acts(id)).toContain("acknowledge ");
  });

  it("is acknowledged before the first look as well, and not twice", async () => {
    const id = await arrives();
    must(await ca().exchange.commands.acknowledge(await ca().officer("lo"), id));
    await look();
    expect(await urgent()).toEqual([]);
    expect(refusalOf(await ca().exchange.commands.acknowledge(await ca().officer("lo"), id))).toBe(
      "state_conflict",
    );
  });

  it("is put before nobody further when it is given to somebody", async () => {
    await onDuty();
    const id = await arrives();
    await look();
    must(await ca().exchange.commands.assign(await ca().officer("lo"), id, "ca-analyst"));
    await after(30);
    expect(await urgent()).toEqual([]);
    expect(await alarms()).toEqual([]);
  });
});

describe("what is put before nobody", () => {
  it.each(["urgent_1", "urgent_4"])("an arrival that is %s", async (urgency) => {
    await onDuty();
    await arrives(urgency);
    await after(30);
    expect(await urgent()).toEqual([]);
  });

  it("is acknowledged by nobody: what waits for nobody, what does not exist, what is another desk's", async () => {
    const { commands } = ca().exchange;
    const plain = await arrives("urgent_1");
    expect(refusalOf(await commands.acknowledge(await ca().officer("lo"), plain))).toBe("state_conflict");
    const nothing = "0190aaaa-0000-7000-8000-000000000001";
    expect(refusalOf(await commands.acknowledge(await ca().officer("lo"), nothing))).toBe("not_found");
    const id = await arrives();
    await look();
    expect(refusalOf(await commands.acknowledge(await ca().officer("stranger"), id))).toBe("not_found");
    expect((await board("stranger")).urgent).toEqual([]);
    expect(await urgent()).toHaveLength(1);
  });
});

describe("leave", () => {
  const away = async (minutes: number) => {
    const { now } = pair.dials;
    const leave = { deputy: "ca-lo", from: iso(now), to: iso(now + minutes * MINUTE) };
    return must(await ca().people.leave.set(await ca().officer("analyst"), leave)).leave;
  };
  const holder = async (id: string) => {
    const [row] = await ca().store.all("select assignee from dispatch where id = ? limit 1", [id]);
    return row?.assignee;
  };
  const assigned = async () => {
    const id = await arrives("urgent_1");
    must(await ca().exchange.commands.assign(await ca().officer("lo"), id, "ca-analyst"));
    return id;
  };

  it("gives the deputy what the absent officer has and gets, and gives back what is not finished", async () => {
    const before = await assigned();
    await away(60);
    const meanwhile = await assigned();
    await look();
    expect([await holder(before), await holder(meanwhile)]).toEqual(["ca-lo", "ca-lo"]);
    await after(61);
    expect([await holder(before), await holder(meanwhile)]).toEqual(["ca-analyst", "ca-analyst"]);
    expect((await acts(before)).filter((act) => act.startsWith("delegate"))).toMatchObject(
      [/^delegate ca-analyst to ca-lo/, /^delegate_back ca-lo to ca-analyst/].map((words) =>
        expect.stringMatching(words),
      ),
    );
  });

  it("ends when he says so, and what the deputy passed on stays where it is", async () => {
    const [one, other] = [await assigned(), await assigned()];
    const leave = await away(600);
    await look();
    must(await ca().exchange.commands.assign(await ca().officer("lo"), other, "ca-second"));
    must(await ca().people.leave.end(await ca().officer("analyst"), leave));
    await look();
    expect([await holder(one), await holder(other)]).toEqual(["ca-analyst", "ca-second"]);
  });

  it("changes nothing before it begins", async () => {
    const id = await assigned();
    const { now } = pair.dials;
    const leave = { deputy: "ca-lo", from: iso(now + MINUTE), to: iso(now + 2 * MINUTE) };
    must(await ca().people.leave.set(await ca().officer("analyst"), leave));
    await look();
    expect(await holder(id)).toBe("ca-analyst");
  });

  it("gives nothing to a deputy who has left", async () => {
    const id = await assigned();
    await away(60);
    await ca().store.commit({
      steps: [{ sql: "update officer set revoked_at = 1 where id = 'ca-lo'", params: [] }],
    });
    await look();
    expect(await holder(id)).toBe("ca-analyst");
  });
});
