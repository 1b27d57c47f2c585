import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openSqliteStore, type Store } from "../../src/store/door.ts";
import { freshFolder, NODE_KEY } from "./sqlite-engine.ts";

const OFFICER = `insert into officer (id, name, agency, desks, duties, approval_roles, token_digest, enrolled_at)
  values (?, 'Invented', 'RCMP', '["ca-rcmp-liaison"]', '["auditor"]', '[]', ?, 1)`;

async function withOfficer(work: (store: Store, file: string) => Promise<void>): Promise<void> {
  const { folder, remove } = freshFolder();
  const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
  for (const nth of [1, 2])
    await store.commit({
      steps: [{ sql: OFFICER, params: [`o-${nth}`, new Uint8Array(32).fill(nth)], changes: 1 }],
    });
  await work(store, join(folder, "node.db"));
  await store.close();
  remove();
}

/** With a database tool, past the node. */
function tool(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

const one = (store: Store) => store.all("select id, duties from officer where id = 'o-1' limit 1");
const damaged = expect.objectContaining({ name: "StoreFault", code: "row_damaged" });

describe("a row of a sealed table", () => {
  it("is served as it was written, and after each change of the node's own", async () => {
    await withOfficer(async (store) => {
      expect(await one(store)).toMatchObject([{ duties: '["auditor"]' }]);
      const step = { sql: "update officer set duties = ? where id = ?", params: ["[]", "o-1"], changes: 1 };
      await store.commit({ steps: [step] });
      expect(await one(store)).toMatchObject([{ duties: "[]" }]);
    });
  });

  it.each([
    ["a duty more", `update officer set duties = '["operator"]' where id = 'o-1'`],
    ["another desk", `update officer set desks = '["in-ncb-liaison"]' where id = 'o-1'`],
    ["an early end", "update officer set revoked_at = 5 where id = 'o-1'"],
    ["a number as text would be another row", "update officer set name = '1' where id = 'o-1'"],
    ["another token", "update officer set token_digest = zeroblob(32) where id = 'o-1'"],
    ["no seal at all", "update officer set row_seal = null where id = 'o-1'"],
    ["a seal of nothing", "update officer set row_seal = zeroblob(16) where id = 'o-1'"],
    [
      "the seal of another row",
      "update officer set row_seal = (select row_seal from officer where id = 'o-2') where id = 'o-1'",
    ],
    [
      "a name that is another's",
      "delete from officer where id = 'o-2'; update officer set id = 'o-2' where id = 'o-1'",
    ],
    [
      "a row that the node never wrote",
      `insert into officer select 'o-1x', name, agency, desks, duties, approval_roles,
        zeroblob(31), enrolled_at, revoked_at, row_seal from officer where id = 'o-1'`,
    ],
  ])("that was changed past the node (%s) is served to nobody", async (_, sql) => {
    await withOfficer(async (store, file) => {
      tool(file, sql);
      await expect(store.all("select id, duties from officer order by id limit 9")).rejects.toEqual(damaged);
    });
  });

  // SQLite puts a query's constants in the place of a row's own columns: a row was once held against another's seal.
  it.each([
    ["select id from officer where agency = ? and revoked_at is not null limit 9", ["CBSA"], 0],
    [
      "select id from officer where agency = ? and name = ? and enrolled_at = ? limit 9",
      ["RCMP", "Invented", 1],
      2,
    ],
    ["select id from officer where agency = ? or name = ? limit 9", ["CBSA", "Invented"], 2],
  ] as const)("is held against its own seal, whatever a query asks for: %s", async (sql, params, rows) => {
    await withOfficer(async (store) => expect(await store.all(sql, params)).toHaveLength(rows));
  });

  it("does not keep a sound row from being served", async () => {
    await withOfficer(async (store, file) => {
      tool(file, "update officer set duties = '[]' where id = 'o-2'");
      expect(await one(store)).toHaveLength(1);
      await expect(store.all("select id from officer where id = 'o-2' limit 1")).rejects.toEqual(damaged);
    });
  });

  it("is checked in a join, in a subquery and in a union", async () => {
    await withOfficer(async (store, file) => {
      tool(file, "update officer set agency = 'X' where id = 'o-1'");
      for (const sql of [
        "select d.id from device d join officer o on o.id = d.officer where o.id = 'o-1' union select id from officer limit 9",
        "select id from device where officer in (select id from officer) union select id from officer limit 9",
        "select o.id from officer o left join device d on d.officer = o.id limit 9",
      ])
        await expect(store.all(sql)).rejects.toEqual(damaged);
    });
  });

  it("is still told apart after a restart, and a restart loses no seal", async () => {
    const { folder, remove } = freshFolder();
    const first = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    await first.commit({
      steps: [{ sql: OFFICER, params: ["o-1", new Uint8Array(32).fill(1)], changes: 1 }],
    });
    await first.close();
    const second = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    expect(await one(second)).toHaveLength(1);
    await second.close();
    tool(join(folder, "node.db"), "update officer set name = 'Y' where id = 'o-1'");
    const third = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    await expect(one(third)).rejects.toEqual(damaged);
    await third.close();
    remove();
  });

  it("every table whose plain columns decide something has one", async () => {
    const { folder, remove } = freshFolder();
    await (await openSqliteStore({ folder, nodeKey: NODE_KEY })).close();
    const db = new DatabaseSync(join(folder, "node.db"));
    const bare = db
      .prepare(
        "select name from sqlite_schema where type = 'table' and sql not like '%row_seal%' order by name",
      )
      .all()
      .map((row) => row.name);
    db.close();
    remove();
    // Entries, tiles and heads hang under a signed root; keys and secrets are sealed with their place; tokens are blind.
    expect(bare).toEqual([
      "item_key",
      "log_entry",
      "log_head",
      "log_tile",
      "migration",
      "mirror_entry",
      "secret",
      "token",
    ]);
  });
});
