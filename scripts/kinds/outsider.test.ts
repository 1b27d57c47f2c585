import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// A stranger adds a kind as `docs/kinds.md` says, in a copy of the tree: by one folder.

const root = join(import.meta.dirname, "../..");
const tree = mkdtempSync(join(tmpdir(), "entente-outsider-"));
const COPIED = [
  "packages/contract/src",
  "packages/contract/package.json",
  "packages/words/src",
  "packages/words/package.json",
  "packages/web/messages",
  "packages/web/src/i18n",
  "packages/web/src/thread",
  "packages/web/src/api",
  "scripts/kinds/generate.ts",
  "scripts/web/generate.ts",
  "scripts/web/kinds.ts",
  "package.json",
];
const GENERATED = [
  "packages/contract/src/kinds/registry.ts",
  ...["en", "fr", "hi"].flatMap((language) => [
    `packages/web/messages/kinds.${language}.json`,
    `packages/web/messages/kinds.${language}.screens.json`,
  ]),
  "packages/web/src/thread/layouts.ts",
];

/** Code without what a formatter moves: what is generated is formatted afterwards. */
const plain = (text: string) => text.replaceAll(/[\s,;"]/g, "");

function textsOf(folder: string): ReadonlyMap<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = found.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(folder.length + 1), plain(readFileSync(path, "utf8"))]));
}

const run = (...args: readonly string[]) =>
  execFileSync(process.execPath, args, { cwd: tree, encoding: "utf8" });

/** What a program of the copy prints, as JSON. */
function asked(expression: string): unknown {
  const program = `import { KINDS, kindNamed, openApiDocument } from "@entente/contract";
    const setting = { party: "CA", from: "ca-rcmp-liaison", to: "in-ncb-liaison", area: "drugs", holding: null };
    console.log(JSON.stringify(${expression}));`;
  writeFileSync(join(tree, "ask.ts"), program);
  const said: unknown = JSON.parse(run("ask.ts"));
  rmSync(join(tree, "ask.ts"));
  return said;
}

let before: ReadonlyMap<string, string>;
beforeAll(() => {
  for (const path of COPIED) cpSync(join(root, path), join(tree, path), { recursive: true });
  before = textsOf(tree);
  mkdirSync(join(tree, "node_modules/@entente"), { recursive: true });
  for (const kit of ["contract", "words"])
    symlinkSync(join(tree, "packages", kit), join(tree, "node_modules/@entente", kit));
  symlinkSync(join(root, "node_modules/typebox"), join(tree, "node_modules/typebox"));
  const [, declaration = ""] =
    /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/kinds.md"), "utf8")) ?? [];
  mkdirSync(join(tree, "packages/contract/src/kinds/visit"));
  writeFileSync(join(tree, "packages/contract/src/kinds/visit/declaration.ts"), declaration);
  run("scripts/kinds/generate.ts");
});
afterAll(() => rmSync(tree, { recursive: true }));

describe("a stranger's kind", () => {
  it("is one folder: nothing else was written by hand, and what is generated is all that changed", () => {
    const after = textsOf(tree);
    const changed = [...after.keys()].filter(
      (path) => !path.startsWith("node_modules") && after.get(path) !== before.get(path),
    );
    expect(changed.toSorted()).toEqual(
      [...GENERATED, "packages/contract/src/kinds/visit/declaration.ts"].toSorted(),
    );
  });

  it("is known by its name, beside all that were there", () => {
    expect(asked("KINDS.map(({ kind }) => kind)")).toEqual(
      expect.arrayContaining(["request", "answer", "visit"]),
    );
  });

  it("has an example that is read back, and travels", () => {
    expect(asked('kindNamed("visit").readDraft(kindNamed("visit").example(setting))')).toMatchObject({
      ok: true,
      value: { to: "in-ncb-liaison", parts: [{ categories: [] }] },
    });
    const content = '{ day: "2026-12-14", place: "Invented Harbour", reason: "x", reveals: [] }';
    expect(asked(`kindNamed("visit").readContent(${content})`)).toMatchObject({ ok: true });
    expect(asked(`kindNamed("visit").readContent({ ...${content}, day: "tomorrow" })`)).toMatchObject({
      ok: false,
      faults: [{ code: "out_of_bounds", where: "/day" }],
    });
  });

  it("stands in the API's document", () => {
    expect(asked('Object.keys(openApiDocument("1").components.schemas)')).toEqual(
      expect.arrayContaining(["Draft_visit", "Content_visit"]),
    );
  });

  it("is called in three languages, and laid out", () => {
    const names = (language: string): unknown =>
      JSON.parse(readFileSync(join(tree, `packages/web/messages/kinds.${language}.json`), "utf8"));
    expect(["en", "fr", "hi"].map(names)).toMatchObject([
      { "kind.visit": "Visit" },
      { "kind.visit": "Visite" },
      { "kind.visit": "दौरा" },
    ]);
    expect(readFileSync(join(tree, "packages/web/src/thread/layouts.ts"), "utf8")).toContain("visit: [[");
  });
});
