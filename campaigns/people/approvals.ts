import type { Campaign, Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { officerAt, type SignedAct, signedBy } from "../doors/officer.ts";
import { APPROVALS } from "../forge/approvals.ts";
import { type Forged, honestForged, type Proposal, prepareForged } from "../forge/stage.ts";
import { type Ground, onGround } from "../ground.ts";

/** What the house lets one author ask in an hour. */
const MOST_IN_AN_HOUR = 30;

type Item = { readonly id: string; readonly signed: SignedAct };

/** Signs as the authority's device does, for a proposal of the stage. */
function signedFor({ ground }: Forged, proposal: Proposal): SignedAct {
  const expires_at = new Date(Date.now() + 5 * 60_000).toISOString();
  return signedBy(ground.founded.india.officers.authority.device, { ...proposal.challenge, expires_at });
}

/** A batch from which no approval may come, whatever its answer. */
function batch(name: string, make: (stage: Forged, chance: Chance) => readonly Item[]): Kind<Forged> {
  return {
    name: `batch.${name}`,
    async run(stage, chance) {
      const { ground } = stage;
      const before = approvalsOn(ground);
      const by = officerAt(
        ground.users,
        ground.founded.india,
        name.startsWith("own") ? "second" : "authority",
      );
      const said = await by.tried("/api/releases/batch", { items: make(stage, chance) });
      const rows: unknown = Reflect.get(Object(said.json), "items");
      const taken =
        Array.isArray(rows) && rows.some((row: unknown) => Reflect.get(Object(row), "state") !== null);
      const after = approvalsOn(ground);
      return !taken && before === after && said.status < 500
        ? ""
        : `${said.status}: ${before} approvals, now ${after}`;
    },
  };
}

function approvalsOn({ watch }: Ground): number {
  return Number(watch.rows("select count(*) as n from approval")[0]?.n);
}

const batches: readonly Kind<Forged>[] = [
  batch("swapped_signatures", (stage) => {
    const { one, other } = stage.proposals;
    return [
      { id: one.id, signed: signedFor(stage, other) },
      { id: other.id, signed: signedFor(stage, one) },
    ];
  }),
  batch("one_row_twice", (stage) => {
    const item = { id: stage.proposals.one.id, signed: signedFor(stage, stage.proposals.one) };
    return [item, item];
  }),
  batch("used_before", (stage) => [{ id: stage.used.id, signed: stage.used.act }]),
  batch("used_for_others", (stage) =>
    [stage.proposals.one, stage.proposals.other].map(({ id }) => ({ id, signed: stage.used.act })),
  ),
  batch("own_among_others", (stage) => {
    const { one, ofSecond } = stage.proposals;
    return [one, ofSecond].map((proposal) => ({ id: proposal.id, signed: signedFor(stage, proposal) }));
  }),
  batch("stale", (stage, chance) => {
    const { one } = stage.proposals;
    const expires_at = new Date(Date.now() - chance.between(1, 100_000_000)).toISOString();
    const device = stage.ground.founded.india.officers.authority.device;
    return [{ id: one.id, signed: signedBy(device, { ...one.challenge, expires_at }) }];
  }),
];

/** So many proposals come at once in a case of the flood. */
const AT_ONCE = 20;

/** An author who asks without end: no more than the house's number is ever put before anybody. */
const flood: Kind<Forged> = {
  name: "fatigue.flood_of_one_author",
  async run({ ground, draft }) {
    const { users, founded, watch } = ground;
    const { token } = founded.india.officers.analyst;
    const analyst = officerAt(users, founded.india, "analyst");
    const asked = () =>
      Number(watch.rows("select count(*) as n from prompt where author = ?", analyst.id)[0]?.n);
    const before = asked();
    const ids = await Promise.all(Array.from({ length: AT_ONCE }, () => analyst.draft("request", draft)));
    const said = await Promise.all(
      ids.map((id) => users.post(`/api/drafts/${id}/submit`, token, new Uint8Array())),
    );
    const taken = said.filter(({ status }) => status === 200).length;
    const strange = said.filter(({ status, code }) => status !== 200 && code !== "throttled");
    const right = taken === Math.min(AT_ONCE, MOST_IN_AN_HOUR - before) && asked() === before + taken;
    return right && strange.length === 0 ? "" : `${before} asked before, ${taken} taken, ${asked()} asked`;
  },
};

/** Self-approvals, stale ones, swapped ones, and approvers who are to be worn down: none may be accepted (T18, T20). */
export const approvals: Campaign<Forged> = {
  name: "approvals",
  kinds: [...APPROVALS, ...batches, flood],
  prepare: () => onGround(prepareForged, { promptsPerHour: MOST_IN_AN_HOUR }),
  honest: honestForged,
};
