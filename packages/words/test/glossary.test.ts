import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OUR_STATES, THEIR_STATES } from "../src/door.ts";

const root = join(import.meta.dirname, "../../..");
const text = readFileSync(join(root, "GLOSSARY.md"), "utf8");
const [, words = "", states = ""] = text.split(/^## .*$/m);

/** The words a section defines, in the order they stand. */
function definedIn(section: string): readonly string[] {
  return [...section.matchAll(/^- \*\*([^*]+)\*\*: \S/gm)].map(([, word = ""]) => word);
}

/** The constitution's words, design §2. */
const FOUNDING =
  "party, node, agency, desk, post, officer, agreement, area, instrument, dispatch, kind, request, thread, release, " +
  "intake, marking, handling code, caveat, grade, decision, provision, pack, receipt, release hold, legal hold, " +
  "shipment hold, exchange log, domestic log, checkpoint, witness, cosignature, proof, stream, realm, match, query, " +
  "answerable set, hit, watch, budget, key period, case, entity, link, exhibit, consignment, notice, incident, " +
  "bundle, indicator, sighting, advisory, assessment, commitment, milestone, measure, meeting, exercise, inject, finding";

describe("the glossary", () => {
  it("has every founding word", () => {
    const missing = FOUNDING.split(", ").filter((word) => !definedIn(words).includes(word));
    expect(missing).toEqual([]);
  });

  it("stands in alphabetical order, each word once, one line each", () => {
    const defined = definedIn(words);
    expect(defined).toEqual([...new Set(defined)].sort((a, b) => a.localeCompare(b, "en")));
    expect(words.split("\n").filter((line) => line.startsWith("- "))).toHaveLength(defined.length);
  });

  it("has every state of a dispatch, ours and theirs, and no other", () => {
    expect(definedIn(states)).toEqual([...OUR_STATES, ...THEIR_STATES]);
  });

  it("names only files that are there", () => {
    const named = [...text.matchAll(/`((?:packages|law|spec)\/[^`]+)`/g)].map(([, path = ""]) => path);
    expect(named.length).toBeGreaterThan(40);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
