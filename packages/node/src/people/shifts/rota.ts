import { done, type NewShift, no, type Result, type ShiftView } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import { recordEntry, SALTS } from "../leaf.ts";
import type { Officer } from "../port.ts";
import { readWords } from "../reading.ts";
import { may } from "../rules.ts";
import { stillInService } from "../store.ts";
import { insertShift, leaveRunning, type StoredShift, shiftsOf } from "./shift-store.ts";

/** Who answers for a desk at this moment. */
export interface OnDuty {
  /** null = nobody is: the shift is over, its officer left, or he is away without a deputy who is not */
  readonly officer: string | null;
  /** those of his deputies who are in service, in their order */
  readonly deputies: readonly string[];
}

/** The rota of each desk. */
export interface Rota {
  /** Puts somebody on duty at a desk of the officer's own. */
  set(by: Officer, shift: NewShift): Promise<Result<ShiftView>>;
  /** What is not over of the officer's desks. */
  shifts(officer: Officer): Promise<readonly ShiftView[]>;
  onDuty(desk: string): Promise<OnDuty>;
  /** Everybody who may act on what comes to a desk. */
  everybody(desk: string): Promise<readonly string[]>;
}

/** What the rota asks of the officers' records. */
export interface RotaParts extends EnrolContext {
  readonly officer: (id: string) => Promise<Officer | null>;
  readonly atDesk: (desk: string) => Promise<readonly Officer[]>;
}

/** Opens the rota. */
export function openRota(parts: RotaParts): Rota {
  return {
    set: (by, shift) => setShift(parts, by, shift),
    async shifts({ desks }) {
      const all = await Promise.all(desks.map((desk) => shiftsOf(parts.store, desk, parts.clock())));
      return all.flat().map(viewOf);
    },
    onDuty: (desk) => onDuty(parts, desk),
    async everybody(desk) {
      return (await parts.atDesk(desk)).filter((one) => may(one, "assign")).map(({ id }) => id);
    },
  };
}

async function setShift(parts: RotaParts, by: Officer, shift: NewShift): Promise<Result<ShiftView>> {
  const at = parts.clock();
  const { desk, officer, deputies } = shift;
  const [from, to] = [Date.parse(shift.from), Date.parse(shift.to)];
  if (!by.desks.some((own) => own === desk)) return no("unknown_desk");
  const everybody = await openRota(parts).everybody(desk);
  const named = [
    ["/officer", officer] as const,
    ...deputies.map((one, nth) => [`/deputies/${nth}`, one] as const),
  ];
  const faults = [
    ...(from < to && to > at ? [] : [{ code: "out_of_bounds", where: "/to" }]),
    ...named
      .filter(([, one]) => !everybody.includes(one))
      .map(([where]) => ({ code: "not_of_this_desk", where })),
    ...(deputies.includes(officer) ? [{ code: "not_of_this_desk", where: "/deputies" }] : []),
  ];
  if (faults.length > 0) return no("malformed", { faults });
  const id = timeOrderedId(at, parts.random(10));
  const row = { id, desk, officer, from, to, deputies: JSON.stringify(deputies), by: by.id, at };
  const salts = await parts.store.vault.secret(SALTS, () => parts.random(32));
  const committed = await parts.store.commit({
    appends: [{ log: "domestic", entry: recordEntry(salts, `shift ${id}`, Object.values(row)) }],
    steps: [stillInService(by.id), insertShift(row)],
  });
  return committed.committed ? done(viewOf(row)) : no("changed_meanwhile");
}

/** The shift that was set last goes before others of the same time; who is on leave is stood in for by his deputy. */
async function onDuty(parts: RotaParts, desk: string): Promise<OnDuty> {
  const now = parts.clock();
  const shift = (await shiftsOf(parts.store, desk, now)).find(({ from }) => from <= now);
  if (shift === undefined) return { officer: null, deputies: [] };
  const leave = new Map((await leaveRunning(parts.store, now)).map((one) => [one.officer, one.deputy]));
  const wanted = [shift.officer, ...deputiesOf(shift)].map((one) => leave.get(one) ?? one);
  const there: string[] = [];
  for (const one of new Set(wanted)) {
    const found = await parts.officer(one);
    if (found?.desks.some((own) => own === desk) && may(found, "assign")) there.push(one);
  }
  const [officer = null, ...deputies] = there;
  return { officer, deputies };
}

function deputiesOf({ deputies }: StoredShift): readonly string[] {
  return readWords(deputies, (word) => word);
}

function viewOf(shift: StoredShift): ShiftView {
  const { id, desk, officer, from, to } = shift;
  const iso = (at: number) => new Date(at).toISOString();
  return { shift: id, desk, officer, from: iso(from), to: iso(to), deputies: [...deputiesOf(shift)] };
}
