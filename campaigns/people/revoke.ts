import type { Campaign, Kind, Staged } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { officerAt } from "../doors/officer.ts";
import { jsonBytes, type Said } from "../doors/users-door.ts";
import { type Ground, onGround, until } from "../ground.ts";
import { difference } from "../watch.ts";
import { confirm, type Hired, hire, orderOf, programToken, propose, revoke } from "./operators.ts";
import { endOfStream, trickled } from "./slow-requests.ts";

interface Revoked extends Staged {
  readonly ground: Ground;
}

const HOLD_S = 2;
/** What T15 promises of the own node. */
const AT_MOST_MS = 5_000;

/** Makes a request of an officer ready, to be under way while somebody else revokes him, and to be sent once more. */
type Racing = (ground: Ground, hired: Hired, dispatch: string) => Promise<() => Promise<Said>>;

/** Officers revoked in the middle of what they do: nothing of theirs takes effect after the node said it was done. */
export const revokeMidAction: Campaign<Revoked> = {
  name: "revoke",
  kinds: [
    { name: "revoke.token", run: everyDoorShut },
    { name: "revoke.program_token", run: programShut },
    { name: "revoke.stream", run: streamEnds },
    { name: "revoke.body_still_coming", run: bodyStillComing },
    { name: "revoke.order_waiting", run: orderWaiting },
    racing("submit", "liaison", async ({ users }, { token }, id) => {
      return () => users.post(`/api/drafts/${id}/submit`, token, new Uint8Array());
    }),
    racing("approve", "release_authority", async (_ground, { officer }, id) => {
      const act = await officer.signed(id);
      return () => officer.tried(`/api/releases/${id}/approve`, act);
    }),
    racing("recall", "release_authority", async (_ground, { officer }, id) => {
      return () => officer.tried(`/api/releases/${id}/recall`, { reason: "Invented." });
    }),
    { name: "revoke.hold", run: heldRelease },
    { name: "revoke.backdated_author", run: backdatedAuthor },
  ],
  prepare: () => onGround(async (ground) => ({ ground }), { hold: HOLD_S }),
  honest: async ({ ground }) => {
    const { id } = await proposal(ground);
    await officerAt(ground.users, ground.founded.india, "authority").approve(id);
    await until(() => rowOf(ground, id)?.state === "stored", "an honest request did not reach Canada");
    return "";
  },
};

async function everyDoorShut({ ground }: Revoked): Promise<string> {
  const hired = await hire(ground, "liaison");
  await hired.officer.example("request");
  await revoke(ground, hired);
  return shut(ground, hired.token);
}

async function programShut({ ground }: Revoked): Promise<string> {
  const hired = await hire(ground, "liaison");
  const token = await programToken(hired);
  const before = await ground.users.get("/api/me", token);
  await revoke(ground, hired);
  return before.status === 200 ? shut(ground, token) : `a program's token was refused with ${before.status}`;
}

/** Reading, writing, the list and the queue: each must answer 401 and change nothing. */
async function shut({ users, watch }: Ground, token: string): Promise<string> {
  const before = watch.footprint();
  const answers = await Promise.all([
    users.get("/api/me", token),
    users.get("/api/queue", token),
    users.post("/api/inbox", token, jsonBytes({})),
    users.post("/api/drafts", token, jsonBytes({ kind: "request", draft: {} })),
    users.post("/api/tokens", token, jsonBytes({})),
  ]);
  const open = answers.filter(({ status }) => status !== 401).map(({ status }) => String(status));
  return [...open, difference(before, watch.footprint())].filter((fault) => fault !== "").join("; ");
}

async function streamEnds({ ground }: Revoked): Promise<string> {
  const hired = await hire(ground, "liaison");
  const stream = await endOfStream(ground.founded.india.url, hired.token);
  const at = await revoke(ground, hired);
  const took = (await stream.ended) - at;
  return took <= AT_MOST_MS ? "" : `the stream went on for ${took} ms`;
}

async function bodyStillComing({ ground }: Revoked, chance: Chance): Promise<string> {
  const hired = await hire(ground, "liaison");
  const body = jsonBytes({ kind: "request", draft: await hired.officer.example("request") });
  const request = await trickled(
    ground.founded.india.url,
    hired.token,
    "/api/drafts",
    body,
    chance.below(body.length),
  );
  await revoke(ground, hired);
  const before = ground.watch.footprint();
  const status = await request.finish();
  const changed = difference(before, ground.watch.footprint());
  return status === 401 && changed === "" ? "" : `answered ${status}; ${changed}`;
}

