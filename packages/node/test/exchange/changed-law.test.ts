import { describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { nextVersion, packsWith, REMEDY, withPolicy } from "./packs.ts";
import { count, leaves, standing } from "./store-file.ts";
import { ca, comesBack, india, packs, pair, requested, type Tampering } from "./tampering.ts";
import { approved, exampleRequest, refusalOf, twoNodes } from "./two-nodes.ts";

describe("a dispatch whose law changed after approval never leaves", () => {
  it.each<[string, Tampering, string]>([
    ["the same rules under another version", packs(nextVersion), "approval_stale"],
    ["a rule that forbids it", packs(() => withPolicy(REMEDY)), "gate_forbids"],
    [
      "a rule that needs one more approval",
      packs(() =>
        withPolicy(
          `@obligation("approval:CA-DH")\n${REMEDY}`,
          'unless { context.facts.contains("approved=CA-DH") }',
        ),
      ),
      "approval_missing",
    ],
    ["a rule that adds a condition", packs(() => withPolicy('@condition("H3")')), "approval_stale"],
    [
      "a provision that reads differently",
      packs(() =>
        packsWith("ca", "provisions.json", (text) =>
          text.replace('"citation": "', '"citation": "Invented, '),
        ),
      ),
      "approval_stale",
    ],
    [
      "the area, suspended by an amendment",
      () => {
        pair.dials.suspended.add("drugs");
        return () => pair.dials.suspended.clear();
      },
      "area_suspended",
    ],
  ])("%s", async (_what, tamper, reason) => {
    const id = await requested();
    const undo = await tamper(id);
    try {
      await comesBack(id, reason);
    } finally {
      await undo?.();
    }
  });

  it("the instrument it rests on, which ran out during the hold", async () => {
    const ends = await twoNodes((terms) => ({
      ...terms,
      hold_seconds: { routine: 30, life_threat: 0 },
      instruments: terms.instruments.map((one) => ({ ...one, valid_to: "2026-11-22" })),
    }));
    try {
      ends.dials.now = Date.parse("2026-11-22T23:59:45Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA"));
      ends.dials.now += 31_000;
      await ends.settle();
      expect(await standing(ends.ca, id)).toBe("draft: gate_forbids");
      expect(await leaves(ends.ca, "exchange", "release")).toBe(0);
      expect(await count(ends.in, "dispatch")).toBe(0);
    } finally {
      await ends.close();
    }
  });

  it("the agreement itself, which ran out", async () => {
    const ends = await twoNodes((terms) => ({ ...terms, valid_to: "2026-11-22" }));
    try {
      ends.dials.now = Date.parse("2026-11-24T12:00:00Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA")).catch(() => null);
      await ends.settle();
      expect(id === null ? "not approved" : await standing(ends.ca, id)).not.toBe("stored");
    } finally {
      await ends.close();
    }
  });

  it("the agreement itself, whose last day ended during the hold", async () => {
    const ends = await twoNodes((terms) => ({
      ...terms,
      valid_to: "2026-11-22",
      hold_seconds: { routine: 30, life_threat: 0 },
    }));
    try {
      ends.dials.now = Date.parse("2026-11-22T23:59:45Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA"));
      ends.dials.now += 31_000;
      await ends.settle();
      expect(await standing(ends.ca, id)).toBe("draft: agreement_expired");
      expect(await leaves(ends.ca, "exchange", "release")).toBe(0);
      const again = await ends.ca.exchange.commands.submit(await ends.ca.officer("lo"), id);
      expect(refusalOf(again)).toBe("area_suspended");
    } finally {
      await ends.close();
    }
  });

  it("the record an answer is taken from, which was imported anew", async () => {
    const question = await forge(india, ca);
    expect(await verdictOn(ca, question.sealed)).toBe("stored");
    const record = { ...recordOf(), id: "CA-H-7", holder: { state: "CA", agency: "RCMP" } };
    const by = { officer: "ca-analyst", party: "CA" };
    await ca.holdings.importRecords([record], by);
    const draft = answerDraft({ items: [{ holding: "CA-H-7" }] }, { from: "ca-rcmp-liaison" });
    const id = await approved(ca, "answer", question.id, draft);
    await ca.holdings.importRecords([{ ...record, text: "Invented: corrected since." }], by);
    await comesBack(id, "bytes_changed");
  });

  it("the record an answer is taken from, which was deleted", async () => {
    const question = await forge(india, ca);
    expect(await verdictOn(ca, question.sealed)).toBe("stored");
    const record = { ...recordOf(), id: "CA-H-8", holder: { state: "CA", agency: "RCMP" } };
    await ca.holdings.importRecords([record], { officer: "ca-analyst", party: "CA" });
    const draft = answerDraft({ items: [{ holding: "CA-H-8" }] }, { from: "ca-rcmp-liaison" });
    const id = await approved(ca, "answer", question.id, draft);
    await ca.store.commit({ steps: ca.store.vault.destroy("holding:CA-H-8") });
    await comesBack(id, "record_broken");
  });
});
