import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { type FoundNode, foundNodes, startProcess, type UsersDoor, usersDoor } from "../../campaigns/door.ts";
import { percentile } from "../meter.ts";
import { figure, type Table } from "../table.ts";
import { fill } from "./fill.ts";

const SIZES = [1_000, 10_000, 100_000] as const;
const RUNS = 60;
/** As many as the screen asks for. */
const PAGE = 50;
/** Design §9: a dispatch is opened within this, with 50,000 stored. */
const OPEN_LIMIT_MS = 200;
/** What a page may take at the door, so that the rest of the time to paint is the browser's. */
const PAGE_AIM_MS = 50;

/** One question an officer's screen asks, as often as it takes. */
interface Question {
  readonly name: string;
  readonly limit: number;
  /** milliseconds of each answer */
  readonly times: readonly number[];
  /** milliseconds of CPU the node spent on each, on average */
  readonly cpu: number;
}

/** Lists, counts, threads and one dispatch asked over HTTP of a node with so many stored, its store growing. */
export async function deskBench(): Promise<Table> {
  const founded = await foundNodes(0);
  try {
    const bySize: (readonly Question[])[] = [];
    let stored = 0;
    for (const size of SIZES) {
      await fill(founded.ca, stored, size);
      stored = size;
      bySize.push(await asked(founded.ca));
    }
    return tableOf(bySize);
  } finally {
    await rm(founded.folder, { recursive: true, force: true });
  }
}

async function asked(node: FoundNode): Promise<readonly Question[]> {
  const running = await startProcess(node);
  const door = usersDoor(node.url);
  try {
    return await questions(door, node, () => cpuOf(running.pid));
  } finally {
    door.close();
    await running.stop();
  }
}

/** Milliseconds of user and system time of a process so far, as Linux counts it: in hundredths of a second. */
function cpuOf(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, "utf8")
      .split(") ")[1]
      ?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function questions(
  door: UsersDoor,
  { officers }: FoundNode,
  spent: () => number,
): Promise<readonly Question[]> {
  const { lo, second } = officers;
  const list = (token: string, view: string, cursor: string | null = null, limit = PAGE) =>
    timed(door, "/api/desk", token, { view, cursor, limit });
  // The first look of an officer puts each title on the log as read before it is served: told apart.
  const first: number[] = [];
  const before = spent();
  let cursor: string | null = null;
  for (let page = 0; page < 8; page++) {
    const answer = await list(second.token, "all", cursor);
    first.push(answer.took);
    cursor = nextOf(answer.json);
  }
  const cpu = (spent() - before) / first.length;
  const ids = idsOf((await list(lo.token, "all")).json);
  const again = async (
    name: string,
    limit: number,
    ask: (run: number) => Promise<{ readonly took: number }>,
  ) => {
    for (let run = 0; run < 5; run++) await ask(run);
    const times: number[] = [];
    const start = spent();
    for (let run = 0; run < RUNS; run++) times.push((await ask(run)).took);
    return { name, limit, times, cpu: (spent() - start) / RUNS };
  };
  const view = (name: string) => again(`${name}, 50 rows`, PAGE_AIM_MS, () => list(lo.token, name));
  return [
    await again("the door alone (GET /health)", PAGE_AIM_MS, () => timed(door, "/health", lo.token, null)),
    await view("unassigned"),
    await view("mine"),
    await view("overdue"),
    await view("all"),
    await view("done"),
    await again("all, 200 rows (the most that is given)", PAGE_AIM_MS, () =>
      list(lo.token, "all", null, 200),
    ),
    await again("all, 50 rows, nine pages deep", PAGE_AIM_MS, () => list(second.token, "all", cursor)),
    { name: "all, 50 rows never seen: each put on the log", limit: PAGE_AIM_MS, times: first, cpu },
    await again("counts of all views", PAGE_AIM_MS, () => timed(door, "/api/desk/counts", lo.token, null)),
    await again("a thread", OPEN_LIMIT_MS, (run) =>
      timed(door, `/api/threads/${at(ids, run)}`, lo.token, null),
    ),
    await again("a dispatch, whole", OPEN_LIMIT_MS, (run) =>
      timed(door, `/api/dispatches/${at(ids, run)}`, lo.token, null),
    ),
  ];
}

function at(ids: readonly string[], run: number): string {
  return ids[run % ids.length] ?? "";
}

async function timed(door: UsersDoor, path: string, token: string, body: object | null) {
  const start = performance.now();
  const said = await (body === null
    ? door.get(path, token)
    : door.post(path, token, new TextEncoder().encode(JSON.stringify(body))));
  const took = performance.now() - start;
  if (said.status !== 200) throw new Error(`${path} was answered ${String(said.status)} ${said.code ?? ""}`);
  return { took, json: said.json };
}

function nextOf(json: unknown): string | null {
  const next: unknown = Reflect.get(Object(json), "next");
  return typeof next === "string" ? next : null;
}

function idsOf(json: unknown): readonly string[] {
  const items: unknown = Reflect.get(Object(json), "items");
  if (!Array.isArray(items) || items.length !== PAGE) throw new Error("a whole page was asked for");
  return items.map((item: unknown) => String(Reflect.get(Object(item), "id")));
}

function tableOf(bySize: readonly (readonly Question[])[]): Table {
  const [small = []] = bySize;
  const rows = small.map(({ name, limit }, nth) => {
    const figures = bySize.flatMap((questions) => {
      const times = questions[nth]?.times ?? [];
      const cpu = questions[nth]?.cpu ?? Number.NaN;
      return [figure(percentile(times, 0.5)), figure(percentile(times, 0.95)), figure(cpu)];
    });
    return [name, ...figures, figure(limit)];
  });
  const missed = bySize.flatMap((questions, size) =>
    questions
      .filter(({ times, limit }) => percentile(times, 0.95) > limit)
      .map(({ name }) => `${name} with ${(SIZES[size] ?? 0).toLocaleString("en")}`),
  );
  return {
    name: "desk",
    about: `An officer's screens asked over HTTP, one question after the other, ${String(RUNS)} times each, of a node in a process of its own with so many whole dispatches stored (half arrived, half ours, a fifth of them open; a tenth put away by the officer). Milliseconds.`,
    columns: [
      "",
      ...SIZES.flatMap((size) => [`${size.toLocaleString("en")}: p50`, "p95", "CPU"]),
      "limit p95",
    ],
    rows,
    notes: [
      `Limits: ${String(PAGE_AIM_MS)} ms a page, so that key to paint is the browser's; ${String(OPEN_LIMIT_MS)} ms to open a dispatch with 50,000 stored. ${missed.length === 0 ? "All kept." : `Missed: ${missed.join("; ")}.`}`,
    ],
  };
}
