import { readdir, readFile } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { WebFile, WebFiles } from "./http/door.ts";

/** What the build makes; a file of another kind is not served. */
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};
const COMPRESSED = new Set([".js", ".css", ".svg"]);

/** Reads the built web workspace into memory; null where it was not built. */
export async function readWebFolder(folder: string): Promise<WebFiles | null> {
  const page = await readFile(join(folder, "page.html"), "utf8").catch(() => null);
  if (page === null) return null;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
  const assets = new Map<string, WebFile>();
  for (const path of paths) assets.set(`/${path}`, fileOf(path, await readFile(join(folder, path))));
  return { page, assets };
}

function fileOf(path: string, bytes: Uint8Array): WebFile {
  const ending = extname(path);
  const type = TYPES[ending] ?? "application/octet-stream";
  if (!COMPRESSED.has(ending)) return { type, bytes, gzip: null, brotli: null };
  return { type, bytes, gzip: gzipSync(bytes, { level: 9 }), brotli: brotliCompressSync(bytes) };
}
