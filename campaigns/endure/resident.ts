import { readFileSync } from "node:fs";

/** What of a process lies in memory, MiB, by who asked for it. */
export interface Resident {
  readonly all: number;
  /** the C library's first arena: SQLite, OpenSSL, Node itself */
  readonly malloc: number;
  /** other memory without a file: V8's heap, further arenas, stacks */
  readonly anonymous: number;
  /** the program and what it maps */
  readonly files: number;
}

/** As the kernel tells it of a process of this machine. Throws where there is no /proc or no such process. */
export function residentOf(pid: number): Resident {
  return residentIn(readFileSync(`/proc/${pid}/smaps`, "utf8"));
}

const MAPPING = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)$/;
const RSS = /^Rss:\s+(\d+) kB$/;

/** The sums of an `smaps` file. */
export function residentIn(smaps: string): Resident {
  const sums = { malloc: 0, anonymous: 0, files: 0 };
  let of: keyof typeof sums = "files";
  for (const line of smaps.split("\n")) {
    const name = MAPPING.exec(line)?.[1];
    if (name !== undefined) of = name === "[heap]" ? "malloc" : name === "" ? "anonymous" : "files";
    else sums[of] += Number(RSS.exec(line)?.[1] ?? 0) / 1024;
  }
  return { all: sums.malloc + sums.anonymous + sums.files, ...sums };
}
