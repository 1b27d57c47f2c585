import { ENTRY_KIND, type EntryKind, saltedEntry } from "@entente/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saltOf } from "../../src/exchange/domestic.ts";
import { type Row, readWords, text } from "../../src/store/door.ts";
import { forge, verdictOn } from "./forge.ts";
import { edit } from "./store-file.ts";
import {
  exampleRequest,
  must,
  refusalOf,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
  const [lo, authority] = [await ca.officer("lo"), await ca.officer("authority")];
  const arrivals = [await forge(pair.in, ca), await forge(pair.in, ca)];
  for (const { id, sealed } of arrivals) {
    expect(await verdictOn(ca, sealed)).toBe("stored");
    must(await ca.exchange.commands.show(lo, id));
  }
  must(await ca.exchange.commands.assign(lo, arrivals[0]?.id ?? "", "ca-analyst"));
  must(await ca.exchange.commands.decline(lo, arrivals[1]?.id ?? "", "Invented"));
  expect(await verdictOn(ca, (await forge(pair.in, ca, { keys: ca.keys.sign })).sealed)).toBe(
    "signature_ed25519",
  );
  const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
  must(await ca.exchange.commands.submit(lo, id));
  const [challenge] = must(await ca.exchange.commands.release(authority, id)).challenges;
  if (challenge === undefined) throw new Error("the authority may sign");
  const signed = signChallenge(ca.device("authority"), { ...challenge, action: "refuse" });
  must(await ca.exchange.commands.refuse(authority, id, "form_not_met", signed));
  expect(refusalOf(await ca.exchange.commands.approve(authority, id, {}))).toBe("state_conflict");
});
afterAll(() => pair.close());

/** The tables whose rows the domestic log binds, and what of a row is bound. */
const MARKS: readonly (readonly [string, EntryKind, readonly string[], number])[] = [
  ["read_mark", ENTRY_KIND.read, ["id", "officer", "item", "act", "at"], 3],
  ["rejection", ENTRY_KIND.rejection, ["id", "door", "code", "place", "digest", "at"], 1],
  ["act_mark", ENTRY_KIND.act, ["id", "act", "dispatch", "officer", "word", "at"], 3],
];

/** The entry an auditor who holds the node's secret makes from a row, as the row stands. */
async function remade(row: Row, kind: EntryKind, fields: readonly string[]): Promise<Uint8Array> {
  const parts = { store: ca.store, clock: { now: () => 0 }, random: (size: number) => new Uint8Array(size) };
  const own = row.sealed_word instanceof Uint8Array ? await wordOf(row, row.sealed_word) : null;
  const bound = fields.map((field) => {
    const value = field === "word" ? (own ?? row.word) : row[field];
    return [field, value instanceof Uint8Array ? Buffer.from(value).toString("hex") : value];
  });
  const bytes = new TextEncoder().encode(JSON.stringify(Object.fromEntries(bound)));
  return saltedEntry(kind, await saltOf(parts, text(row, "id")), bytes);
}

/** What an officer said in his own words, under the key of what he said it about. */
async function wordOf(row: Row, sealed: Uint8Array): Promise<string> {
  const key = await ca.store.vault.key(text(row, "dispatch"));
  if (key === null) throw new Error("nothing was erased here");
  return readWords(key, `act_mark.sealed_word ${text(row, "id")}`, sealed);
}

async function logged(row: Row): Promise<Uint8Array | undefined> {
  const [entry] = await ca.store.logs.entries("domestic", Number(row.leaf), 1);
  return entry;
}

describe.each(MARKS)("the rows of %s and the domestic log", (table, kind, fields, expected) => {
  it("fit: whoever holds the node's secret makes every leaf again from its row", async () => {
    const rows = await ca.store.all(`select * from ${table} limit 100`);
    expect(rows).toHaveLength(expected);
    for (const row of rows) expect(await remade(row, kind, fields)).toEqual(await logged(row));
  });

  it.each(fields.filter((field) => field !== "id"))(
    "no longer fit once somebody changed the field %s",
    async (field) => {
      const [row] = await ca.store.all(`select * from ${table} limit 1`);
      if (row === undefined) throw new Error("there are rows");
      const other = typeof row[field] === "number" ? 1 : field === "digest" ? new Uint8Array(32) : "somebody";
      edit(ca, `update ${table} set ${field} = ? where id = ?`, other, text(row, "id"));
      const [after] = await ca.store.all(`select * from ${table} where id = ? limit 1`, [text(row, "id")]);
      expect(after && (await remade(after, kind, fields))).not.toEqual(await logged(row));
      edit(ca, `update ${table} set ${field} = ? where id = ?`, row[field] ?? null, text(row, "id"));
    },
  );

  it("have leaves of their own: one for each row, none shared", async () => {
    const rows = await ca.store.all(`select leaf from ${table} limit 100`);
    expect(new Set(rows.map((row) => row.leaf)).size).toBe(expected);
  });
});