/** An operator orders something, is revoked, and a second one confirms: the order is worth nothing any more. */
async function orderWaiting({ ground }: Revoked): Promise<string> {
  const [operator, other] = [await hire(ground, "operator"), await hire(ground, "liaison")];
  const order = orderOf(ground, { act: "close", officer: other.id, version: 1, reason: "Invented." });
  const { json } = await propose(ground, operator, order);
  await revoke(ground, operator);
  const id = String(Reflect.get(Object(json), "id"));
  const said = await confirm(ground, id, order);
  const still = await ground.users.get("/api/me", other.token);
  return said.code === "order_stale" && still.status === 200 ? "" : `confirmed: ${said.code ?? said.status}`;
}

/**
 * One request and one revocation at once. Whichever comes first: what the node's tables say of the dispatch when the
 * revocation was answered is what they say when all is quiet, but for a release that others answer for.
 */
function racing(name: string, duty: "liaison" | "release_authority", request: Racing): Kind<Revoked> {
  return {
    name: `revoke.during_${name}`,
    async run({ ground }, chance) {
      const hired = await hire(ground, duty);
      const id = duty === "liaison" ? await draftOf(hired) : (await proposal(ground)).id;
      const send = await request(ground, hired, id);
      const late = send();
      await pause(chance.below(30));
      await revoke(ground, hired);
      const before = marksOf(ground, hired, id);
      const { status } = await late;
      await pause(100);
      const after = marksOf(ground, hired, id);
      if (before !== after) return `answered ${status}: ${before} became ${after}`;
      const again = await send();
      return again.status === 401 ? "" : `answered ${again.status} after all was over`;
    },
  };
}

/** Everything an officer can have done to a dispatch: his approvals, and what he submitted or took back. */
function marksOf({ watch }: Ground, { id: officer }: Hired, dispatch: string): string {
  const [row] = watch.rows(
    `select (select count(*) from approval where officer = ? and dispatch = ?) || ' approvals, ' ||
     (select count(*) from prompt where author = ? and dispatch = ?) || ' proposals, ' ||
     (select count(*) from act_mark where officer = ? and dispatch = ?) || ' acts, leaf ' ||
     (select coalesce(leaf, 'none') from dispatch where id = ?) as marks`,
    officer,
    dispatch,
    officer,
    dispatch,
    officer,
    dispatch,
    dispatch,
  );
  return String(row?.marks);
}

/** Approved by somebody who is revoked in the hold: it never leaves on his word, and waits for another's. */
async function heldRelease({ ground }: Revoked): Promise<string> {
  const hired = await hire(ground, "release_authority");
  const { id } = await proposal(ground);
  await hired.officer.approve(id);
  await revoke(ground, hired);
  await until(() => rowOf(ground, id)?.state !== "approved", "nobody looked at what he approved");
  await pause(HOLD_S * 1_000 + 500);
  const row = rowOf(ground, id);
  const fault = `${String(row?.state)}, ${String(row?.ground)}, leaf ${String(row?.leaf)}`;
  if (row?.state !== "proposed" || row.ground !== "approver_left" || row.leaf !== null) return fault;
  await officerAt(ground.users, ground.founded.india, "authority").approve(id);
  return "";
}

/** Written and approved by others in time, but by an author who was bought before: it goes back, and stays. */
async function backdatedAuthor({ ground }: Revoked, chance: Chance): Promise<string> {
  const hired = await hire(ground, "liaison");
  const id = await draftOf(hired);
  await hired.officer.submit(id);
  const held = chance.below(2) === 0;
  const authority = officerAt(ground.users, ground.founded.india, "authority");
  const signed = await authority.signed(id);
  if (held) await authority.send(id, signed);
  await revoke(ground, hired, Date.now() - 60_000);
  if (!held) await authority.tried(`/api/releases/${id}/approve`, signed);
  await until(() => rowOf(ground, id)?.state === "draft", "what he wrote was not sent back");
  await pause(HOLD_S * 1_000 + 500);
  const row = rowOf(ground, id);
  return row?.state === "draft" && row.leaf === null ? "" : `it is ${String(row?.state)}`;
}

async function draftOf({ officer }: Hired): Promise<string> {
  return officer.draft("request", await officer.example("request"));
}

async function proposal({ users, founded }: Ground) {
  const lo = officerAt(users, founded.india, "lo");
  const id = await lo.draft("request", await lo.example("request"));
  await lo.submit(id);
  return { id };
}

function rowOf({ watch }: Ground, id: string) {
  return watch.rows("select state, ground, leaf from dispatch where id = ?", id)[0];
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
