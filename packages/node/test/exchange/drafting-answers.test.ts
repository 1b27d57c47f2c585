import { beforeAll, describe, expect, it } from "vitest";
import { asked, ca, type draft, faultsOf, india } from "./drafters.ts";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { edit } from "./store-file.ts";
import { approved, exampleRequest, must, type Role, refusalOf, twoNodes } from "./two-nodes.ts";

describe("an answer takes its facts from the holdings of its own agency", () => {
  async function answerFrom(items: readonly unknown[]): Promise<Awaited<ReturnType<typeof draft>>> {
    const analyst = await india.officer("analyst");
    const { id } = must(
      await india.exchange.commands.draft(analyst, "answer", await asked(), answerDraft({ items })),
    );
    return india.exchange.commands.submit(analyst, id);
  }

  beforeAll(async () => {
    const others = [
      { ...recordOf(), id: "CBN-1", holder: { state: "IN", agency: "CBN" } },
      { ...recordOf(), id: "NCB-CRIMINAL", categories: ["criminal_record"] },
    ];
    expect(await india.holdings.importRecords(others, { officer: "in-analyst", party: "IN" })).toMatchObject({
      imported: 2,
      refused: [],
    });
  });

  it("one of its own goes", async () => {
    expect(must(await answerFrom([{ holding: "IN-H-1" }])).state).toBe("proposed");
  });

  it.each([
    ["one that does not exist", [{ holding: "NO-SUCH" }], ["unknown_holding /content/items/0/holding"]],
    [
      "another agency's is as absent as that",
      [{ holding: "CBN-1" }],
      ["unknown_holding /content/items/0/holding"],
    ],
    [
      "every such item is named at once",
      [{ holding: "CBN-1" }, { holding: "IN-H-1" }, { holding: "NO-SUCH" }],
      ["unknown_holding /content/items/0/holding", "unknown_holding /content/items/2/holding"],
    ],
  ] as const)("%s", async (_what, items, expected) => {
    const result = await answerFrom(items);
    expect(refusalOf(result)).toBe("malformed");
    expect(faultsOf(result)).toEqual(expected);
  });

  it("one that was deleted is absent too", async () => {
    await india.store.commit({ steps: india.store.vault.destroy("holding:NCB-CRIMINAL") });
    expect(faultsOf(await answerFrom([{ holding: "NCB-CRIMINAL" }]))).toEqual([
      "unknown_holding /content/items/0/holding",
    ]);
  });

  it("what is typed under a secret marking is stopped at the ceiling", async () => {
    const marking = { ...recordOf().marking, system: "IN", level: "Secret" };
    const typed = { text: "Invented.", categories: ["customs"], about: { identified: false }, marking };
    expect(refusalOf(await answerFrom([{ typed }]))).toBe("release_forbidden");
  });

  it("what is taken from a secret record is stopped at the ceiling", async () => {
    const secret = {
      ...recordOf(),
      id: "NCB-SECRET",
      marking: { ...recordOf().marking, system: "IN", level: "Secret" },
    };
    await india.holdings.importRecords([secret], { officer: "in-analyst", party: "IN" });
    expect(refusalOf(await answerFrom([{ holding: "NCB-SECRET" }]))).toBe("release_forbidden");
  });
});

describe("where a security-of-information agreement lifts the ceiling", () => {
  it("records whose levels no one level can join are refused by name, not joined by a machine", async () => {
    const own = await twoNodes((terms) => ({
      ...terms,
      instruments: [
        ...terms.instruments,
        {
          id: "invented-gsoia",
          kind: "GSOIA",
          parties: ["CA:*", "IN:*"],
          purposes: [...terms.purposes],
          in_force: true,
          valid_from: "2026-03-01",
          valid_to: null,
          verified: true,
        },
      ],
    }));
    const { marking } = recordOf();
    const records = (["Protected C", "Confidential"] as const).map((level) => ({
      ...recordOf(),
      id: `CA-${level.replace(" ", "-")}`,
      holder: { state: "CA", agency: "RCMP" },
      marking: { ...marking, system: "CA", level },
    }));
    await own.ca.holdings.importRecords(records, { officer: "ca-analyst", party: "CA" });
    const asking = await forge(own.in, own.ca);
    expect(await verdictOn(own.ca, asking.sealed)).toBe("stored");
    const lo = await own.ca.officer("lo");
    const submit = async (items: readonly unknown[]) => {
      const value = answerDraft({ items }, { from: "ca-rcmp-liaison" });
      const { id } = must(await own.ca.exchange.commands.draft(lo, "answer", asking.id, value));
      return own.ca.exchange.commands.submit(lo, id);
    };
    const [one, other] = records.map((record) => ({ holding: record.id }));
    expect(must(await submit([one])).state).toBe("proposed");
    expect(must(await submit([other])).state).toBe("proposed");
    expect(faultsOf(await submit([one, other]))).toEqual(["levels_apart /marking/level"]);
    await own.close();
  });
});

describe("a question may be answered only where it lies and is open", () => {
  async function answerTo(question: string, role: Role = "analyst"): ReturnType<typeof draft> {
    return india.exchange.commands.draft(await india.officer(role), "answer", question, answerDraft({}));
  }

  it.each([
    [
      "it does not exist",
      async (): Promise<string> => "0190aaaa-0000-7000-8000-000000000001",
      "nothing_to_answer",
    ],
    [
      "it is our own dispatch",
      async (): Promise<string> => approved(india, "request", null, exampleRequest("IN")),
      "nothing_to_answer",
    ],
    [
      "it is at another desk",
      async (): Promise<string> => {
        const question = await asked();
        edit(india, "update dispatch set to_desk = 'in-cert-watch' where id = ?", question);
        return question;
      },
      "nothing_to_answer",
    ],
    [
      "it was declined",
      async (): Promise<string> => {
        const question = await asked();
        must(await india.exchange.commands.decline(await india.officer("analyst"), question, "Invented"));
        return question;
      },
      "state_conflict",
    ],
    [
      "it is quarantined",
      async (): Promise<string> => {
        const question = await forge(ca, india, {
          body: (honest) => ({ ...honest, caveats: ["eyes_only"] }),
        });
        expect(await verdictOn(india, question.sealed)).toBe("stored");
        return question.id;
      },
      "state_conflict",
    ],
  ] as const)("never when %s", async (_what, question, expected) => {
    expect(refusalOf(await answerTo(await question()))).toBe(expected);
  });

  it("never by an officer who only releases: an arrival is not his to see", async () => {
    expect(refusalOf(await answerTo(await asked(), "authority"))).toBe("nothing_to_answer");
  });
});
