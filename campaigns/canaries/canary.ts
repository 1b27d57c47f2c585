/** Stands in every canary and nowhere else: no product, law or test has the word. */
const MAGIC = "kanarienvogel";
const DIGITS = 6;
const WHOLE = MAGIC.length + DIGITS;
/** Numbers a canary can have. */
export const MOST_CANARIES = 10 ** DIGITS;

/** A word that is easy to find whatever was made of it. @param id 0 … 999,999 */
export function canaryWord(id: number): string {
  return MAGIC + String(id).padStart(DIGITS, "0");
}

/** A canary as it was found. */
export interface Found {
  readonly id: number;
  /** how it was spelled */
  readonly spelling: string;
}

interface Spelling {
  readonly name: string;
  readonly needle: Buffer;
  /** the word behind a needle found at `at` */
  readonly word: (bytes: Buffer, at: number) => string;
}

/**
 * Every way in which a careless program leaves text behind: as it is, in upper case, as UTF-16 of both orders, in base64
 * from each of the three places where a word can begin, in hex, and escaped letter by letter as JSON and URLs allow.
 */
const SPELLINGS: readonly Spelling[] = [
  plain("utf-8", Buffer.from(MAGIC)),
  plain("upper case", Buffer.from(MAGIC.toUpperCase())),
  wide("utf-16le", Buffer.from(MAGIC, "utf16le"), 0),
  wide("utf-16be", Buffer.from(MAGIC, "utf16le").swap16(), 1),
  ...[0, 1, 2].map(base64),
  hex("hex", Buffer.from(MAGIC).toString("hex")),
  hex("hex, upper case", Buffer.from(MAGIC).toString("hex").toUpperCase()),
  escaped("json-escaped", "\\u00"),
  escaped("percent-encoded", "%"),
];

/** The canaries in these bytes, each spelling of each once. */
export function canariesIn(bytes: Buffer): readonly Found[] {
  const found = new Map<string, Found>();
  for (const { name, needle, word } of SPELLINGS) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
      const number = /([0-9]{6})$/.exec(word(bytes, at))?.[1];
      if (number !== undefined) found.set(`${name} ${number}`, { id: Number(number), spelling: name });
    }
  }
  return [...found.values()];
}

/** All spellings of one canary, each with something before and behind it: whoever searches must find every one. */
export function spelledOut(id: number): readonly { readonly spelling: string; readonly bytes: Buffer }[] {
  const word = canaryWord(id);
  const letters = [...Buffer.from(word)].map((byte) => byte.toString(16));
  const texts = [
    ["utf-8", Buffer.from(`a ${word} z`)],
    ["upper case", Buffer.from(word.toUpperCase())],
    ["utf-16le", Buffer.from(` ${word}z`, "utf16le")],
    ["utf-16be", Buffer.from(` ${word}z`, "utf16le").swap16()],
    ...["", "a", "ab"].map((before) => [
      `base64 at ${before.length}`,
      Buffer.from(Buffer.from(`${before}${word} z`).toString("base64")),
    ]),
    ["hex", Buffer.from(letters.join(""))],
    ["hex, upper case", Buffer.from(letters.join("").toUpperCase())],
    ["json-escaped", Buffer.from(letters.map((letter) => `\\u00${letter}`).join(""))],
    ["percent-encoded", Buffer.from(letters.map((letter) => `%${letter}`).join(""))],
  ] as const;
  return texts.map(([spelling, bytes]) => ({ spelling: String(spelling), bytes: Buffer.from(bytes) }));
}

function plain(name: string, needle: Buffer): Spelling {
  return { name, needle, word: (bytes, at) => bytes.toString("latin1", at, at + WHOLE) };
}

function wide(name: string, needle: Buffer, low: 0 | 1): Spelling {
  const word = (bytes: Buffer, at: number) =>
    Array.from({ length: WHOLE }, (_, nth) => String.fromCharCode(bytes[at + 2 * nth + low] ?? 0)).join("");
  return { name, needle, word };
}

function hex(name: string, needle: string): Spelling {
  const word = (bytes: Buffer, at: number) =>
    Buffer.from(bytes.toString("latin1", at, at + 2 * WHOLE), "hex").toString("latin1");
  return { name, needle: Buffer.from(needle), word };
}

/** Only the characters that the magic word alone decides are looked for; the group it began in is read from its start. */
function base64(before: number): Spelling {
  const text = Buffer.from("\0".repeat(before) + MAGIC).toString("base64");
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor(((before + MAGIC.length) * 8) / 6);
  const characters = Math.ceil(((before + WHOLE) * 8) / 6);
  return {
    name: `base64 at ${before}`,
    needle: Buffer.from(text.slice(first, last)),
    word(bytes, at) {
      // What stands before may be cut off; its own characters do not matter, only how many there were.
      const known = bytes.toString("latin1", at, at - first + characters);
      return Buffer.from("A".repeat(first) + known, "base64").toString("latin1", before, before + WHOLE);
    },
  };
}

function escaped(name: string, sign: string): Spelling {
  const needle = [...Buffer.from(MAGIC)].map((byte) => sign + byte.toString(16)).join("");
  const word = (bytes: Buffer, at: number) =>
    Buffer.from(
      bytes.toString("latin1", at, at + WHOLE * (sign.length + 2)).replaceAll(sign, ""),
      "hex",
    ).toString("latin1");
  return { name, needle: Buffer.from(needle), word };
}
