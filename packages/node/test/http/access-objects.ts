import type { Duty, Tie } from "@entente/words";
import { forge, verdictOn } from "../exchange/forge.ts";
import { exampleRequest, must, signChallenge, type TestNode, type TwoNodes } from "../exchange/two-nodes.ts";
import { DESK, type Hired, OTHER } from "./access-officers.ts";

const AREAS = ["drugs", "organised_crime"] as const;

/** A dispatch on the node and everything by which it stands to anybody, written down by whoever made it. */
export interface Thing {
  readonly name: string;
  readonly id: string;
  readonly direction: "ours" | "theirs";
  readonly stage: "draft" | "awaiting" | "other";
  readonly desk: string;
  /** officers who wrote it, decided it, or were given it */
  readonly author: string | null;
  readonly decidedBy: string | null;
  readonly assignee: string | null;
  /** its key is gone: there is nothing left to prove or to open */
  readonly erased?: true;
}

type Facts = Omit<Thing, "name" | "id">;
const ABSENT = "0190aaaa-0000-7000-8000-000000000001";

/** How a thing stands to an officer, from what its maker wrote down. */
export function tiesTo(thing: Thing, { id, desks }: Pick<Hired, "id" | "desks">): readonly Tie[] {
  const own = desks.includes(thing.desk);
  const ties: readonly (readonly [Tie, boolean])[] = [
    ["own_draft", thing.stage === "draft" && own && thing.author === id],
    ["desk_draft", thing.stage === "draft" && own && thing.author !== id],
    ["desk_awaiting", thing.direction === "ours" && thing.stage === "awaiting" && own],
    ["desk_ours", thing.direction === "ours" && thing.stage === "other" && own],
    ["decided", thing.stage === "other" && own && thing.decidedBy === id && thing.erased === undefined],
    ["desk_arrival", thing.direction === "theirs" && own],
    ["assigned", thing.assignee === id],
    ["kept", thing.stage !== "draft" && thing.id !== ABSENT],
    ["kept_draft", thing.stage === "draft"],
  ];
  return ties.filter(([, stands]) => stands).map(([tie]) => tie);
}

/** Makes one of everything, in every area; nothing of it moves by itself afterwards. */
export async function makeThings(
  pair: TwoNodes,
  officerOf: (duty: Duty, post: Hired["post"]) => Hired,
): Promise<readonly Thing[]> {
  const things: Thing[] = [];
  for (const area of AREAS) things.push(...(await thingsOf(pair, area, officerOf)));
  const nowhere = { direction: "ours", stage: "other", desk: "", author: null, decidedBy: null } as const;
  return [...things, { name: "absent", id: ABSENT, assignee: null, ...nowhere }];
}

async function thingsOf(
  pair: TwoNodes,
  area: string,
  officerOf: (duty: Duty, post: Hired["post"]) => Hired,
): Promise<readonly Thing[]> {
  const { ca } = pair;
  const lo = officerOf("liaison", "he");
  const [judge, other] = [officerOf("release_authority", "he"), officerOf("release_authority", "colleague")];
  const ours = (stage: Thing["stage"], change: Partial<Facts> = {}): Facts => ({
    direction: "ours",
    stage,
    desk: DESK,
    author: lo.id,
    decidedBy: null,
    assignee: null,
    ...change,
  });
  const by = (one: Hired) => ({ decidedBy: one.id });
  const analyst = officerOf("analyst", "he");
  const made: readonly Making[] = [
    ["draft", () => draft(ca, lo, area), ours("draft")],
    ["draft of another", () => draft(ca, analyst, area), ours("draft", { author: analyst.id })],
    ["draft of the other desk", () => moved(ca, draft(ca, lo, area)), ours("draft", { desk: OTHER })],
    ["proposed", () => proposed(ca, lo, area), ours("awaiting")],
    [
      "approved at the other desk",
      () => inState(ca, moved(ca, proposed(ca, lo, area)), "approved"),
      ours("awaiting", { desk: OTHER }),
    ],
    ["approved and held", () => approved(ca, lo, area, judge), ours("awaiting", by(judge))],
    ["sent", () => inState(ca, approved(ca, lo, area, judge), "sent"), ours("other", by(judge))],
    ["sent by another", () => inState(ca, approved(ca, lo, area, other), "sent"), ours("other", by(other))],
    ["answered", () => inState(ca, approved(ca, lo, area, judge), "answered"), ours("other", by(judge))],
    ["refused", () => refused(ca, lo, area, judge), ours("other", by(judge))],
    ["recalled", () => recalled(ca, lo, area), ours("other")],
    [
      "erased",
      () => erased(ca, approved(ca, lo, area, judge)),
      ours("other", { ...by(judge), erased: true }),
    ],
    ["queued", () => queued(ca, approved(ca, lo, area, judge)), ours("other", by(judge))],
    [
      "queued at the other desk",
      () => queued(ca, moved(ca, approved(ca, lo, area, judge))),
      // He decided it at a desk he sits at no more: that is no tie.
      ours("other", { desk: OTHER, ...by(judge) }),
    ],
  ];
  const things: Thing[] = [];
  // One after the other: the partner of a test numbers his stream by hand.
  for (const [name, make, facts] of [...made, ...arrivalsOf(pair, lo, analyst)])
    things.push({ name: `${name}, ${area}`, id: await make(), ...facts });
  return things;
}

type Making = readonly [string, () => Promise<string>, Facts];

