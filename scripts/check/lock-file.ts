import { Type } from "typebox";
import { Value } from "typebox/value";

/** What we read of package-lock.json (version 3); every other field is kept as it is. */
const lockShape = Type.Object({
  lockfileVersion: Type.Literal(3),
  packages: Type.Record(
    Type.String(),
    Type.Object({
      version: Type.Optional(Type.String()),
      integrity: Type.Optional(Type.String()),
      link: Type.Optional(Type.Boolean()),
      optional: Type.Optional(Type.Boolean()),
      optionalDependencies: Type.Optional(Type.Record(Type.String(), Type.String())),
    }),
  ),
});

export type Lock = Type.Static<typeof lockShape>;
type Entry = Lock["packages"][string];

/** Takes the text of a package-lock.json; throws when it is not one of version 3. */
export function parseLock(text: string): Lock {
  return Value.Parse(lockShape, JSON.parse(text));
}

/** A stub stands for a package that the registry did not serve when the lock was made. */
export function isStub(path: string, entry: Entry): boolean {
  return path.startsWith("node_modules/") && !entry.link && entry.optional === true && !entry.integrity;
}

export function withoutStubs(lock: Lock): Lock {
  const kept = Object.entries(lock.packages).filter(([path, entry]) => !isStub(path, entry));
  return { ...lock, packages: Object.fromEntries(kept) };
}

/** One optional dependency that no entry of the lock answers: who wants it, its name and its version. */
export interface Missing {
  readonly by: string;
  readonly name: string;
  readonly version: string;
}

/** Every optional dependency of every entry that Node's search from that entry upwards would not find. */
export function missingSiblings(lock: Lock): Missing[] {
  return Object.entries(lock.packages).flatMap(([by, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !placesFrom(by, name).some((place) => place in lock.packages))
      .map(([name, version]) => ({ by, name, version })),
  );
}

/** The lock with a stub for every missing sibling, its entries in npm's order, and the names that were added. */
export function withStubs(lock: Lock): { lock: Lock; added: string[] } {
  const stubs = missingSiblings(lock).map(({ name, version }): [string, Entry] => {
    return [`node_modules/${name}`, stub(name, version)];
  });
  const entries = [...Object.entries(lock.packages), ...stubs];
  entries.sort(([a], [b]) => a.localeCompare(b, "en"));
  const packages: Lock["packages"] = Object.fromEntries(entries);
  return { lock: { ...lock, packages }, added: stubs.map(([path]) => path) };
}

function placesFrom(by: string, name: string): string[] {
  const places = [`node_modules/${name}`];
  for (let at = by; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    places.push(`${at}/node_modules/${name}`);
  }
  return places;
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "x64",
  "wasm32",
];

/** Platform packages carry their platform in their name; one that does not fits no platform. */
function stub(name: string, version: string) {
  const parts = name.split(/[-/]/);
  const system = SYSTEMS.find((word) => parts.includes(word)) ?? "none";
  const processor = PROCESSORS.find((word) => parts.includes(word)) ?? "none";
  const libc = parts.some((part) => part.startsWith("musl")) ? { libc: ["musl"] } : {};
  return { version, cpu: [processor], dev: true, ...libc, optional: true, os: [system] };
}
