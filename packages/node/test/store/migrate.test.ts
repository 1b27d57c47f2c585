import { appendFileSync, cpSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openSqliteStore } from "../../src/store/door.ts";
import { type Migration, migrateSqlite, pendingMigrations, readMigrations } from "../../src/store/migrate.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { freshFolder, NODE_KEY, withStore } from "./sqlite-engine.ts";

const SHIPPED = join(import.meta.dirname, "../../src/store/migrations");
const migration = (number: number, filler: number): Migration => {
  return { number, name: `000${number}-x.sql`, sql: "", digest: new Uint8Array(32).fill(filler) };
};
const KNOWN = [migration(1, 1), migration(2, 2), migration(3, 3)];

describe("the plan of a migration", () => {
  it.each<[string, Migration[], number[]]>([
    ["an empty database", [], [1, 2, 3]],
    ["an older one", KNOWN.slice(0, 2), [3]],
    ["one of today", KNOWN, []],
  ])("brings %s up to date", (_, recorded, numbers) => {
    expect(pendingMigrations(KNOWN, recorded).map(({ number }) => number)).toEqual(numbers);
  });

  it.each<[string, Migration[], string]>([
    ["whose first migration has another text", [migration(1, 9)], "migration_changed"],
    ["whose last migration has another text", [...KNOWN.slice(0, 2), migration(3, 9)], "migration_changed"],
    ["that is newer than the program", [...KNOWN, migration(4, 4)], "database_newer"],
    ["that skipped a migration", [migration(1, 1), migration(3, 3)], "migration_missing"],
    ["that starts late", [migration(2, 2)], "migration_missing"],
    ["that has one twice", [migration(1, 1), migration(1, 1)], "migration_missing"],
  ])("refuses a database %s", (_, recorded, code) => {
    expect(() => pendingMigrations(KNOWN, recorded)).toThrow(
      expect.objectContaining({ name: "StoreFault", code }),
    );
  });
});

describe("a folder of migrations", () => {
  it("is read in order, the same digest under any line end", () => {
    const { folder, remove } = freshFolder();
    writeFileSync(join(folder, "0001-a.sql"), "create table a (x {int} not null);\n");
    writeFileSync(join(folder, "0002-b.sql"), "create table b (y {bytes});\r\n");
    const [first, second] = readMigrations(folder);
    writeFileSync(join(folder, "0002-b.sql"), "create table b (y {bytes});\n");
    expect(readMigrations(folder)).toEqual([first, second]);
    remove();
  });

  it.each([["0002-late.sql"], ["1-short.sql"], ["0001_under.sql"]])("with only %s is refused", (name) => {
    const { folder, remove } = freshFolder();
    writeFileSync(join(folder, name), "create table a (x {int});");
    expect(() => readMigrations(folder)).toThrow(expect.objectContaining({ code: "migration_missing" }));
    remove();
  });
});

describe("a SQLite database", () => {
  it("takes a failing migration as a whole or not at all", () => {
    const { folder, remove } = freshFolder();
    const db = openSqlite(":memory:");
    writeFileSync(join(folder, "0001-a.sql"), "create table a (x {int} not null);");
    writeFileSync(
      join(folder, "0002-b.sql"),
      "create table b (y {bytes}); insert into a (x) values ('no number');",
    );
    expect(() => migrateSqlite(db, readMigrations(folder))).toThrow(
      expect.objectContaining({ code: "constraint" }),
    );
    const tables = db.all("select name from sqlite_master where type = 'table' order by name limit 10");
    expect(tables.map(({ name }) => name)).toEqual(["a", "migration"]);
    expect(db.all("select number from migration limit 10")).toHaveLength(1);
    db.close();
    remove();
  });

  it("has only STRICT tables and holds nothing it was not declared for", () => {
    const db = openSqlite(":memory:");
    migrateSqlite(db, readMigrations(SHIPPED));
    const loose = db
      .pragma("table_list")
      .filter((t) => t.schema === "main" && t.type === "table" && t.strict === 0);
    expect(loose.map(({ name }) => name)).toEqual(["sqlite_schema"]);
    const text = "insert into log_head (log, size, root) values ('x', 'many', x'00')";
    expect(() => db.run(text)).toThrow(expect.objectContaining({ code: "constraint" }));
    db.close();
  });

  it("built from another text of a migration is refused, as is one from a later program", async () => {
    const { folder, remove } = freshFolder();
    const options = { folder: join(folder, "data"), nodeKey: NODE_KEY };
    const altered = join(folder, "altered");
    mkdirSync(options.folder);
    cpSync(SHIPPED, altered, { recursive: true });
    appendFileSync(join(altered, "0001-steel-thread.sql"), "-- one more word\n");
    build(join(options.folder, "node.db"), altered);
    await expect(openSqliteStore(options)).rejects.toMatchObject({ code: "migration_changed" });
    renameSync(options.folder, join(folder, "first"));
    mkdirSync(options.folder);
    const later = join(folder, "later");
    cpSync(SHIPPED, later, { recursive: true });
    writeFileSync(
      join(later, `${String(readMigrations(SHIPPED).length + 1).padStart(4, "0")}-later.sql`),
      "create table later (x {int});",
    );
    build(join(options.folder, "node.db"), later);
    await expect(openSqliteStore(options)).rejects.toMatchObject({ code: "database_newer" });
    remove();
  });

  it("whose record of migrations was emptied is refused, not built over", async () => {
    await withStore(async (store, folder) => {
      await store.close();
      const raw = new DatabaseSync(join(folder, "node.db"));
      raw.exec("delete from migration");
      raw.close();
      await expect(openSqliteStore({ folder, nodeKey: NODE_KEY })).rejects.toThrow("already exists");
    });
  });
});

function build(path: string, migrations: string): void {
  const db = openSqlite(path);
  migrateSqlite(db, readMigrations(migrations));
  db.close();
}
