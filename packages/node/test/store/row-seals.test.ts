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
      `insert into officer (id, name, agency, desks, duties, approval_roles, token_digest, enrolled_at, revoked_at,
        row_seal) select 'o-1x', name, agency, desks, duties, approval_roles, zeroblob(31), enrolled_at, revoked_at,
        row_seal from officer where id = 'o-1'`,
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

  it.each([
    ["a join by comma", "select o.id from device d, officer o where d.officer = o.id or true limit 9"],
    ["a quoted name", 'select id from "officer" limit 9'],
    ["a name in brackets", "select id from [officer] limit 9"],
    ["a schema before the name", "select id from main.officer limit 9"],
    ["a schema in quotes", 'select id from "main".officer limit 9'],
    ["the row's place", "select rowid, id from officer limit 9"],
    ["a count that looks at a value", "select count(*) as n from officer where agency like 'X%' limit 1"],
    ["a count beside a value", "select count(*) as n, max(agency) as a from officer limit 1"],
    ["a common table expression", "with o as (select * from officer) select id from o limit 9"],
    ["a select in the place of a value", "select (select agency from officer where id = 'o-1') as a limit 1"],
    ["the seal itself", "select row_seal from officer limit 9"],
    ["a line break after from", "select id from\n  officer limit 9"],
    ["a comment after from", "select id from/**/officer limit 9"],
    ["a name without space", 'select id from"officer"limit 9'],
  ])("is read by no statement unchecked: %s", async (_, sql) => {
    await withOfficer(async (store, file) => {
      tool(file, "update officer set agency = 'X' where id = 'o-1'");
      await expect(store.all(sql)).rejects.toMatchObject({ code: /^(row_damaged|bad_statement)$/ });
    });
  });

  it.each([
    ["its own next change", "update officer set name = 'Z' where id = 'o-1'"],
    ["a change of every row", "update officer set revoked_at = 7"],
    ["an upsert over it", `${OFFICER} on conflict (id) do update set name = excluded.name`],
    ["its deletion", "delete from officer where id = 'o-1'"],
    [
      "a copy into another row",
      "update officer set duties = (select duties from officer where id = 'o-1') where id = 'o-2'",
    ],
    [
      "a copy into another table",
      `insert into device (id, officer, public_key, enrolled_at)
      select 'd-1', id, zeroblob(32), 1 from officer where id = 'o-1'`,
    ],
    [
      "a deletion elsewhere that asks for it",
      "delete from officer where id in (select 'o-2' from officer where agency = 'X')",
    ],
    [
      "a change elsewhere that asks for it",
      "update officer set name = 'Z' where id = 'o-2' and exists (select 1 from officer where agency = 'X')",
    ],
  ])("that was changed past the node is not made sound by the node's own work: %s", async (_, sql) => {
    await withOfficer(async (store, file) => {
      tool(file, "update officer set agency = 'X' where id = 'o-1'");
      const params = sql.startsWith("insert into officer") ? ["o-1", new Uint8Array(32).fill(9)] : [];
      await expect(store.commit({ steps: [{ sql, params }] })).rejects.toEqual(damaged);
      await expect(one(store)).rejects.toEqual(damaged);
      expect(await store.all("select name, revoked_at from officer where id = 'o-2' limit 1")).toEqual([
        { name: "Invented", revoked_at: null },
      ]);
    });
  });

  it("has a seal that no statement of the node can write", async () => {
    await withOfficer(async (store) => {
      for (const sql of [
        "update officer set row_seal = zeroblob(16) where id = 'o-1'",
        "update officer set name = 'Z', row_seal = entente_seal('officer') where id = 'o-1'",
        "update officer set (name, row_seal) = ('Z', null)",
      ])
        await expect(store.commit({ steps: [{ sql, params: [] }] })).rejects.toMatchObject({
          code: "bad_statement",
        });
      expect(await one(store)).toHaveLength(1);
    });
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

describe("a sealed column that is sealed under the item's own key too", () => {
  const HOLDING =
    "insert into holding (id, agency, imported_at, imported_by, sealed_record) values ('h-1', 'RCMP', 1, 'o-1', ?)";

  it.each([
    ["emptied", "update holding set sealed_record = x''"],
    ["cut", "update holding set sealed_record = substr(sealed_record, 1, 63)"],
    ["made longer", "update holding set sealed_record = cast(sealed_record || x'00' as blob)"],
  ])("is missed at once where it was %s", async (_, sql) => {
    const { folder, remove } = freshFolder();
    const store = await openSqliteStore({ folder, nodeKey: NODE_KEY });
    await store.commit({ steps: [{ sql: HOLDING, params: [new Uint8Array(64).fill(7)] }] });
    expect(await store.all("select agency from holding limit 2")).toHaveLength(1);
    tool(join(folder, "node.db"), sql);
    await expect(store.all("select agency from holding limit 2")).rejects.toEqual(damaged);
    await store.close();
    remove();
  });
});

describe("the schema of a database", () => {
  it.each([
    [
      "a trigger that acts in the node's name",
      "create trigger t after insert on device begin update officer set duties = '[]'; end",
    ],
    [
      "a trigger under the name of one of ours",
      "create trigger seal_new_officer after insert on officer begin select 1; end",
    ],
    [
      "a view in the place of a table",
      "alter table device rename to device_0; create view device as select * from device_0",
    ],
    ["a table more", "create table more (id text) strict"],
    ["a table less", "drop table rejection"],
    ["a column more", "alter table officer add column more text"],
    ["an index less", "drop index dispatch_list"],
    ["an index that says every row is unique", "create unique index u on officer (agency, enrolled_at, id)"],
  ])("that is not the program's (%s) is not opened", async (_, sql) => {
    const { folder, remove } = freshFolder();
    await (await openSqliteStore({ folder, nodeKey: NODE_KEY })).close();
    tool(join(folder, "node.db"), sql);
    await expect(openSqliteStore({ folder, nodeKey: NODE_KEY })).rejects.toMatchObject({
      code: "schema_changed",
    });
    remove();
  });

  it("gets nothing past the seals while it is open: a trigger made beside the running node is refused with the next write", async () => {
    await withOfficer(async (store, file) => {
      tool(
        file,
        "create trigger t after insert on device begin update officer set duties = '[\"operator\"]'; end",
      );
      const sql =
        "insert into device (id, officer, public_key, enrolled_at) values ('d-1', 'o-1', zeroblob(32), 1)";
      await expect(store.commit({ steps: [{ sql, params: [] }] })).rejects.toMatchObject({
        code: "bad_statement",
      });
      expect(await one(store)).toMatchObject([{ duties: '["auditor"]' }]);
    });
  });
});

describe("a look over the stored rows", () => {
  it("finds what no query asked for, says in which table, and comes round to every row", async () => {
    await withOfficer(async (store, file) => {
      for (let turn = 0; turn < 80; turn += 1) await store.look(1);
      expect(store.damaged()).toEqual([]);
      tool(file, "update officer set agency = 'X' where id = 'o-2'");
      for (let turn = 0; turn < 80; turn += 1) await store.look(1);
      expect(store.damaged()).toEqual(["officer"]);
    });
  });

  it("knows what a query was refused too", async () => {
    await withOfficer(async (store, file) => {
      tool(file, "update officer set agency = 'X' where id = 'o-2'");
      await expect(store.all("select id from officer limit 9")).rejects.toEqual(damaged);
      expect(store.damaged()).toEqual(["officer"]);
    });
  });
});
