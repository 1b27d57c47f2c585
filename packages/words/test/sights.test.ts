import { describe, expect, it } from "vitest";
import { DUTIES, type Duty, SIGHTS, type Sight, sees, TIES, type Tie } from "../src/door.ts";

const DESK: readonly Tie[] = ["own_draft", "desk_awaiting", "desk_ours", "desk_arrival", "assigned"];
const JUDGED: readonly Tie[] = ["desk_awaiting", "decided"];
const WORKERS: readonly Duty[] = ["liaison", "duty_desk", "analyst"];

/** Who sees what, written down a second time and the other way round: by what is seen. */
const BY_SIGHT: Readonly<Record<Sight, readonly (readonly [Duty, readonly Tie[]])[]>> = {
  content: [...WORKERS.map((duty) => [duty, DESK] as const), ["release_authority", JUDGED]],
  sample: [["auditor", ["kept"]]],
  proof: [
    ...WORKERS.map((duty) => [duty, DESK] as const),
    ["release_authority", JUDGED],
    ["auditor", ["kept"]],
  ],
  line: [
    ...WORKERS.map((duty) => [duty, DESK] as const),
    ["release_authority", JUDGED],
    ["operator", ["desk_awaiting", "desk_ours"]],
  ],
  erase: [...WORKERS.map((duty) => [duty, DESK] as const), ["release_authority", [...JUDGED, "desk_ours"]]],
};

describe("who sees what of a dispatch (users' page A4b, T35)", () => {
  it.each(DUTIES.flatMap((duty) => TIES.map((tie) => [duty, tie] as const)))("%s × %s", (duty, tie) => {
    const expected = SIGHTS.filter((sight) =>
      BY_SIGHT[sight].some(([who, ties]) => who === duty && ties.includes(tie)),
    );
    expect(SIGHTS.filter((sight) => sees([duty], [tie], sight))).toEqual(expected);
  });

  it.each(["auditor", "coordinator", "operator"] as const)("a %s never reads content", (duty) => {
    expect(sees([duty], TIES, "content")).toBe(false);
  });

  it("nobody reads a colleague's unfinished draft", () => {
    expect(SIGHTS.filter((sight) => sees(DUTIES, ["desk_draft", "kept_draft"], sight))).toEqual([]);
  });

  it("nobody but an auditor is shown what stands to him in no way but that it is kept here", () => {
    const others = DUTIES.filter((duty) => duty !== "auditor");
    expect(SIGHTS.filter((sight) => sees(others, ["kept", "kept_draft"], sight))).toEqual([]);
  });

  it.each(SIGHTS)("no duty and no tie: no %s", (sight) => {
    expect(sees([], TIES, sight)).toBe(false);
    expect(sees(DUTIES, [], sight)).toBe(false);
  });
});
