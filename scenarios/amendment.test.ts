import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningStates, raiseStates, SIDES, type Side } from "./running-states.ts";
import { fieldOf, until } from "./sandbox-process.ts";

// Two states change their agreement while their nodes run and dispatches cross: a new desk at India, a shorter clock, by the
// command line of two operators a side and of two offline roots. All people, desks and numbers are invented.

let states: RunningStates;
beforeAll(async () => {
  states = await raiseStates((terms) => ({ ...terms, hold_seconds: { routine: 0, life_threat: 0 } }));
});
afterAll(() => states.close());

const NEW_DESK = {
  desk: "in-ncb-precursors",
  party: "IN",
  agency: "NCB",
  function: "police",
  areas: ["drugs"],
  name: { en: "Invented precursors", fr: "Précurseurs inventés", hi: "आविष्कृत" },
};
const sent: Record<Side, string[]> = { ca: [], in: [] };

/** Drafted, submitted and approved with a device; to the desk of the example where no other is given. */
async function send(side: Side, desk: string | null = null): Promise<string> {
  const { done, tried, as, at } = states;
  const example = JSON.parse((await tried(["draft", "request", "--example", ...as(side, "lo")])).out);
  const draft = `draft-${side}.json`;
  writeFileSync(at(draft), JSON.stringify(desk === null ? example : { ...example, to: desk }));
  const id = String((await done(["draft", "request", draft, ...as(side, "lo")])).id);
  await done(["submit", id, ...as(side, "lo")]);
  const approval = ["approve", id, ...as(side, "authority", "with device")];
  const first = await tried(approval);
  // What he read was under the version before: he is asked again, and signs under the one in force.
  if (first.json.code === "approval_stale") await done(approval);
  else expect(first.exit).toBe(0);
  sent[side].push(id);
  return id;
}

const versions = async (side: Side, ...flags: readonly string[]) => {
  const { items } = await states.done(["agreement", "versions", ...flags, ...states.as(side, "op1")]);
  return (Array.isArray(items) ? items : []).map((one) => fieldOf(one, "state"));
};
const apply = (side: Side, post: "op1" | "op2", file: string) =>
  states.tried(["agreement", "apply", file, ...states.as(side, post, "with device")]);
const shown = async (side: Side, id: string) =>
  (await states.tried(["show", id, ...states.as(side, "lo")])).json;
const filed = (side: Side, id: string) =>
  until(
    () => shown(side, id),
    (said) => said.state === "filed",
  );

/** Minutes from arrival to the moment an answer is due. */
async function minutesToAnswer(side: Side, id: string): Promise<number> {
  const { due, created_at: since } = await shown(side, id);
  return Math.round((Date.parse(String(due)) - Date.parse(String(since))) / 60_000);
}

