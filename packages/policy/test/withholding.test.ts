import { describe, expect, it } from "vitest";
import { type Cite, citesApart, loadPacks } from "../src/door.ts";
import { packSources } from "./law-folder.ts";

const packs = await loadPacks(packSources());
const cite = (id: string): Cite => ({ id, citation: id, text: id, status: "law", verified: true });
const idsOf = (cites: readonly Cite[]) => cites.map(({ id }) => id);

describe("cites apart", () => {
  it.each([
    ["keeps a human source home", "ca.csis-act.18-18-1"],
    ["suppresses an identity", "ca.cse-act.43"],
  ])("what %s is not for the partner's eyes", (_, id) => {
    const { open, withholding } = citesApart(packs, [cite(id), cite("ca.customs-act.107-4-e")]);
    expect(idsOf(open)).toEqual(["ca.customs-act.107-4-e"]);
    expect(idsOf(withholding)).toEqual([id]);
  });

  it("a form's public field list tells nothing and stays open, as the reason for a field too", () => {
    const { open, withholding } = citesApart(packs, [cite("treaty.un1988.12-10-a")]);
    expect(idsOf(open)).toEqual(["treaty.un1988.12-10-a"]);
    expect(idsOf(withholding)).toEqual(["treaty.un1988.12-10-a"]);
  });

  it("a basis is open and withholds nothing", () => {
    const { open, withholding } = citesApart(packs, [cite("ca.privacy-act.8-2-f")]);
    expect(idsOf(open)).toEqual(["ca.privacy-act.8-2-f"]);
    expect(withholding).toEqual([]);
  });

  it("nothing cited, nothing told", () => {
    expect(citesApart(packs, [])).toEqual({ open: [], withholding: [] });
  });
});
