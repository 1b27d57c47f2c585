import { done, type LeaveView, type NewLeave, no, type Result } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import { recordEntry, SALTS } from "../leaf.ts";
import type { Officer } from "../port.ts";
import { may } from "../rules.ts";
import { stillInService } from "../store.ts";
import type { RotaParts } from "./rota.ts";
import {
  insertLeave,
  leaveById,
  leaveEnded,
  leaveOfOne,
  leaveRunning,
  type StoredLeave,
} from "./shift-store.ts";

/** Leave of officers; each is its officer's own to take and to end. */
export interface Leave {
  list(officer: Officer): Promise<Result<{ items: LeaveView[] }>>;
  set(officer: Officer, leave: NewLeave): Promise<Result<LeaveView>>;
  /** Another's leave is as absent as one that does not exist. */
  end(officer: Officer, id: string): Promise<Result<LeaveView>>;
  /** Who is away at this moment, and who has his work. */
  running(): Promise<readonly StoredLeave[]>;
  /** Whether this leave runs at this moment. */
  runs(id: string): Promise<boolean>;
}

/** Opens the leave of officers. */
export function openLeave(parts: RotaParts): Leave {
  const { store, clock } = parts;
  return {
    async list(officer) {
      const items = (await leaveOfOne(store, officer.id)).map((one) => viewOf(one, clock()));
      return done({ items });
    },
    set: (officer, leave) => setLeave(parts, officer, leave),
    async end(officer, id) {
      const found = await leaveById(store, id);
      if (found === null || found.officer !== officer.id) return no("not_found");
      const at = clock();
      const ended = { ...found, endedAt: at };
      const entry = await leafOf(parts, `${id} over`, ended);
      const steps = [stillInService(officer.id), leaveEnded(id, at)];
      const committed = await store.commit({ appends: [{ log: "domestic", entry }], steps });
      return committed.committed ? done(viewOf(ended, at)) : no("state_conflict", { detail: "it is over" });
    },
    running: () => leaveRunning(store, clock()),
    async runs(id) {
      const found = await leaveById(store, id);
      return found !== null && viewOf(found, clock()).state === "running";
    },
  };
}

async function setLeave(parts: RotaParts, officer: Officer, leave: NewLeave): Promise<Result<LeaveView>> {
  const at = parts.clock();
  const [from, to] = [Date.parse(leave.from), Date.parse(leave.to)];
  const deputy = await parts.officer(leave.deputy);
  const fits =
    deputy !== null &&
    deputy.id !== officer.id &&
    may(deputy, "assign") &&
    officer.desks.every((desk) => deputy.desks.includes(desk));
  // Who is away himself, or takes leave for the same days, has nobody's work to do.
  const away = fits
    ? (await leaveOfOne(parts.store, deputy.id)).filter((one) => one.officer === deputy.id)
    : [];
  const meets = away.some((one) => one.endedAt === null && one.from < to && from < one.to);
  const faults = [
    ...(from < to && to > at ? [] : [{ code: "out_of_bounds", where: "/to" }]),
    ...(fits && !meets ? [] : [{ code: meets ? "deputy_away" : "not_of_this_desk", where: "/deputy" }]),
  ];
  if (faults.length > 0) return no("malformed", { faults });
  const row = {
    id: timeOrderedId(at, parts.random(10)),
    officer: officer.id,
    deputy: leave.deputy,
    from,
    to,
    endedAt: null,
  };
  const entry = await leafOf(parts, row.id, row);
  const committed = await parts.store.commit({
    appends: [{ log: "domestic", entry }],
    steps: [stillInService(officer.id), stillInService(leave.deputy), insertLeave(row)],
  });
  return committed.committed ? done(viewOf(row, at)) : no("changed_meanwhile");
}

async function leafOf({ store, random }: RotaParts, name: string, row: StoredLeave): Promise<Uint8Array> {
  const salts = await store.vault.secret(SALTS, () => random(32));
  return recordEntry(salts, `leave ${name}`, Object.values(row));
}

function viewOf({ id, officer, deputy, from, to, endedAt }: StoredLeave, now: number): LeaveView {
  const state = endedAt !== null || to <= now ? "over" : from <= now ? "running" : "coming";
  const iso = (at: number) => new Date(at).toISOString();
  return { leave: id, officer, deputy, from: iso(from), to: iso(to), state };
}
