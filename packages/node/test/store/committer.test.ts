import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { leafHash, rootOf } from "@entente/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Committer } from "../../src/store/committer.ts";
import type { Commit } from "../../src/store/door.ts";
import { migrateSqlite, readMigrations } from "../../src/store/migrate.ts";
import { openLog } from "../../src/store/own-log.ts";
import { openSqlite, type Sqlite } from "../../src/store/sqlite.ts";
import { entryOf, failing, logged, rejectionStep } from "./samples.ts";
import { freshFolder } from "./sqlite-engine.ts";

const SHIPPED = join(import.meta.dirname, "../../src/store/migrations");

/** A committer on a real file, with every statement it runs written down. */
function raise(path: string) {
  const db = openSqlite(path);
  migrateSqlite(db, readMigrations(SHIPPED));
  const ran: string[] = [];
  const watched: Sqlite = {
    ...db,
    run(sql, params) {
      ran.push(sql);
      return db.run(sql, params);
    },
  };
  const logs = { exchange: openLog(db, "exchange"), domestic: openLog(db, "domestic") };
  const committer = new Committer({ db: watched, logs, erases: () => false, present: () => true });
  const transactions = () => ran.filter((sql) => sql === "begin immediate").length;
  const ids = () => db.all("select id from rejection order by id limit 100000").map(({ id }) => id);
  return { db, committer, logs, ran, transactions, ids };
}

function mentioning(words: string): unknown {
  return expect.stringContaining(words);
}

describe("the group committer", () => {
  let place: ReturnType<typeof freshFolder>;
  let bench: ReturnType<typeof raise>;
  const file = () => join(place.folder, "node.db");
  beforeEach(() => {
    place = freshFolder();
    bench = raise(file());
  });
  afterEach(() => {
    bench.db.close();
    place.remove();
  });

  it("puts what was queued in one turn of the loop into one transaction, with one write of tile and head", async () => {
    const { committer, transactions, ran } = bench;
    const done = await Promise.all(
      Array.from({ length: 64 }, (_, n) => committer.commit(logged(`r${n}`, n))),
    );
    expect(done.map((d) => d.committed && d.leaves[0])).toEqual(Array.from({ length: 64 }, (_, n) => n));
    expect(transactions()).toBe(1);
    expect(ran.filter((sql) => sql.startsWith("insert into log_tile"))).toHaveLength(1);
    expect(ran.filter((sql) => sql.startsWith("update log_head"))).toHaveLength(1);
  });

  it("groups what arrives while it writes, one commit after another by many writers", async () => {
    const { committer, transactions } = bench;
    const writer = async (name: number) => {
      for (let n = 0; n < 20; n += 1) await committer.commit(logged(`w${name}-${n}`, n));
    };
    await Promise.all(Array.from({ length: 32 }, (_, name) => writer(name)));
    expect(bench.ids()).toHaveLength(640);
    expect(transactions()).toBe(20);
  });

  it("ends a group at its weight, and takes a heavier commit alone", async () => {
    const heavy = (name: string): Commit => {
      return { steps: Array.from({ length: 3_000 }, (_, n) => rejectionStep(`${name}-${n}`)) };
    };
    const sent = [
      heavy("a"),
      heavy("b"),
      { steps: Array.from({ length: 5_000 }, (_, n) => rejectionStep(`c-${n}`)) },
    ];
    await Promise.all([...sent, logged("d", 0)].map((commit) => bench.committer.commit(commit)));
    expect(bench.transactions()).toBe(4);
    expect(bench.ids()).toHaveLength(11_001);
  });

  it("undoes one commit of a group alone: rows, leaves and root are those of the others", async () => {
    const commits = [logged("a", 0), failing("b", 1), logged("c", 2), failing("d", 3), logged("e", 4)];
    const done = await Promise.all(commits.map((commit) => bench.committer.commit(commit)));
    expect(bench.transactions()).toBe(1);
    expect(done).toEqual([
      { committed: true, leaves: [0] },
      { committed: false, step: 1 },
      { committed: true, leaves: [1] },
      { committed: false, step: 1 },
      { committed: true, leaves: [2] },
    ]);
    expect(bench.ids()).toEqual(["a", "c", "e"]);
    const root = rootOf([0, 2, 4].map((n) => leafHash(entryOf(n))));
    expect(bench.logs.exchange.head).toEqual({ size: 3, root });
    expect(openLog(bench.db, "exchange").head).toEqual({ size: 3, root });
  });

  it("on a full disk fails the whole group, says so, and never writes again", async () => {
    const { committer, db } = bench;
    await committer.commit(logged("before", 0));
    expect(committer.refusal).toBeNull();
    const pages = Number(db.pragma("page_count")[0]?.page_count);
    db.pragma(`max_page_count = ${pages + 2}`);
    const big = {
      ...rejectionStep("big"),
      params: ["big", "peer", "x".repeat(100_000), "/", new Uint8Array(1), 1, 0],
    };
    const results = await Promise.allSettled([
      committer.commit(logged("good", 1)),
      committer.commit(failing("undone", 2)),
      committer.commit({ steps: [big] }),
    ]);
    for (const result of results)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "store_broken" } });
    await expect(committer.commit(logged("late", 3))).rejects.toThrow("stopped writing");
    expect(committer.refusal).toMatchObject({ name: "StoreFault", code: "store_broken" });
    expect(bench.ids()).toEqual(["before"]);
    expect(bench.logs.exchange.head.size).toBe(1);
    const again = openSqlite(file());
    expect(openLog(again, "exchange").head).toEqual(bench.logs.exchange.head);
    again.close();
  });

  it("refuses a group while another program writes, changes nothing, and goes on afterwards", async () => {
    const other = new DatabaseSync(file());
    other.exec("begin immediate");
    await expect(bench.committer.commit(logged("a", 0))).rejects.toMatchObject({ code: "store_busy" });
    other.exec("rollback");
    other.close();
    expect(await bench.committer.commit(logged("b", 1))).toEqual({ committed: true, leaves: [0] });
    expect(bench.ids()).toEqual(["b"]);
  });

  it.each([
    ["moved the head", "update log_head set size = size + 1 where log = 'exchange'"],
    ["removed the head", "delete from log_head where log = 'exchange'"],
    ["wrote the next entry", "insert into log_entry (log, idx, entry) values ('exchange', 1, x'00')"],
  ])("stops when somebody else has %s, leaving the log as it was", async (_, sql) => {
    await bench.committer.commit(logged("a", 0));
    bench.db.run(sql);
    await expect(bench.committer.commit(logged("b", 1))).rejects.toMatchObject({
      code: "log_damaged",
      message: mentioning("exchange"),
    });
    await expect(bench.committer.commit({ steps: [rejectionStep("c")] })).rejects.toMatchObject({
      code: "log_damaged",
    });
    expect(bench.ids()).toEqual(["a"]);
  });

  it("writes what is still queued when it is closed", async () => {
    const waiting = bench.committer.commit(logged("a", 0));
    bench.committer.close();
    expect(bench.ids()).toEqual(["a"]);
    expect(await waiting).toEqual({ committed: true, leaves: [0] });
    await expect(bench.committer.commit(logged("b", 1))).rejects.toMatchObject({ code: "store_closed" });
  });

  it("syncs every transaction to a write-ahead log and overwrites what it deletes", () => {
    const setting = (name: string) => Object.values(bench.db.pragma(name)[0] ?? {})[0];
    expect(setting("journal_mode")).toBe("wal");
    expect(setting("synchronous")).toBe(2);
    expect(setting("secure_delete")).toBe(1);
    expect(setting("foreign_keys")).toBe(1);
  });
});