describe("an amendment between two running nodes", () => {
  let [early, late] = ["", ""];

  test("is drafted by either side with the same bytes, every fault of its terms at once", async () => {
    const { done, tried, at, as } = states;
    early = await send("ca");
    await filed("in", early);
    const terms = JSON.parse(readFileSync(at("terms.json"), "utf8"));
    const { version: _, ...rest } = terms;
    const clocks = { ...terms.clocks, answer_minutes: { ...terms.clocks.answer_minutes, routine: 60 } };
    const next = { ...rest, clocks, directory: [...terms.directory, NEW_DESK] };
    writeFileSync(at("terms.2"), JSON.stringify(next));
    for (const side of SIDES)
      await done(["agreement", "amend", "terms.2", "--out", `draft-${side}.2`, ...as(side, "op1")]);
    expect(readFileSync(at("draft-in.2"), "utf8")).toBe(readFileSync(at("draft-ca.2"), "utf8"));
    const twice = { ...next, version: 9, directory: [...next.directory, NEW_DESK] };
    writeFileSync(at("terms.bad"), JSON.stringify(twice));
    const refused = await tried(["agreement", "amend", "terms.bad", "--out", "never", ...as("ca", "op1")]);
    expect(refused).toMatchObject({
      exit: 2,
      json: {
        code: "malformed",
        errors: [
          { code: "bad_agreement", pointer: `/directory/${next.directory.length}/desk` },
          { code: "bad_agreement", pointer: "/version" },
        ],
      },
    });
  });

  test("that one root alone has signed is refused by both, whoever brings it", async () => {
    await states.signed("draft-ca.2", "ca", "half.2");
    for (const side of SIDES) {
      expect(await apply(side, "op1", "half.2")).toMatchObject({
        exit: 2,
        json: { code: "malformed", errors: [{ code: "missing_signature" }] },
      });
      expect(await versions(side)).toEqual(["in_force"]);
    }
    await states.signed("half.2", "in", "agreement.2");
  });

  test("comes into force on both while dispatches cross, and none is lost", async () => {
    let on = true;
    const writing = SIDES.map(async (side) => {
      while (on) await send(side);
    });
    expect(await apply("ca", "op1", "agreement.2")).toMatchObject({ exit: 0, json: { state: "one_of_two" } });
    expect(await apply("ca", "op1", "agreement.2")).toMatchObject({ exit: 3, json: { code: "same_person" } });
    expect(await apply("ca", "op2", "agreement.2")).toMatchObject({ exit: 0, json: { state: "logged" } });
    await until(
      () => versions("in"),
      (said) => said.at(-1) === "waiting",
    );
    await versions("in", "--out", "shown.2");
    expect(await apply("in", "op1", "shown.2")).toMatchObject({ exit: 0, json: { state: "one_of_two" } });
    expect(await apply("in", "op2", "shown.2")).toMatchObject({ exit: 0, json: { state: "in_force" } });
    await until(
      () => versions("ca"),
      (said) => said.at(-1) === "in_force",
    );
    on = false;
    await Promise.all(writing);
    for (const side of SIDES) {
      expect(await versions(side)).toEqual(["superseded", "in_force"]);
      for (const id of sent[side]) await filed(side === "ca" ? "in" : "ca", id);
    }
    expect(sent.ca.length + sent.in.length).toBeGreaterThan(2);
  });

  test("is law at once: the new desk is written to, and answers by the shorter clock", async () => {
    const desks = ["--desks", `in-ncb-liaison,${NEW_DESK.desk}`];
    const posting = ["officer", "change", "in-lo", ...desks, ...states.as("in", "op1", "with device")];
    const { id: order } = await states.done(posting);
    await states.done(["officer", "confirm", String(order), ...states.as("in", "op2", "with device")]);
    late = await send("ca", NEW_DESK.desk);
    await filed("in", late);
    expect(await minutesToAnswer("in", late)).toBe(60);
    expect(await minutesToAnswer("in", early)).toBeGreaterThan(60);
  });

  test("is refused the second time, and so is a version of the past", async () => {
    for (const file of ["agreement.2", "agreement.json"])
      expect(await apply("in", "op1", file)).toMatchObject({ exit: 2, json: { code: "malformed" } });
  });

  test("leaves proofs that verify offline against the first agreement: of before and of after", async () => {
    for (const [id, version] of [
      [early, 1],
      [late, 2],
    ] as const)
      for (const side of SIDES) {
        const proof = ["ledger", "proof", id, "--out", "P", ...states.as(side, "lo")];
        await until(
          () => states.tried(proof),
          ({ exit }) => exit === 0,
        );
        const verified = await states.tried(["ledger", "verify", "P", "--anchor", "agreement.json"]);
        expect(verified).toMatchObject({
          exit: 0,
          json: { valid: true, id, agreement: { version, newest: 2 } },
        });
        expect(await states.tried(["ledger", "verify", "P", "--anchor", "agreement.2"])).toMatchObject({
          exit: 7,
        });
      }
  });

  test("still stands after a restart", async () => {
    expect((await states.stop("in")).exit).toBe(0);
    await states.start("in");
    expect(await versions("in")).toEqual(["superseded", "in_force"]);
  });
});
