// table: controls switched off on purpose, one at a time, and what must notice. The edit must fit exactly once.

/** One control switched off. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** test files that must fail with it */
  readonly tests: readonly string[];
}

const X = "packages/node/src/exchange";
const T = "packages/node/test";

export const MUTANTS: readonly Mutant[] = [
  {
    name: "skip dedupe",
    file: `${X}/receive.ts`,
    from: "filed, arrival, ...more],",
    to: "filed, ...more],",
    tests: [`${T}/exchange/replayed.test.ts`],
  },
  {
    name: "skip fsync",
    file: "packages/node/src/store/sqlite.ts",
    from: '"synchronous = full"',
    to: '"synchronous = off"',
    tests: [`${T}/store/committer.test.ts`],
  },
  {
    name: "receipt before store",
    file: `${X}/receive.ts`,
    from: "    const result = await parts.store.commit(commit);\n    if (result.committed) return result.leaves[0] ?? 0;",
    to: "    const result = await parts.store.commit({ appends: commit.appends ?? [], steps: [] });\n    void parts.store.commit(commit).catch(() => undefined);\n    if (result.committed) return result.leaves[0] ?? 0;",
    tests: [`${T}/exchange/replayed.test.ts`],
  },
  {
    name: "accept old suite",
    file: "packages/protocol/src/open.ts",
    from: "agreement.suite !== cover.suite",
    to: "agreement.suite < 0",
    tests: ["packages/protocol/test/seal-open.test.ts"],
  },
  {
    name: "ignore gap",
    file: `${X}/gaps.ts`,
    from: "  if (ranges.length === 0) {",
    to: "  if (ranges.length >= 0) {",
    tests: [`${T}/exchange/gaps.test.ts`],
  },
  {
    name: "trust the clock",
    file: `${X}/events-store.ts`,
    from: "(next_at <= ? or next_at > ?)",
    to: "(next_at <= ? or 0 > ?)",
    tests: ["campaigns/simulate/simulate.test.ts"],
  },
  {
    name: "serve before log",
    file: `${X}/commands/show-dispatch.ts`,
    from: 'await recordRead(parts, officer, id, "show");',
    to: 'void recordRead(parts, officer, id, "show").catch(() => undefined);',
    tests: [`${T}/exchange/read-marks.test.ts`],
  },
  {
    name: "serve while the record is still being written",
    file: `${X}/read-mark.ts`,
    from: "  const committed = await parts.store.commit({ appends: [mark.append], steps: [mark.step] });",
    to: "  void parts.store.commit({ appends: [mark.append], steps: [mark.step] }).catch(() => undefined);\n  const committed = { committed: true };",
    tests: ["campaigns/unread/unread.test.ts"],
  },
  {
    name: "a column left open",
    file: `${X}/marks-store.ts`,
    from: 'sealed === null ? word : ""',
    to: "word",
    tests: ["campaigns/canaries/canaries.test.ts"],
  },
  {
    name: "cosign shorter tree",
    file: "packages/ledger/src/witness.ts",
    from: "  if (oldSize !== known.size)",
    to: "  if (oldSize > known.size)",
    tests: [
      "packages/ledger/test/witness.test.ts",
      `${T}/exchange/receipts.test.ts`,
      `${T}/exchange/events.test.ts`,
    ],
  },
  {
    name: "keep deleted key",
    file: "packages/node/src/store/vault.ts",
    from: "        { sql: DESTROY_KEY, params: [item] },",
    to: "",
    tests: [`${T}/store`],
  },
  {
    name: "reuse stream",
    file: `${X}/recovery/streams.ts`,
    from: '      beginStream(parts.treaty.partner.party, new Uint8Array(Buffer.from(statement.stream, "hex"))),',
    to: "",
    tests: [`${T}/exchange/recovery.test.ts`],
  },
  {
    name: "serve a row that was changed",
    file: "packages/node/src/store/row-seals.ts",
    from: "if (seal instanceof Uint8Array && sameSeal(",
    to: "if (seal === undefined || seal !== undefined || sameSeal(",
    tests: [`${T}/store/row-seals.test.ts`],
  },
  {
    name: "take a head without its entries",
    file: `${X}/mirror.ts`,
    from: "if (told === null) return null;",
    to: "if (told === null) return { steps: [], adopt: () => undefined };",
    tests: [`${T}/exchange/witness-rules.test.ts`, `${T}/exchange/bag.test.ts`],
  },
  {
    name: "stop for nobody",
    file: `${X}/queue.ts`,
    from: "if ((await parts.waits(record)) !== null) {",
    to: "if ((await parts.waits(record)) === undefined) {",
    tests: [`${T}/exchange/witness-rules.test.ts`],
  },
  {
    name: "frames in a size that fits",
    file: `${X}/line/frame.ts`,
    from: "  const size = sizeOf(4 + content.length);",
    to: "  const size = Math.min(sizeOf(4 + content.length), 4 + content.length);",
    tests: [`${T}/http/peer-frames.test.ts`],
  },
  {
    name: "padding that may hold something",
    file: `${X}/line/frame.ts`,
    from: "  return at < bytes.length ? at : null;",
    to: "  return at < 0 ? at : null;",
    tests: [`${T}/http/peer-frames.test.ts`],
  },
  {
    name: "a cell answered when its work is done",
    file: "packages/node/src/http/peer-door.ts",
    from: "await Promise.all([made, after(pause)])",
    to: "await Promise.all([made, after(pause * 0)])",
    tests: [`${T}/http/peer-frames.test.ts`],
  },
];
