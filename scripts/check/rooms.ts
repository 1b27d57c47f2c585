import { Type } from "typebox";
import { Value } from "typebox/value";

const names = Type.Array(Type.String());
const why = Type.String({ minLength: 12 });
const strict = { additionalProperties: false };

const roomShape = Type.Object(
  {
    /** Folders (all below them) or single files. */
    at: names,
    /** The only file or files others import; a folder's door.ts unless said otherwise. */
    door: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
    /** Rooms whose doors it may import. */
    may: names,
    /** npm packages, subpaths included. */
    npm: Type.Optional(names),
    /** Modules of Node, without `node:`. */
    node: Type.Optional(names),
    /** True for tests: any file of the rooms of their own package, not only doors. */
    inside: Type.Optional(Type.Boolean()),
    /** Words that no identifier or import of this room contains, each with its reason. */
    never: Type.Optional(Type.Record(Type.String(), why)),
  },
  strict,
);

const roomsShape = Type.Object(
  {
    about: Type.String(),
    rooms: Type.Record(Type.String(), roomShape),
    /** Rules for files of one name, wherever inside `within` they stand. */
    drawers: Type.Array(
      Type.Object(
        {
          within: Type.String(),
          files: Type.String({ format: "regex" }),
          never: Type.Optional(Type.Record(Type.String(), why)),
          without: Type.Optional(names),
          why,
        },
        strict,
      ),
    ),
    /** Exports that only some files may import: `names` is a pattern over what the rooms in `of` export. */
    reserved: Type.Array(
      Type.Object({ of: names, names: Type.String({ format: "regex" }), only: names, why }, strict),
    ),
    /** Packages and modules that only some files may import, whatever their room allows. */
    outlets: Type.Array(
      Type.Object(
        { within: Type.String(), modules: names, only: Type.String({ format: "regex" }), why },
        strict,
      ),
    ),
    /** SQL text stands only in files of this pattern. */
    sql: Type.Object({ within: Type.String(), only: Type.String({ format: "regex" }), why }, strict),
    /**
     * Calls that read the world around: none in `pure`, where only `draw` takes randomness for nonces and keys;
     * elsewhere only in the files named.
     */
    ambient: Type.Object(
      {
        pure: names,
        pureWhy: why,
        draw: names,
        one: Type.Array(
          Type.Object({ within: Type.String(), call: Type.String(), only: names, why }, strict),
        ),
      },
      strict,
    ),
    /** Folder and file names that say nothing. */
    emptyNames: Type.Object({ names, why }, strict),
    /** The only JavaScript. */
    javascript: Type.Object({ files: names, why }, strict),
  },
  strict,
);

export type Rooms = Type.Static<typeof roomsShape>;
export type Room = Rooms["rooms"][string];

/** Takes the text of rooms.json; throws with every fault when a rule is misspelt. */
export function parseRooms(text: string): Rooms {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(roomsShape, value)) {
    const faults = Value.Errors(roomsShape, value).map((error) => `${error.instancePath} ${error.message}`);
    throw new Error(`rooms.json: ${faults.join("; ")}`);
  }
  return value;
}

/** The room of a file: the longest entry that is the file itself or a folder above it; null where none is. */
export function roomOf(rooms: Rooms, path: string): string | null {
  let best: string | null = null;
  let length = -1;
  for (const [name, room] of Object.entries(rooms.rooms)) {
    for (const at of room.at) {
      if ((path === at || path.startsWith(`${at}/`)) && at.length > length) {
        best = name;
        length = at.length;
      }
    }
  }
  return best;
}

/** The files that other rooms may import: the door, or, of a room of single files, these files. */
export function doorsOf(room: Room): string[] {
  if (room.door !== undefined) return typeof room.door === "string" ? [room.door] : [...room.door];
  return room.at.map((at) => (/\.[a-z]+$/.test(at) ? at : `${at}/door.ts`));
}
