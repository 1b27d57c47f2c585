import type { Crossing } from "../glyphs/border.tsx";

/** One thing that is said: whether it is on our side, on theirs, and what keeps it home. */
export interface Line {
  /** where it stands on its side: ours, or theirs where only they have it */
  readonly at: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  /** the category that is withheld; null where nothing was, or nobody said why */
  readonly category: string | null;
  readonly law: string | null;
}

/** One row of the table: a field with its lines. `pointer` is ours, or theirs where it was added. */
export interface Compared {
  readonly pointer: string;
  readonly crossing: Crossing;
  readonly lines: readonly Line[];
}

export interface Withheld {
  readonly pointer: string;
  readonly category: string;
  readonly law: string;
}

/** Lists whose elements are read together, in one row. */
const TOGETHER =
  /^(.*\/(?:identifiers|reveals|checks|handling|caveats|legal_basis|also_asked_via|categories))\/\d+/;

/**
 * Compares our side with the exact bytes, field by field. Every value of theirs stands in exactly one line: what
 * has no twin on our side is shown as added, never passed over.
 * @param withheld pointers into `ours`
 */
export function compare(ours: unknown, theirs: unknown, withheld: readonly Withheld[]): readonly Compared[] {
  const gone = new Map(withheld.map((one) => [one.pointer, one]));
  const left = new Map(leavesOf(theirs, ""));
  const rows = new Map<string, Line[]>();
  const put = (pointer: string, line: Line) => {
    const key = TOGETHER.exec(pointer)?.[1] ?? pointer;
    rows.set(key, [...(rows.get(key) ?? []), line]);
  };
  for (const [pointer, value] of leavesOf(ours, "")) {
    const why = whyGone(pointer, gone);
    // What stays home whole is one row, however many values it has.
    const there = why === null ? movedPointer(pointer, gone) : null;
    const theirValue = there === null ? undefined : left.get(there);
    if (there !== null) left.delete(there);
    put(why?.pointer ?? pointer, {
      at: pointer,
      ours: value,
      theirs: theirValue ?? null,
      category: why?.category ?? null,
      law: why?.law ?? null,
    });
  }
  for (const [pointer, value] of left)
    put(pointer, { at: pointer, ours: null, theirs: value, category: null, law: null });
  return [...rows].map(([pointer, lines]) => ({ pointer, lines, crossing: crossingOf(lines) }));
}

function crossingOf(lines: readonly Line[]): Crossing {
  const same = lines.every(({ ours, theirs }) => ours === theirs);
  if (same) return "crosses";
  if (lines.every(({ theirs }) => theirs === null)) return "stays";
  const loses = lines.some(({ ours, theirs }) => ours !== null && ours !== theirs);
  return loses ? "reduced" : "added";
}

/** Every value with its JSON pointer, as text; a list element of two words is read as one line. */
export function leavesOf(value: unknown, at: string): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => leavesOf(one, `${at}/${String(index)}`));
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${at}/${key}`));
  return [[at, scalar(value)]];
}

function scalar(value: unknown): string {
  if (typeof value === "string") return value;
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** What the draft says, and what only the frame says: a body has no third part. */
const OF_THE_DRAFT = ["title", "content", "marking"];
const OF_THE_DECISION = ["caveats", "legal_basis"];

/** Our draft beside the whole body: what the decision added and what frames it are there too. */
export function compareRelease(
  ours: { readonly title: string; readonly content: unknown; readonly marking: unknown },
  body: unknown,
  withheld: readonly Withheld[],
): readonly Compared[] {
  const { title, content, marking } = ours;
  const members: readonly (readonly [string, unknown])[] =
    typeof body === "object" && body !== null ? Object.entries(body) : [];
  const only = (names: readonly string[]) =>
    Object.fromEntries(members.filter(([name]) => names.includes(name)));
  const frame = Object.fromEntries(
    members.filter(([name]) => !OF_THE_DRAFT.includes(name) && !OF_THE_DECISION.includes(name)),
  );
  const inContent = withheld.map((one) => ({ ...one, pointer: `/content${one.pointer}` }));
  return [
    ...compare({ title, content, marking }, only(OF_THE_DRAFT), inContent),
    ...compare({}, only(OF_THE_DECISION), []),
    ...compare(frame, frame, []),
  ];
}

function whyGone(pointer: string, gone: ReadonlyMap<string, Withheld>): Withheld | null {
  for (const [at, why] of gone) if (pointer === at || pointer.startsWith(`${at}/`)) return why;
  return null;
}

/** Where a value of ours stands on their side: elements taken out before it move it up. */
function movedPointer(pointer: string, gone: ReadonlyMap<string, Withheld>): string {
  const parts = pointer.split("/").slice(1);
  let ours = "";
  let theirs = "";
  for (const part of parts) {
    const taken = /^\d+$/.test(part)
      ? [...gone.keys()].filter((at) => {
          const last = at.slice(at.lastIndexOf("/") + 1);
          return at === `${ours}/${last}` && /^\d+$/.test(last) && Number(last) < Number(part);
        }).length
      : 0;
    ours = `${ours}/${part}`;
    theirs = `${theirs}/${taken === 0 ? part : String(Number(part) - taken)}`;
  }
  return theirs;
}
