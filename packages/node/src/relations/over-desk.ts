import { type DeskCounts, type DirectoryView, done, type Result, type ViewSize } from "@entente/contract";
import { type DeskRoom, pageOver } from "../desk/door.ts";
import type { Officer } from "../people/door.ts";
import { keeperOf, type Relations } from "./relation.ts";

/** As far as a view is counted in one relation, it is counted over all. */
const COUNTED = 99;
/** Between the places of several relations in one event id; no place of ours holds it. */
const BETWEEN = "~";

/** One desk over all relations: lists are merged, what names a dispatch goes where it is kept, forms are the node's own. */
export function deskOver(relations: Relations): DeskRoom {
  const [first] = relations;
  const lists = relations.map((relation) => relation.lists);
  const keeper = async (id: string) => (await keeperOf(relations, id)).desk;
  return {
    list: (officer, asked) => pageOver(lists, officer, asked),
    async counts(officer) {
      const all: DeskCounts[] = [];
      for (const { desk } of relations) {
        const counts = await desk.counts(officer);
        if (!counts.ok) return counts;
        all.push(counts.value);
      }
      return done(summed(all));
    },
    thread: async (officer, id) => (await keeper(id)).thread(officer, id),
    mark: async (officer, id, change) => (await keeper(id)).mark(officer, id, change),
    accept: async (officer, id) => (await keeper(id)).accept(officer, id),
    directory: (officer) => directoryOver(relations, officer),
    async since(officer, after) {
      const places = after?.split(BETWEEN) ?? [];
      // Another number of relations than when the page last heard of us: it starts from now, and asks for its lists anew.
      const known = places.length === relations.length;
      const told = await Promise.all(
        relations.map(({ desk }, at) => desk.since(officer, known ? (places[at] ?? null) : null)),
      );
      return {
        cursor: told.map(({ cursor }) => cursor).join(BETWEEN),
        events: told.flatMap(({ events }) => events),
      };
    },
    working: first.desk.working,
  };
}

function summed(all: readonly DeskCounts[]): DeskCounts {
  const view = (of: (counts: DeskCounts) => ViewSize): ViewSize => {
    const rows = all.reduce((sum, counts) => sum + of(counts).rows, 0);
    return { rows: Math.min(rows, COUNTED), more: rows > COUNTED || all.some((counts) => of(counts).more) };
  };
  const arrivals = all.flatMap(({ newest_arrival }) => newest_arrival ?? []);
  return {
    unassigned: view((counts) => counts.unassigned),
    mine: view((counts) => counts.mine),
    waiting: view((counts) => counts.waiting),
    to_release: view((counts) => counts.to_release),
    overdue: view((counts) => counts.overdue),
    all: view((counts) => counts.all),
    snoozed: view((counts) => counts.snoozed),
    done: view((counts) => counts.done),
    newest_arrival: arrivals.toSorted().at(-1) ?? null,
  };
}

/** Desks of every agreement, each once; what differs between agreements stands under each of them. */
async function directoryOver(relations: Relations, officer: Officer): Promise<Result<DirectoryView>> {
  const all: DirectoryView[] = [];
  for (const { desk } of relations) {
    const directory = await desk.directory(officer);
    if (!directory.ok) return directory;
    all.push(directory.value);
  }
  const [first] = all;
  if (first === undefined) throw new TypeError("a node has a relation at least");
  const desks = new Map(all.flatMap(({ desks: some }) => some.map((one) => [one.desk, one])));
  return done({
    ...first,
    desks: [...desks.values()],
    agreements: all.flatMap(({ agreements }) => agreements),
  });
}
