import { canonicalJson, hexOf, parseStrict } from "@entente/protocol";
import { bytesOf, must } from "../fixtures.ts";
import { BAD_TEXTS, GOOD_TEXTS, ROUND_TRIP_BAD, ROUND_TRIP_GOOD } from "../json-tables.ts";
import { writeVectors } from "./vector-writer.ts";

const MOST_LETTERS = 4000;

const SPELLINGS = [
  '{"b":[1,{"d":null,"c":"\\u00e9"}],"a":-5}',
  ' {"10":1, "9":2} ',
  '{"\\ufb33":1,"\\ud83d\\ude00":2,"\\u20ac":3}',
  '"\\u0001\\/"',
];

export function writeTextVectors(): void {
  writeVectors(
    "valid/strict-json",
    "Texts a strict reader takes. Hex of the bytes; long ones as before, repeat × times, after.",
    [
      ...GOOD_TEXTS.map((text) => ({ numbers: "integer", ...spelt(text) })),
      ...ROUND_TRIP_GOOD.map((text) => ({ numbers: "round-trip", ...spelt(text) })),
    ].filter(isShort),
  );
  const bad = BAD_TEXTS.map(({ name, text, faults }) => ({
    name,
    numbers: "integer",
    ...spelt(text),
    faults,
  }));
  const badNumbers = ROUND_TRIP_BAD.map((text) => {
    return { name: text, numbers: "round-trip", ...spelt(text), faults: ["bad_number "] };
  });
  writeVectors(
    "invalid/strict-json",
    "Texts a strict reader refuses with exactly these faults, in this order.",
    [...bad, ...badNumbers].filter(isShort),
  );
  writeVectors(
    "valid/canonical-json",
    "Any spelling of a document and its one canonical spelling.",
    SPELLINGS.map((text) => {
      const canonical = canonicalJson(must(parseStrict(bytesOf(text))));
      return { text: hexOf(bytesOf(text)), canonical: hexOf(canonical) };
    }),
  );
}

/** Hex, with a long run of one piece written once. */
function spelt(text: string | readonly number[]): object {
  if (typeof text !== "string") return { text: hexOf(Uint8Array.from(text)) };
  const run = /(.{1,8}?)\1{500,}/su.exec(text);
  if (run === null) return { text: hexOf(bytesOf(text)) };
  const [all, piece = ""] = run;
  const hex = (part: string) => hexOf(bytesOf(part));
  return {
    before: hex(text.slice(0, run.index)),
    repeat: hex(piece),
    times: all.length / piece.length,
    after: hex(text.slice(run.index + all.length)),
  };
}

function isShort(fields: object): boolean {
  return JSON.stringify(fields).length < MOST_LETTERS;
}
