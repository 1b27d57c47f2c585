import { request } from "node:http";
import { DESK_VIEWS } from "@entente/contract";
import { type Sight, sees } from "@entente/words";
import { holding } from "../graph/rig.ts";
import { type Thing, tiesTo } from "./access-objects.ts";
import type { Hired } from "./access-officers.ts";
import type { AccessRig } from "./access-rig.ts";

/** What the lists said: a cell is one list, one officer and one thing (or one count, or one record). */
export interface ListedCells {
  cells: number;
  /** in how many of them the thing was there: 0 would mean that nothing was tested */
  shown: number;
  readonly differences: string[];
}

type Listed = (rig: AccessRig, hired: Hired) => Promise<ReadonlySet<string> | null>;

const LISTS: readonly (readonly [string, Sight, Listed])[] = [
  ["inbox", "content", (rig, hired) => pages(rig, hired, "/api/inbox", {})],
  ...DESK_VIEWS.map(
    (view) =>
      [
        `desk ${view}`,
        "content",
        (rig: AccessRig, hired: Hired) => pages(rig, hired, "/api/desk", { view }),
      ] as const,
  ),
  ["queue", "line", queue],
];

/** Every list of every officer: nothing that he may not know of stands in it, and who left gets none. */
export async function askLists(rig: AccessRig): Promise<ListedCells> {
  const found: ListedCells = { cells: 0, shown: 0, differences: [] };
  for (const hired of rig.hired)
    for (const [name, sight, listed] of LISTS)
      judge(rig, found, name, hired, sight, await listed(rig, hired));
  return found;
}

function judge(
  { things }: AccessRig,
  found: ListedCells,
  name: string,
  hired: Hired,
  sight: Sight,
  ids: ReadonlySet<string> | null,
): void {
  for (const thing of things) {
    found.cells += 1;
    if (ids?.has(thing.id) !== true) continue;
    found.shown += 1;
    if (hired.post === "left" || !sees([hired.duty], tiesTo(thing, hired), sight))
      found.differences.push(`${name}, ${hired.id}, ${thing.name}: listed`);
  }
}

/** All pages of a list; null where he has none. */
async function pages(rig: AccessRig, { token }: Hired, path: string, asked: object) {
  const ids = new Set<string>();
  for (let cursor: string | null = null, nth = 0; nth < 200; nth += 1) {
    const { status, body } = await rig.ask({
      method: "POST",
      path,
      token,
      body: { ...asked, cursor, limit: 5 },
    });
    if (status !== 200) return null;
    const page = objectIn(body);
    for (const id of idsIn(page.items)) ids.add(id);
    if (typeof page.next !== "string") break;
    cursor = page.next;
    // Where the next page begins is told too.
    const { next } = page;
    for (const { id } of rig.things) if (String(next).includes(id)) ids.add(id);
  }
  return ids;
}

async function queue(rig: AccessRig, { token }: Hired) {
  const { status, body } = await rig.ask({ method: "GET", path: "/api/queue", token });
  return status === 200 ? new Set(idsIn(objectIn(body).items)) : null;
}

/** A view's size tells nobody of more than he may know of: one cell a view and officer. */
export async function askCounts(rig: AccessRig): Promise<ListedCells> {
  const found: ListedCells = { cells: 0, shown: 0, differences: [] };
  for (const hired of rig.hired) {
    const { status, body } = await rig.ask({ method: "GET", path: "/api/desk/counts", token: hired.token });
    const sizes = status === 200 ? objectIn(body) : {};
    const known = rig.things.filter((thing) => knows(hired, thing)).length;
    for (const view of DESK_VIEWS) {
      const rows = Number(Reflect.get(Object(sizes[view]), "rows") ?? 0);
      found.cells += 1;
      found.shown += rows > 0 ? 1 : 0;
      if (rows > known) found.differences.push(`count ${view}, ${hired.id}: ${rows} of ${known}`);
    }
  }
  return found;
}

function knows(hired: Hired, thing: Thing): boolean {
  return hired.post !== "left" && sees([hired.duty], tiesTo(thing, hired), "content");
}

/** Everything changes at once while everybody listens: each stream tells of what its officer may know, and of no more. */
export async function askStreams(rig: AccessRig): Promise<ListedCells> {
  const found: ListedCells = { cells: 0, shown: 0, differences: [] };
  const streams = await Promise.all(rig.hired.map((hired) => listening(rig.port, hired)));
  const { dials, ca } = rig.pair;
  const params = [dials.now + 1];
  await ca.store.commit({ steps: [{ sql: "update dispatch set changed_at = ?", params }] });
  // A change is told when its moment is well over.
  dials.now += 60_000;
  const last = streams.map((stream) => stream.quiet());
  for (const [nth, said] of (await Promise.all(last)).entries()) {
    const hired = rig.hired[nth];
    if (hired === undefined) throw new Error("each stream has its officer");
    const ids = new Set(rig.things.map(({ id }) => id).filter((id) => said.includes(id)));
    judge(rig, found, "events", hired, "content", ids);
  }
  return found;
}

const QUIET_MS = 2_500;

/** An open stream of changes; `quiet` = all it said until it said nothing more for a while. */
function listening(port: number, { token }: Hired): Promise<{ quiet(): Promise<string> }> {
  return new Promise((opened, failed) => {
    let said = "";
    const headers = { authorization: `Bearer ${token}` };
    const asked = request(
      { host: "localhost", port, path: "/api/events", headers, agent: false },
      (reply) => {
        let heard = performance.now();
        reply.on("data", (part: Buffer) => {
          said += part.toString("utf8");
          heard = performance.now();
        });
        reply.on("error", () => undefined);
        const quiet = async () => {
          heard = performance.now();
          while (performance.now() - heard < QUIET_MS) await new Promise((done) => setTimeout(done, 50));
          asked.destroy();
          return said;
        };
        opened({ quiet });
      },
    );
    asked.on("error", (error) => (said === "" ? failed(error) : undefined));
    asked.end();
  });
}

/** Records of an agency's holdings: only whoever works there finds them. */
export async function askSearch(rig: AccessRig): Promise<ListedCells> {
  const found: ListedCells = { cells: 0, shown: 0, differences: [] };
  const records = ["RCMP", "CBSA"].map((agency) =>
    holding({ id: `H-${agency}`, holder: { state: "CA", agency }, text: "Invented: one kite." }),
  );
  await rig.pair.ca.holdings.importRecords(records, { officer: "ca-analyst-he", party: "CA" });
  for (const hired of rig.hired) {
    const body = { query: "kite" };
    const said = await rig.ask({ method: "POST", path: "/api/holdings/search", token: hired.token, body });
    for (const { id, holder } of records) {
      found.cells += 1;
      if (!said.body.includes(id)) continue;
      found.shown += 1;
      const may = said.status === 200 && hired.post !== "left" && hired.officer.agency === holder.agency;
      if (!may) found.differences.push(`search, ${hired.id}: ${id}`);
    }
  }
  return found;
}

function objectIn(body: string): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(body);
  return Object.fromEntries(Object.entries(Object(parsed)));
}

function idsIn(items: unknown): readonly string[] {
  return Array.isArray(items) ? items.map((item: unknown) => String(Reflect.get(Object(item), "id"))) : [];
}