function arrivalsOf(pair: TwoNodes, lo: Hired, analyst: Hired): readonly Making[] {
  const { ca } = pair;
  const theirs = (change: Partial<Facts> = {}): Facts => ({
    direction: "theirs",
    stage: "other",
    desk: DESK,
    author: null,
    decidedBy: null,
    assignee: null,
    ...change,
  });
  return [
    ["filed", () => arrived(pair), theirs()],
    ["filed at the other desk", () => moved(ca, arrived(pair)), theirs({ desk: OTHER })],
    ["assigned", () => assigned(ca, arrived(pair), analyst), theirs({ assignee: analyst.id })],
    ["assigned to another", () => assigned(ca, arrived(pair), lo), theirs({ assignee: lo.id })],
    ["quarantined", () => inState(ca, arrived(pair), "quarantined"), theirs()],
    // What its originator wrote on it binds what may be done with it, and opens it to nobody and closes it to nobody.
    ...CAVEATS.map(([name, said]): Making => [`filed, ${name}`, () => arrived(pair, said), theirs()]),
  ];
}

async function draft(ca: TestNode, by: Hired, area: string): Promise<string> {
  const request = { ...Object(exampleRequest("CA")), area };
  return must(await ca.exchange.commands.draft(by.officer, "request", null, request)).id;
}

async function proposed(ca: TestNode, by: Hired, area: string): Promise<string> {
  const id = await draft(ca, by, area);
  must(await ca.exchange.commands.submit(by.officer, id));
  return id;
}

async function challengeOf(ca: TestNode, id: string, judge: Hired) {
  const [challenge] = must(await ca.exchange.commands.release(judge.officer, id)).challenges;
  if (challenge === undefined) throw new Error("there is nothing to sign");
  return challenge;
}

async function approved(ca: TestNode, by: Hired, area: string, judge: Hired): Promise<string> {
  const id = await proposed(ca, by, area);
  const signed = signChallenge(judge.device, await challengeOf(ca, id, judge));
  must(await ca.exchange.commands.approve(judge.officer, id, signed));
  return id;
}

async function refused(ca: TestNode, by: Hired, area: string, judge: Hired): Promise<string> {
  const id = await proposed(ca, by, area);
  const signed = signChallenge(judge.device, { ...(await challengeOf(ca, id, judge)), action: "refuse" });
  must(await ca.exchange.commands.refuse(judge.officer, id, "disproportionate_volume", signed));
  return id;
}

async function recalled(ca: TestNode, by: Hired, area: string): Promise<string> {
  const id = await proposed(ca, by, area);
  must(await ca.exchange.commands.recall(by.officer, id, "Invented: not now"));
  return id;
}

/** The axis of caveats: handling codes, originator control, and a time that is over. */
const CAVEATS: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ["handling H0", { handling: "H0" }],
  ["handling H2", { handling: "H2", caveats: ["use_limit", "H2"] }],
  ["handling H3", { handling: "H3", caveats: ["use_limit", "H3"] }],
  ["under originator control", { caveats: ["use_limit", "no_onward", "return_or_destroy"] }],
  ["for life safety alone", { caveats: ["life_safety_only"] }],
  ["written ten years ago", { made_at: "2016-11-22T12:00:00.000Z" }],
];

async function arrived(pair: TwoNodes, said: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { handling, ...rest } = said;
  const { id, sealed } = await forge(pair.in, pair.ca, {
    body: (honest) => ({
      ...honest,
      ...rest,
      ...(handling === undefined ? {} : { marking: { ...Object(honest.marking), handling: [handling] } }),
    }),
  });
  if ((await verdictOn(pair.ca, sealed)) !== "stored") throw new Error("it did not arrive");
  return id;
}

async function assigned(ca: TestNode, id: Promise<string>, to: Hired): Promise<string> {
  must(await ca.exchange.commands.assign(to.officer, await id, to.id));
  return id;
}

async function moved(ca: TestNode, id: Promise<string>): Promise<string> {
  const sql = `update dispatch set from_desk = case direction when 'ours' then ? else from_desk end,
    to_desk = case direction when 'ours' then to_desk else ? end where id = ?`;
  await ca.store.commit({ steps: [{ sql, params: [OTHER, OTHER, await id], changes: 1 }] });
  return id;
}

async function inState(ca: TestNode, id: Promise<string>, state: string): Promise<string> {
  const sql = "update dispatch set state = ?, release_at = null where id = ?";
  await ca.store.commit({ steps: [{ sql, params: [state, await id], changes: 1 }] });
  return id;
}

/** As it waits for a partner who is away. */
async function queued(ca: TestNode, id: Promise<string>): Promise<string> {
  place += 1;
  const sql = `insert into outbox (partner, stream, sequence, dispatch, statement_digest, sealed_bytes, queued_at, attempts,
    next_at) values ('IN', ?, ?, ?, ?, ?, 1, 0, 9000000000000)`;
  const stream = new Uint8Array(16).fill(0xcd);
  const params = [stream, place, await inState(ca, id, "queued"), new Uint8Array(32), new Uint8Array(1)];
  await ca.store.commit({ steps: [{ sql, params, changes: 1 }] });
  return id;
}
let place = 0;

/** As an erasure leaves it: the row, and no key. */
async function erased(ca: TestNode, id: Promise<string>): Promise<string> {
  await inState(ca, id, "erased");
  await ca.store.commit({
    steps: [
      {
        sql: "update dispatch set sealed_draft = null, sealed_body = null, sealed_plan = null where id = ?",
        params: [await id],
        changes: 1,
      },
      ...ca.store.vault.destroy(await id),
    ],
  });
  return id;
}
