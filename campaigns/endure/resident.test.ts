import { expect, it } from "vitest";
import { residentIn, residentOf } from "./resident.ts";

const SMAPS = `00400000-0040b000 r-xp 00000000 08:01 1 /invented/node
Size:                 44 kB
Rss:                2048 kB
Pss:                  40 kB
35b1800000-35b1820000 rw-p 00000000 00:00 0 [heap]
Rss:                3072 kB
35b1b21000-35b1b22000 rw-p 00000000 00:00 0
Rss:                1024 kB
35b1c21000-35b1c22000 rw-p 00000000 00:00 0 [anon:invented]
Rss:                 512 kB
7fff0000-7fff1000 rw-p 00000000 00:00 0
Rss:                   0 kB
VmFlags: rd wr
`;

it("counts what lies in memory by who asked for it", () => {
  expect(residentIn(SMAPS)).toEqual({ malloc: 3, anonymous: 1, files: 2.5, all: 6.5 });
});

it.each(["", "Rss: 5", "no mapping at all\n"])("counts nothing in %j", (text) => {
  expect(residentIn(text).all).toBe(0);
});

it("finds this very process larger than a mebibyte of each", () => {
  for (const mib of Object.values(residentOf(process.pid))) expect(mib).toBeGreaterThan(1);
});
