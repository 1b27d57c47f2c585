import { builtinModules } from "node:module";
import { posix } from "node:path";
import type { Import } from "./imports.ts";
import { doorsOf, type Room, type Rooms, roomOf } from "./rooms.ts";
import type { Source, Tree } from "./tree.ts";

/** One broken rule: where (`file:line`) and what to do about it. */
export interface Violation {
  readonly rule: string;
  readonly where: string;
  readonly says: string;
}

/** What a specifier means, seen from a file. */
export type Target =
  | { readonly is: "file"; readonly path: string; readonly byName: boolean }
  | { readonly is: "builtin"; readonly name: string }
  | { readonly is: "npm"; readonly name: string }
  | { readonly is: "nothing"; readonly says: string };

const OWN = "@entente/";

/** Resolves as Node does in this repository: relative paths with extension, package names to their one door. */
export function resolve(tree: Tree, from: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    const path = posix.join(posix.dirname(from), specifier);
    return tree.files.has(path)
      ? { is: "file", path, byName: false }
      : { is: "nothing", says: `${specifier} does not exist` };
  }
  if (specifier.startsWith("node:")) return { is: "builtin", name: specifier.slice(5) };
  if (builtinModules.includes(specifier)) return { is: "builtin", name: specifier };
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (!name.startsWith(OWN)) return { is: "npm", name };
  const path = `packages/${name.slice(OWN.length)}/src/door.ts`;
  if (specifier !== name) return { is: "nothing", says: `${specifier} goes past the door of ${name}` };
  return tree.files.has(path)
    ? { is: "file", path, byName: true }
    : { is: "nothing", says: `${name} has no door.ts` };
}

/** Every file stands in a room; every import goes where its room may go, and through a door. */
export function directionFaults(tree: Tree, rooms: Rooms): Violation[] {
  return [...tree.sources.values()].flatMap((source) => {
    const name = roomOf(rooms, source.path);
    const room = name === null ? undefined : rooms.rooms[name];
    if (name === null || room === undefined) {
      return [
        {
          rule: "unlisted",
          where: source.path,
          says: "a new line must know its room: list it in rooms.json",
        },
      ];
    }
    return source.imports.flatMap((one) => {
      const says = importFault(tree, rooms, source, one, name, room);
      return says === null ? [] : [{ rule: "direction", where: `${source.path}:${one.line}`, says }];
    });
  });
}

function importFault(
  tree: Tree,
  rooms: Rooms,
  source: Source,
  one: Import,
  name: string,
  room: Room,
): string | null {
  if (one.kind === "require") return "require is not for modules; import";
  if (one.specifier === null) return "a computed import hides where it goes";
  const target = resolve(tree, source.path, one.specifier);
  if (target.is === "nothing") return target.says;
  if (target.is === "builtin")
    return allowed(room.node, target.name) ? null : `${name} does not use node:${target.name}`;
  if (target.is === "npm") return npmFault(tree, source, target.name, name, room);
  if (!/\.tsx?$/.test(target.path)) return null;
  return roomFault(rooms, source.path, target, name, room);
}

function allowed(list: readonly string[] | undefined, name: string): boolean {
  return list?.some((entry) => entry === "*" || entry === name || name.startsWith(`${entry}/`)) ?? false;
}

function npmFault(tree: Tree, source: Source, npm: string, name: string, room: Room): string | null {
  if (!allowed(room.npm, npm)) return `${name} does not use the package ${npm}`;
  const folder = packageOf(source.path);
  const known = [folder, ""].some((at) => tree.declared.get(at)?.has(npm));
  const isTest = room.inside === true || folder === "";
  const ok = isTest ? known : tree.declared.get(folder)?.has(npm);
  return ok
    ? null
    : `${npm} is not among the dependencies in ${folder === "" ? "" : `${folder}/`}package.json`;
}

function packageOf(path: string): string {
  return /^packages\/[^/]+/.exec(path)?.[0] ?? "";
}

function roomFault(
  rooms: Rooms,
  from: string,
  target: { readonly path: string; readonly byName: boolean },
  name: string,
  room: Room,
): string | null {
  const other = roomOf(rooms, target.path);
  const otherRoom = other === null ? undefined : rooms.rooms[other];
  if (other === null || otherRoom === undefined) return `${target.path} stands in no room`;
  if (other === name && !target.byName) return null;
  const samePackage = packageOf(from) === packageOf(target.path);
  if (room.inside === true && samePackage && packageOf(from) !== "") return null;
  if (!allowed(room.may, other)) return `${name} does not import ${other}`;
  if (!samePackage && !target.byName && packageOf(target.path) !== "")
    return `reach ${other} by its package name`;
  return doorsOf(otherRoom).includes(target.path)
    ? null
    : `${other} is entered only through ${doorsOf(otherRoom).join(", ")}`;
}

/** Groups of files that load each other in a circle at run time; `import type` does not count. */
export function valueCycles(tree: Tree): string[][] {
  const edges = new Map<string, string[]>();
  for (const source of tree.sources.values()) {
    const targets = source.imports.filter((one) => !one.typeOnly && one.specifier !== null);
    const paths = targets.map((one) => resolve(tree, source.path, one.specifier ?? ""));
    edges.set(
      source.path,
      paths.flatMap((to) => (to.is === "file" && tree.sources.has(to.path) ? [to.path] : [])),
    );
  }
  return circles(edges);
}

/** Strongly connected components with more than one member, or one that points at itself (Tarjan). */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  function visit(at: string): number {
    const mine = index.size;
    index.set(at, mine);
    low.set(at, mine);
    stack.push(at);
    for (const to of edges.get(at) ?? []) {
      if (!index.has(to)) low.set(at, Math.min(low.get(at) ?? mine, visit(to)));
      else if (stack.includes(to)) low.set(at, Math.min(low.get(at) ?? mine, index.get(to) ?? mine));
    }
    const lowest = low.get(at) ?? mine;
    if (lowest === mine) {
      const group = stack.splice(stack.indexOf(at));
      if (group.length > 1 || edges.get(at)?.includes(at)) found.push(group.toSorted());
    }
    return lowest;
  }
  for (const at of edges.keys()) if (!index.has(at)) visit(at);
  return found;
}
