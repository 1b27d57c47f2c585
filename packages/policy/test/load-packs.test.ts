import { describe, expect, it } from "vitest";
import { isLawFile, loadPacks, PackFault, type PackSource, packDigest } from "../src/door.ts";
import { fieldsOf, lawJson, lawText, packSources, tampered } from "./law-folder.ts";

const SOUND = await loadPacks(packSources());
const GOOD_POLICY = `
@id("ca.extra")
@source("ca.privacy-act.8-1")
@remedy("Leave it out.")
forbid (principal, action, resource)
when { context.facts.contains("foreign") };`;

async function faultsOf(sources: readonly PackSource[]): Promise<readonly string[]> {
  try {
    await loadPacks(sources);
    return [];
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    return error.faults.map(({ code, where, detail }) => `${code} ${where} ${detail ?? ""}`.trim());
  }
}

function withPolicy(text: string): readonly PackSource[] {
  return tampered("ca", { "extra.cedar": text });
}

describe("the packs of law/ load", () => {
  it("and name themselves with version and digest, by id", () => {
    expect(SOUND.refs.map(({ id }) => id)).toEqual(["ca", "codes", "in", "treaty"]);
    for (const { version, sha256 } of SOUND.refs) {
      expect(version).toMatch(/^2026\.11\.\d+$/);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  it("with more than a hundred policies, each with sources in provisions.json", () => {
    expect(SOUND.policies.length).toBeGreaterThan(100);
    for (const policy of SOUND.policies) expect(policy.sources.length).toBeGreaterThan(0);
  });

  it("in whatever order they are given", async () => {
    const again = await loadPacks([...packSources()].reverse());
    expect(again.digest).toBe(SOUND.digest);
    expect(again.policies.map(({ id }) => id)).toEqual(SOUND.policies.map(({ id }) => id));
  });

  it("with a policy more", async () => {
    expect(await faultsOf(withPolicy(GOOD_POLICY))).toEqual([]);
  });
});

describe("a pack's digest", () => {
  const ca = packSources().find(({ id }) => id === "ca");
  if (ca === undefined) throw new Error("law/ca is missing");
  const digestWith = (path: string, text: string) =>
    packDigest({ id: "ca", files: new Map(ca.files).set(path, text) });

  it.each(["pack.json", "provisions.json", "schema.cedarschema", "customs-act.cedar", "new.cedar"])(
    "changes with one character of %s",
    (path) => {
      expect(digestWith(path, `${ca.files.get(path) ?? ""} `)).not.toBe(packDigest(ca));
    },
  );

  it.each(["allow/new.json", "README.md", "cases/nested.cedar"])(
    "does not change with %s, which is no law",
    (path) => {
      expect(isLawFile(path)).toBe(false);
      expect(digestWith(path, "anything")).toBe(packDigest(ca));
    },
  );

  it("tells two files apart from one that holds both", () => {
    const split = packDigest({
      id: "x",
      files: new Map([
        ["a.cedar", "one"],
        ["b.cedar", "two"],
      ]),
    });
    const joined = packDigest({
      id: "x",
      files: new Map([
        ["a.cedar", "onetwo"],
        ["b.cedar", ""],
      ]),
    });
    expect(split).not.toBe(joined);
  });

  it("is what sha256sum makes of the files' own sums", () => {
    const one = packDigest({ id: "x", files: new Map([["pack.json", "{}"]]) });
    // printf '%s  pack.json\n' "$(printf '{}' | sha256sum | cut -d' ' -f1)" | sha256sum
    expect(one).toBe("cc220460cbfd1fc271974729e3e6485cfd908675c8b024190169220ac5ae38e4");
  });
});

describe("a pack that is not sound decides nothing", () => {
  it.each([
    ["no card", { "pack.json": null }, "pack_file_missing ca/pack.json"],
    ["a card that is no JSON", { "pack.json": "{" }, "pack_file_malformed ca/pack.json#"],
    [
      "a card with an unknown field",
      { "pack.json": card({ extra: 1 }) },
      "unknown_field ca/pack.json#/extra",
    ],
    [
      "a card without a version",
      { "pack.json": card({ version: undefined }) },
      "missing_field ca/pack.json#/version",
    ],
    ["a card of another pack", { "pack.json": card({ id: "xx" }) }, "pack_id_differs ca/pack.json#/id xx"],
    [
      "a card that speaks for a word",
      { "pack.json": card({ speaks_for: "Canada" }) },
      "bad_format ca/pack.json#/speaks_for",
    ],
    [
      "a card with a day that is none",
      { "pack.json": card({ law_as_of: "2026-02-30" }) },
      "bad_format ca/pack.json#/law_as_of",
    ],
    ["no provisions", { "provisions.json": null }, "pack_file_missing ca/provisions.json"],
    ["no schema", { "schema.cedarschema": null }, "pack_file_missing ca/schema.cedarschema"],
    [
      "a schema that does not parse",
      { "schema.cedarschema": "entity" },
      "schema_invalid ca/schema.cedarschema",
    ],
    [
      "a schema that promises what the gate does not fill",
      {
        "schema.cedarschema": lawText("ca/schema.cedarschema").replace(
          "incident_minutes: Long,",
          "minutes: Long,",
        ),
      },
      "schema_differs ca/schema.cedarschema",
    ],
  ] satisfies readonly [string, Readonly<Record<string, string | null>>, string][])(
    "%s",
    async (_title, changes, wanted) => {
      expect((await faultsOf(tampered("ca", changes))).some((line) => line.startsWith(wanted))).toBe(true);
    },
  );

  it.each([
    ["does not parse", "forbid (principal, action", "policy_unreadable ca/extra.cedar"],
    [
      "is a template",
      'permit (principal == ?principal, action, resource) when { context.facts.contains("foreign") };',
      "policy_unreadable ca/extra.cedar",
    ],
    ["has no name", GOOD_POLICY.replace('@id("ca.extra")', ""), "policy_unnamed ca/extra.cedar"],
    [
      "has another's name",
      GOOD_POLICY.replace("ca.extra", "ca.charter.political"),
      "policy_twice ca.charter.political",
    ],
    [
      "has no source",
      GOOD_POLICY.replace('@source("ca.privacy-act.8-1")', ""),
      "policy_without_source ca/extra.cedar#ca.extra",
    ],
    [
      "has an unknown source",
      GOOD_POLICY.replace("8-1", "8-99"),
      "source_unknown ca#ca.extra ca.privacy-act.8-99",
    ],
    [
      "asks for an unknown fact",
      GOOD_POLICY.replace('"foreign"', '"foriegn"'),
      "literal_unknown ca#ca.extra foriegn",
    ],
    [
      "asks for an unknown agency",
      GOOD_POLICY.replace('"foreign"', '"holder=CA:RCPM"'),
      "literal_unknown ca#ca.extra holder=CA:RCPM",
    ],
    [
      "hides a literal in a set",
      GOOD_POLICY.replace('contains("foreign")', 'containsAny(["foreign", "act=steal"])'),
      "literal_unknown ca#ca.extra act=steal",
    ],
    [
      "hides a literal in a pattern",
      GOOD_POLICY.replace('context.facts.contains("foreign")', '"act=release" like "act=*"'),
      "literal_unknown ca#ca.extra a pattern",
    ],
    [
      "lifts a stop by an approval",
      GOOD_POLICY.replace('"foreign"', '"approved=CA-DH"'),
      "literal_unknown ca#ca.extra approved=CA-DH",
    ],
    [
      "compares a number that JSON cannot carry",
      GOOD_POLICY.replace('context.facts.contains("foreign")', "context.objection_day < 9007199254740993"),
      "literal_unknown ca#ca.extra a number beyond 2^53",
    ],
    [
      "constrains the scope",
      GOOD_POLICY.replace("principal,", "principal is Party,"),
      "policy_scope_used ca#ca.extra",
    ],
    [
      "compares what are no numbers",
      GOOD_POLICY.replace('context.facts.contains("foreign")', "context.facts > 3"),
      "policy_invalid ca#ca.extra",
    ],
    [
      "asks for an attribute nobody fills",
      GOOD_POLICY.replace('context.facts.contains("foreign")', "context.days > 3"),
      "policy_invalid ca#ca.extra",
    ],
    [
      "has an unknown annotation",
      GOOD_POLICY.replace("@remedy", '@remark("x")\n@remedy'),
      "annotation_unknown ca/extra.cedar#ca.extra remark",
    ],
    [
      "asks a role nobody has",
      GOOD_POLICY.replace("@remedy", '@obligation("approval:KING")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra KING",
    ],
    [
      "puts an unknown condition",
      GOOD_POLICY.replace("@remedy", '@condition("be_nice")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra be_nice",
    ],
    [
      "sets an unknown task",
      GOOD_POLICY.replace("@remedy", '@task("call_mother")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra call_mother",
    ],
    [
      "strips what is no category",
      GOOD_POLICY.replace("@remedy", '@strip("everything")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra everything",
    ],
    [
      "hides existence in other words",
      GOOD_POLICY.replace("@remedy", '@existence("secret")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra secret",
    ],
    [
      "holds on days that are none",
      GOOD_POLICY.replace("@remedy", '@valid_from("soon")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra soon",
    ],
    [
      "speaks at a time nobody knows",
      GOOD_POLICY.replace("@remedy", '@only("on_sundays")\n@remedy'),
      "annotation_value_unknown ca/extra.cedar#ca.extra on_sundays",
    ],
    [
      "stops without saying what would help",
      GOOD_POLICY.replace('@remedy("Leave it out.")', ""),
      "annotation_misplaced ca/extra.cedar#ca.extra",
    ],
    [
      "is a basis with a condition",
      GOOD_POLICY.replace("forbid", "permit").replace("@remedy", '@condition("H1")\n@remedy'),
      "annotation_misplaced ca/extra.cedar#ca.extra",
    ],
    [
      "is an approval with a task",
      GOOD_POLICY.replace("@remedy", '@obligation("approval:CA-SUP")\n@task("review_within_24h")\n@remedy'),
      "annotation_misplaced ca/extra.cedar#ca.extra",
    ],
  ])("a policy that %s", async (_title, text, wanted) => {
    expect((await faultsOf(withPolicy(text))).find((line) => line.startsWith(wanted))).toBeDefined();
  });

  it.each([
    ["a status that is none", { status: "rumour" }, "unknown_value"],
    ["a day that is none", { valid_from: "2026-02-30" }, "bad_format"],
    ["no word on its verification", { verified: undefined }, "missing_field"],
    ["an empty text", { text: "" }, "out_of_range"],
    ["an unknown field", { url: "x" }, "unknown_field"],
  ])("a provision with %s", async (_title, change, code) => {
    const sound = lawJson("ca/provisions.json");
    const provisions = { ...sound, "ca.charter.8": { ...fieldsOf(sound["ca.charter.8"]), ...change } };
    const faults = await faultsOf(tampered("ca", { "provisions.json": JSON.stringify(provisions) }));
    expect(faults.some((line) => line.startsWith(`${code} ca/provisions.json#/ca.charter.8`))).toBe(true);
  });

  it("a provision that no policy uses", async () => {
    const provisions = lawJson("ca/provisions.json");
    const more = { ...provisions, "ca.idle": provisions["ca.charter.8"] };
    const faults = await faultsOf(tampered("ca", { "provisions.json": JSON.stringify(more) }));
    expect(faults).toEqual(["provision_unused ca.idle"]);
  });

  it("a provision of another pack's name", async () => {
    const provisions = lawJson("in/provisions.json");
    const more = { ...provisions, "ca.charter.8": provisions["in.osa.5"] };
    expect(await faultsOf(tampered("in", { "provisions.json": JSON.stringify(more) }))).toContain(
      "provision_twice ca.charter.8",
    );
  });

  it("the same pack twice", async () => {
    const [first] = packSources();
    if (first === undefined) throw new Error("law/ is empty");
    expect(await faultsOf([...packSources(), first])).toContain("pack_twice ca");
  });

  it("a pack whose sources live in one that is not loaded", async () => {
    const faults = await faultsOf(packSources().filter(({ id }) => id !== "codes"));
    expect(faults.some((line) => line.startsWith("source_unknown"))).toBe(true);
  });

  it("everything wrong with it is told at once", async () => {
    const changes = {
      "pack.json": card({ extra: 1 }),
      "schema.cedarschema": null,
      "extra.cedar": GOOD_POLICY.replace('"foreign"', '"foriegn"').replace("8-1", "8-99"),
    };
    expect(await faultsOf(tampered("in", { "extra.cedar": "nonsense" }))).toHaveLength(1);
    const faults = await faultsOf(tampered("ca", { ...changes, "pack.json": card({}) }));
    expect(faults).toEqual([
      "pack_file_missing ca/schema.cedarschema",
      "literal_unknown ca#ca.extra foriegn",
      "source_unknown ca#ca.extra ca.privacy-act.8-99",
    ]);
  });

  function card(change: Readonly<Record<string, unknown>>): string {
    return JSON.stringify({ ...lawJson("ca/pack.json"), ...change });
  }
});
