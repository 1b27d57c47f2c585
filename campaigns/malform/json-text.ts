import type { Chance } from "../chance.ts";

/** A JSON object as a client would send it, before it is spoilt. */
export type Members = Readonly<Record<string, unknown>>;

/** One way to spoil the text of an object, with every code that may name it. */
export interface TextFault {
  readonly name: string;
  readonly codes: readonly string[];
  readonly spoil: (value: Members, chance: Chance) => Uint8Array;
}

/** Stands in an object where raw text goes: no JSON value says what these texts say. */
class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

const NUMBERS = [
  "1.5",
  "1e3",
  "-0",
  "1.0",
  "9007199254740992",
  "-9007199254740993",
  "1e400",
  "123456789012345678901234567890",
] as const;
const NOT_NUMBERS = ["01", "-01", "+1", "1.", ".5", "0x10", "NaN", "Infinity", "-", "1_000", "٣"] as const;
const CHARACTERS = [
  '"\\ud800"',
  '"\\udfff"',
  '"a\\udc00\\ud800b"',
  '"\\ufffe"',
  '"\u{1fffe}"',
  '"\uffff"',
] as const;
const NOT_UTF8 = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
] as const;
const BROKEN = [
  "'single'",
  '"tab\there"',
  '"nul\u0000"',
  "[1,]",
  '{"a":1,}',
  "{a:1}",
  "/*c*/1",
  "undefined",
  "tru",
  '"\\x41"',
  '"open',
  "[1 2]",
] as const;
const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0x00, 0x00, 0xfe, 0xff],
] as const;

/** Every way to spoil a text that strict I-JSON names (RFC 7493, RFC 8259; spec/sealed-dispatch.md §1.1). */
export const TEXT_FAULTS: readonly TextFault[] = [
  {
    name: "duplicate_key",
    codes: ["duplicate_key"],
    spoil: (value, chance) => {
      const name = chance.pick(Object.keys(value));
      const again = chance.below(2) === 0 ? JSON.stringify(name) : escaped(name);
      const text = textOf(value);
      return bytes(`${text.slice(0, -1)},${again}:${chance.pick(["null", '"second"', "{}", text])}}`);
    },
  },
  {
    name: "too_deep",
    codes: ["too_deep"],
    spoil: (value, chance) => {
      const [deep, open] = [chance.between(65, 20_000), chance.below(2) === 0];
      return inserted(
        value,
        chance,
        open ? `${"[".repeat(deep)}${"]".repeat(deep)}` : `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`,
      );
    },
  },
  {
    name: "bad_number",
    codes: ["bad_number"],
    spoil: (value, chance) => inserted(value, chance, chance.pick(NUMBERS)),
  },
  {
    name: "not_a_number",
    codes: ["bad_number", "not_json"],
    spoil: (value, chance) => inserted(value, chance, chance.pick(NOT_NUMBERS)),
  },
  {
    name: "bad_character",
    codes: ["bad_character"],
    spoil: (value, chance) => inserted(value, chance, chance.pick(CHARACTERS)),
  },
  {
    name: "byte_order_mark",
    codes: ["not_json", "not_utf8"],
    spoil: (value, chance) => joined(chance.pick(MARKS), bytes(textOf(value))),
  },
  {
    name: "utf16",
    codes: ["not_json", "not_utf8"],
    spoil: (value) => new Uint8Array(Buffer.from(textOf(value), "utf16le")),
  },
  {
    name: "not_utf8",
    codes: ["not_utf8"],
    spoil: (value, chance) => {
      const whole = inserted(value, chance, '"\u0001"');
      const at = whole.indexOf(1);
      return joined(whole.subarray(0, at), chance.pick(NOT_UTF8), whole.subarray(at + 1));
    },
  },
  {
    name: "forbidden_key",
    codes: ["forbidden_key"],
    spoil: (value, chance) =>
      inserted(value, chance, `{${chance.pick(['"__proto__"', '"\\u005f_proto__"'])}:{"isAdmin":true}}`),
  },
  {
    name: "too_many_keys",
    codes: ["too_many_keys"],
    spoil: (value, chance) => {
      // More than any boundary takes, the import of records included.
      const many = Array.from({ length: chance.between(40_001, 45_000) }, (_, nth) => `"k${nth}":0`);
      return inserted(value, chance, `{${many.join()}}`);
    },
  },
  {
    name: "string_too_long",
    codes: ["string_too_long"],
    spoil: (value, chance) => inserted(value, chance, `"${"x".repeat(chance.between(262_145, 400_000))}"`),
  },
  {
    name: "broken_grammar",
    codes: ["not_json", "bad_character", "duplicate_key"],
    spoil: (value, chance) => inserted(value, chance, chance.pick(BROKEN)),
  },
  {
    name: "cut_short",
    codes: ["not_json", "not_utf8"],
    spoil: (value, chance) => {
      const whole = bytes(textOf(value));
      return whole.subarray(0, chance.between(1, whole.length - 1));
    },
  },
  {
    name: "trailing_text",
    codes: ["not_json"],
    spoil: (value, chance) => bytes(textOf(value) + chance.pick(["{}", ",", "\0", "//", "]", " x", "}"])),
  },
  {
    name: "only_white_space",
    codes: ["not_json"],
    spoil: (_value, chance) => bytes(chance.pick([" ", "\n\n", "\t \r\n"])),
  },
  {
    name: "random_bytes",
    codes: ["not_json", "not_utf8", "bad_number", "bad_character"],
    spoil: (_value, chance) => joined([0x22], chance.bytes(chance.between(1, 2_000))),
  },
];

/** The object with raw text in place of one of its members, at any depth. */
function inserted(value: Members, chance: Chance, raw: string): Uint8Array {
  return bytes(textOf(placed(value, chance, new Raw(raw))));
}

/** A copy with `put` in place of something inside. */
export function placed(value: unknown, chance: Chance, put: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && chance.below(4) > 0) {
    const at = chance.below(value.length);
    return value.map((item: unknown, nth) => (nth === at ? placed(item, chance, put) : item));
  }
  if (!isMembers(value) || Object.keys(value).length === 0) return put;
  const name = chance.pick(Object.keys(value));
  const inner: unknown = value[name];
  return { ...value, [name]: chance.below(3) === 0 ? put : placed(inner, chance, put) };
}

export function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Raw);
}

/** JSON with raw texts as they are; `JSON.stringify` would quote them. */
function textOf(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (!isMembers(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${textOf(member)}`);
  return `{${members.join(",")}}`;
}

/** A name whose first letter is spelt as an escape: the same name to every reader that decodes it. */
function escaped(name: string): string {
  const first = name.charCodeAt(0).toString(16).padStart(4, "0");
  return `"\\u${first}${name.slice(1)}"`;
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}
