import { describe, expect, it } from "vitest";
import { done, exitCodeOf, no, PROBLEMS, Problem, readerOf } from "../src/door.ts";
import { changed, GONE, said } from "./drafts.ts";

/** The exit codes of design §8, by what each stands for. */
const EXITS: Readonly<Record<number, string>> = {
  2: "malformed unknown_kind unknown_desk nothing_to_answer not_found too_large",
  3:
    "not_signed_in not_permitted release_forbidden author_is_approver role_not_held same_person device_refused " +
    "area_suspended author_blocked",
  4: "device_needed",
  5: "state_conflict changed_meanwhile approval_stale batch_mixed order_stale officer_taken operators_needed",
  6: "not_witnessed unavailable throttled",
  7: "record_broken rolled_back",
};
const CODES = Object.entries(EXITS).flatMap(([exit, codes]) =>
  codes.split(" ").map((code) => [code, Number(exit)] as const),
);

describe("every way the node says no", () => {
  it.each(CODES)("%s ends the command with %d", (code, exit) => {
    expect(exitCodeOf(code)).toBe(exit);
  });

  it("has its exit code in this table, and the table has no other", () => {
    expect(CODES.map(([code]) => code).toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
  });

  it("never ends with 0: a refusal is not done", () => {
    for (const code of Object.keys(PROBLEMS)) expect(exitCodeOf(code)).toBeGreaterThan(0);
  });

  it.each(["", "no_such_code", "constructor", "__proto__", "toString", "Malformed"])(
    "%j is no code of this version: bad input",
    (code) => {
      expect(exitCodeOf(code)).toBe(2);
    },
  );

  it.each(Object.entries(PROBLEMS))(
    "%s is in lower_snake_case, with a status of its kind and a plain title",
    (code, kind) => {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(kind.title).toMatch(/^[A-Z][^.]*[^. ]$/);
      const statuses: Readonly<Record<number, readonly number[]>> = {
        2: [400, 404, 413],
        3: [401, 403],
        4: [403],
        5: [409],
        6: [409, 429, 503],
        7: [500],
      };
      expect(statuses[kind.exit]).toContain(kind.status);
    },
  );

  it("no two titles are the same: an officer can tell them apart", () => {
    const titles = Object.values(PROBLEMS).map((kind) => kind.title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("an author who approves his own is refused by right, a token alone by the want of a device", () => {
    expect([exitCodeOf("author_is_approver"), exitCodeOf("device_needed")]).toEqual([3, 4]);
  });
});

describe("a refusal as it travels (RFC 9457)", () => {
  const read = readerOf(Problem);
  const problem = {
    type: "https://entente.invalid/problems/release_forbidden",
    title: PROBLEMS.release_forbidden.title,
    status: 403,
    code: "release_forbidden",
    detail: "Invented.",
    instance: "/api/drafts/0190aaaa-0000-7000-8000-00000000000a/submit",
    errors: [{ pointer: "/title", code: "out_of_bounds", detail: "must not be empty" }],
    policy: {
      outcome: "forbid",
      needs: [],
      reasons: [{ rule: "ca.privacy.8", law: "Privacy Act s. 8(1)", text: "Invented." }],
      remedies: ["Name an instrument in force."],
      packs: ["ca 1"],
    },
  };

  it.each<[string, string, unknown]>([
    ["whole", "/status", 403],
    ["without detail", "/detail", GONE],
    ["without instance", "/instance", GONE],
    ["without faults", "/errors", GONE],
    ["without policy", "/policy", GONE],
    ["with a reason that quotes nothing", "/policy/reasons/0/text", GONE],
  ])("is read %s", (_what, pointer, to) => {
    expect(said(read(changed(problem, pointer, to)))).toBe("passed");
  });

  it.each<[string, string, unknown, string]>([
    ["without a code", "/code", GONE, "missing_field /code"],
    ["without a type", "/type", GONE, "missing_field /type"],
    ["whose status is a word", "/status", "403", "wrong_type /status"],
    ["whose fault has no pointer", "/errors/0/pointer", GONE, "missing_field /errors/0/pointer"],
    ["whose policy names no law", "/policy/reasons/0/law", GONE, "missing_field /policy/reasons/0/law"],
    ["whose policy has no remedies", "/policy/remedies", GONE, "missing_field /policy/remedies"],
  ])("is no problem %s", (_what, pointer, to, expected) => {
    expect(said(read(changed(problem, pointer, to)))).toEqual([expected]);
  });
});

describe("a command gives a result or a refusal, as a value", () => {
  it("a result is handed on as it is", () => {
    const value = { id: "x" };
    const result = done(value);
    expect(result.ok && result.value).toBe(value);
  });

  it("a refusal has its code, and whatever more is known", () => {
    const faults = [{ code: "unknown_word", where: "/area" }];
    expect(no("malformed", { detail: "Invented.", faults })).toEqual({
      ok: false,
      refusal: { problem: "malformed", detail: "Invented.", faults },
    });
    expect(no("not_found")).toEqual({ ok: false, refusal: { problem: "not_found" } });
  });
});
