import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { findImports, type Import } from "./imports.ts";
import { type Token, type Tokens, tokenize } from "./tokens.ts";

/** A source file, read once. */
export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly code: readonly Token[];
  readonly comments: readonly Token[];
  readonly imports: readonly Import[];
}

/** The tree under judgement: TypeScript sources by path, and the path of every file. */
export interface Tree {
  readonly sources: ReadonlyMap<string, Source>;
  readonly files: ReadonlySet<string>;
  /** Names a package.json declares, by the folder of the package; the root's folder is "". */
  readonly declared: ReadonlyMap<string, ReadonlySet<string>>;
}

const NOT_OURS = new Set(["node_modules", ".git", ".bootstrap", ".sandbox", "coverage", "dist"]);
const NOT_READ = /\.(json|jsonl|md|txt|sql|cedar|html|css|ttf|woff2|png|svg)$/;

export function readSource(path: string, text: string): Source {
  const tokens: Tokens = tokenize(text);
  const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  return { path, text, lines, code: tokens.code, comments: tokens.comments, imports: findImports(tokens) };
}

/** A tree from texts by path; what is not TypeScript counts only by its name, a package.json by what it declares. */
export function treeOf(texts: ReadonlyMap<string, string>): Tree {
  const sources = new Map<string, Source>();
  const declared = new Map<string, Set<string>>();
  for (const [path, text] of texts) {
    if (/\.tsx?$/.test(path)) sources.set(path, readSource(path, text));
    if (/(^|\/)package\.json$/.test(path))
      declared.set(path.replace(/\/?package\.json$/, ""), declaredIn(text));
  }
  return { sources, files: new Set(texts.keys()), declared };
}

/** Every file of the project below `root`, without what is installed or made. */
export function readTree(root: string): Tree {
  const texts = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!entry.isFile() || path.split("/").some((part) => NOT_OURS.has(part))) continue;
    const read = path.endsWith("package.json") || !NOT_READ.test(path);
    texts.set(path, read ? readFileSync(join(root, path), "utf8") : "");
  }
  return treeOf(texts);
}

function declaredIn(text: string): Set<string> {
  const manifest: unknown = JSON.parse(text);
  const names = new Set<string>();
  for (const field of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    const part: unknown =
      typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, field) : null;
    for (const name of Object.keys(typeof part === "object" && part !== null ? part : {})) names.add(name);
  }
  return names;
}
