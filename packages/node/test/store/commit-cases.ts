import fc from "fast-check";
import { expect, it } from "vitest";
import type { Commit, Step, Value } from "../../src/store/door.ts";
import { bytes, int, intOrNull, text } from "../../src/store/door.ts";
import { allEntries, append, column, entryOf, failing, logged, rejectionStep } from "./samples.ts";
import type { Bench } from "./suite.ts";

const IDS = "select id from rejection order by id limit 100000";

export function commitCases(bench: Bench): void {
  it("give back each kind of value as it was put in", async () => {
    const store = bench.store();
    const id = "ünïcode ‘’ कखग 🙂";
    const digest = Uint8Array.from({ length: 256 }, (_, n) => n);
    const sql = "insert into read_mark (id, officer, item, act, at, leaf) values (?, ?, ?, ?, ?, ?)";
    const mark: Step = { sql, params: [id, "", "i", "a", Number.MAX_SAFE_INTEGER, -1], changes: 1 };
    const entry: Step = {
      sql: "insert into log_entry (log, idx, entry) values (?, ?, ?)",
      params: ["x", 7, digest],
    };
    expect(await store.commit({ steps: [mark, entry] })).toEqual({ committed: true, leaves: [] });
    const [row = {}] = await store.all("select * from read_mark limit 1");
    expect([text(row, "id"), text(row, "officer")]).toEqual([id, ""]);
    expect([int(row, "at"), int(row, "leaf")]).toEqual([Number.MAX_SAFE_INTEGER, -1]);
    const [stored = {}] = await store.all("select entry, null as none from log_entry where log = ? limit 1", [
      "x",
    ]);
    expect(bytes(stored, "entry")).toEqual(digest);
    expect(intOrNull(stored, "none")).toBeNull();
  });

  it("are there after the store was opened again", async () => {
    await bench.store().commit(logged("a", 1));
    expect(await column(await bench.reopen(), IDS)).toEqual(["a"]);
  });

  it("name the step whose number of changes differed and leave nothing behind", async () => {
    const store = bench.store();
    expect(await store.commit(failing("a", 1))).toEqual({ committed: false, step: 1 });
    expect(await column(store, IDS)).toEqual([]);
    expect((await store.logs.head("exchange")).size).toBe(0);
  });

  it.each([
    ["too few", 2, "delete from rejection where id = 'a'"],
    ["too many", 1, "delete from rejection where id in ('a', 'b')"],
    ["some where none may be", 0, "delete from rejection where id = 'a'"],
  ])("are undone when a step changes %s rows", async (_, changes, sql) => {
    const store = bench.store();
    await store.commit({ steps: [rejectionStep("a"), rejectionStep("b")] });
    expect(await store.commit({ steps: [{ sql, params: [], changes }] })).toEqual({
      committed: false,
      step: 0,
    });
    expect(await column(store, IDS)).toEqual(["a", "b"]);
  });

  it("take any number of changes where none is named", async () => {
    const store = bench.store();
    await store.commit({ steps: [rejectionStep("a"), rejectionStep("b")] });
    const clear: Step = { sql: "delete from rejection", params: [] };
    expect(await store.commit({ steps: [clear] })).toEqual({ committed: true, leaves: [] });
    expect(await column(store, IDS)).toEqual([]);
  });

  it.each<[string, Step, string]>([
    ["a key twice", rejectionStep("taken"), "constraint"],
    [
      "a null where none may be",
      { sql: "insert into holding (id) values (?)", params: [null] },
      "constraint",
    ],
    [
      "an unknown officer's device",
      {
        sql: "insert into device (id, officer, public_key, enrolled_at) values (?, ?, ?, ?)",
        params: ["d", "nobody", new Uint8Array(32), 1],
      },
      "constraint",
    ],
    ["a table that is not there", { sql: "insert into nowhere values (?)", params: [1] }, "bad_statement"],
    ["a parameter too few", { sql: "delete from rejection where id = ?", params: [] }, "bad_parameter"],
    [
      "a parameter too many",
      { sql: "delete from rejection where id = ?", params: ["a", "b"] },
      "bad_parameter",
    ],
    ["a leaf it did not append", rejectionStep("x", { leafOf: 1 }), "bad_parameter"],
  ])("refuse %s, alone of all that were queued with it", async (_, step, code) => {
    const store = bench.store();
    await store.commit({ steps: [rejectionStep("taken")] });
    const wrong: Commit = { appends: [append("exchange", 99)], steps: [rejectionStep("half"), step] };
    const results = await Promise.allSettled([
      store.commit(logged("before", 0)),
      store.commit(wrong),
      store.commit(logged("after", 1)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { name: "StoreFault", code } });
    expect(await column(store, IDS)).toEqual(["after", "before", "taken"]);
    expect(await allEntries(store, "exchange")).toEqual([entryOf(0), entryOf(1)]);
  });

  it("put into the parameters of each commit the indexes of its own leaves", async () => {
    const store = bench.store();
    const commits = [0, 1, 2, 3, 4].map((n): Commit => {
      const appends = [append("exchange", 2 * n), append("domestic", n), append("exchange", 2 * n + 1)];
      const rows = [0, 1, 2].map((leafOf) => rejectionStep(`${n}-${leafOf}`, { leafOf }));
      return { appends, steps: rows };
    });
    const done = await Promise.all(commits.map((commit) => store.commit(commit)));
    expect(done).toEqual([0, 1, 2, 3, 4].map((n) => ({ committed: true, leaves: [2 * n, n, 2 * n + 1] })));
    const leaves = await column(store, "select leaf from rejection order by id limit 100");
    expect(leaves).toEqual([0, 1, 2, 3, 4].flatMap((n) => [2 * n, n, 2 * n + 1]));
  });

  it("stand or fall alone, whatever is queued together", async () => {
    const store = bench.store();
    let next = 0;
    const ids: string[] = [];
    const entries: Uint8Array[] = [];
    const groups = fc.array(fc.array(fc.constantFrom("good", "undone", "refused"), { maxLength: 12 }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(groups, async (plan) => {
        for (const group of plan) {
          const first = next;
          const sent = group.map((kind) => {
            const n = next++;
            const id = `r${String(n).padStart(6, "0")}`;
            if (kind === "undone") return store.commit(failing(id, n));
            if (kind === "refused")
              return store.commit({ ...logged(id, n), steps: [rejectionStep(id), rejectionStep(id)] });
            ids.push(id);
            entries.push(entryOf(n));
            return store.commit(logged(id, n));
          });
          const results = await Promise.allSettled(sent);
          const said = results.map((r) =>
            r.status === "rejected" ? "refused" : r.value.committed ? "good" : "undone",
          );
          expect([first, said]).toEqual([first, group]);
        }
        expect(await column(store, IDS)).toEqual(ids);
        expect(await allEntries(store, "exchange")).toEqual(entries);
      }),
      { numRuns: 30 },
    );
  });

  it("are refused once the store is closed, and nothing is read any more", async () => {
    const store = bench.store();
    const last = store.commit(logged("last", 0));
    await store.close();
    expect(await last).toMatchObject({ committed: true });
    await expect(store.commit(logged("late", 1))).rejects.toMatchObject({ code: "store_closed" });
    await expect(store.all("select 1 as one limit 1")).rejects.toMatchObject({ code: "store_closed" });
    expect(await column(await bench.reopen(), IDS)).toEqual(["last"]);
  });

  it.each<[string, unknown]>([
    ["a date", new Date(0)],
    ["an object", { a: 1 }],
    ["an array", [1]],
    ["a fraction", 0.5],
    ["a number beyond 2^53", 2 ** 53],
    ["not a number", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a bigint", 1n],
    ["undefined", undefined],
    ["a boolean", true],
    ["a symbol", Symbol("s")],
    ["a function", () => 1],
    ["words of 32 bits", new Uint32Array(1)],
    ["a bare buffer", new ArrayBuffer(8)],
    ["half a surrogate pair", "\ud800"],
    ["text with NUL", "a\0b"],
  ])("and reads refuse %s as a parameter instead of storing something else", async (_, trap) => {
    const store = bench.store();
    // JSON cannot carry these, a bug in a caller can: the value is smuggled past the compiler as one would.
    const params: Value[] = [];
    Reflect.set(params, 0, trap);
    const step = { sql: "update rejection set code = ?", params };
    await expect(store.commit({ steps: [step] })).rejects.toMatchObject({ code: "bad_parameter" });
    await expect(store.all("select ? as value limit 1", params)).rejects.toMatchObject({
      code: "bad_parameter",
    });
  });

  it.each([
    "insert into secret (name, sealed) values ('a', x'00')",
    "delete from rejection",
    "with gone as (select 1) delete from rejection",
    "explain query plan delete from rejection",
    "explain select 1",
    "  /* select */ update rejection set code = 'x'",
    "drop table rejection",
  ])("cannot be got round by a read: %s", async (sql) => {
    await expect(bench.store().all(sql)).rejects.toMatchObject({ code: "bad_statement" });
  });
}
