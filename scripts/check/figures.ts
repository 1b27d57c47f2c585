import { findFunctions } from "./functions.ts";
import { castLines, isTable } from "./shape.ts";
import type { Source, Tree } from "./tree.ts";

/** The house numbers of one part of the tree (design §3). */
export interface Figures {
  readonly part: string;
  readonly files: number;
  readonly lines: number;
  readonly fileMedian: number;
  readonly fileP90: number;
  readonly fileMost: number;
  readonly functions: number;
  readonly functionMedian: number;
  readonly functionP90: number;
  readonly functionMost: number;
  readonly casts: number;
}

/** Value at the share `p` of a list; 0 of an empty one. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}

export function figuresOf(part: string, sources: readonly Source[]): Figures {
  const plain = sources.filter((source) => !isTable(source));
  const files = plain.map((source) => source.lines);
  const functions = plain.flatMap((source) => findFunctions(source).map((one) => one.lines));
  return {
    part,
    files: sources.length,
    lines: sources.reduce((sum, source) => sum + source.lines, 0),
    fileMedian: percentile(files, 0.5),
    fileP90: percentile(files, 0.9),
    fileMost: Math.max(0, ...files),
    functions: functions.length,
    functionMedian: percentile(functions, 0.5),
    functionP90: percentile(functions, 0.9),
    functionMost: Math.max(0, ...functions),
    casts: sources.reduce((sum, source) => sum + castLines(source).length, 0),
  };
}

export function isSource(path: string): boolean {
  return /^packages\/[^/]+\/src\//.test(path);
}

/** Casts for each 1000 lines of what ships: the sources of all packages. */
export function castRate(tree: Tree): number {
  const sources = [...tree.sources.values()].filter((source) => isSource(source.path));
  const { casts, lines } = figuresOf("sources", sources);
  return lines === 0 ? 0 : (casts * 1000) / lines;
}

/** A table to read: one row a package, one of everything else, test lines for each source line. */
export function houseNumbers(tree: Tree): string[] {
  const all = [...tree.sources.values()];
  const packages = [
    ...new Set(all.flatMap(({ path }) => /^packages\/([^/]+)\//.exec(path)?.[1] ?? [])),
  ].toSorted();
  const rows = packages.map((name) => {
    const sources = all.filter(({ path }) => path.startsWith(`packages/${name}/src/`));
    const tests = all.filter(({ path }) => path.startsWith(`packages/${name}/test/`));
    const figures = figuresOf(name, sources);
    const testLines = tests.reduce((sum, { lines }) => sum + lines, 0);
    return row(figures, figures.lines === 0 ? "-" : (testLines / figures.lines).toFixed(2));
  });
  const shipped = figuresOf(
    "all sources",
    all.filter(({ path }) => isSource(path)),
  );
  const rest = figuresOf(
    "everything else",
    all.filter(({ path }) => !isSource(path)),
  );
  const head =
    "part                files   lines  file med/p90/most  function med/p90/most  casts/1000  test:src";
  return [head, ...rows, row(shipped, "-"), row(rest, "-")];
}

function row(f: Figures, ratio: string): string {
  const file = `${f.fileMedian}/${f.fileP90}/${f.fileMost}`;
  const functions = `${f.functionMedian}/${f.functionP90}/${f.functionMost}`;
  const casts = f.lines === 0 ? "0.00" : ((f.casts * 1000) / f.lines).toFixed(2);
  return `${f.part.padEnd(19)} ${String(f.files).padStart(5)} ${String(f.lines).padStart(7)}  ${file.padEnd(17)}  ${functions.padEnd(21)}  ${casts.padStart(10)}  ${ratio.padStart(8)}`;
}
