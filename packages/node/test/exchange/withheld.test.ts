import { type DispatchBody, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { standing } from "./store-file.ts";
import { approve, must, refusalOf, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  const ours = { ...recordOf(), holder: { state: "CA", agency: "RCMP" } };
  const records = [
    { ...ours, id: "PLAIN", categories: ["customs"], text: "Invented: a plain record." },
    {
      ...ours,
      id: "FROM-A-SOURCE",
      categories: ["customs", "human_source"],
      text: "Invented: somebody told us.",
    },
  ];
  const report = await ca.holdings.importRecords(records, { officer: "ca-analyst", party: "CA" });
  expect(report).toMatchObject({ imported: 2, refused: [] });
});
afterAll(() => pair.close());

/** Canada's answer to a question of India's, from these records. */
async function submitted(...holdings: readonly string[]) {
  const question = await forge(pair.in, ca);
  expect(await verdictOn(ca, question.sealed)).toBe("stored");
  const lo = await ca.officer("lo");
  const items = holdings.map((holding) => ({ holding }));
  const draft = answerDraft({ items }, { from: "ca-rcmp-liaison" });
  const { id } = must(await ca.exchange.commands.draft(lo, "answer", question.id, draft));
  return { id, result: await ca.exchange.commands.submit(lo, id) };
}

async function viewOf(...holdings: readonly string[]) {
  const { id, result } = await submitted(...holdings);
  must(result);
  const view = must(await ca.exchange.commands.release(await ca.officer("authority"), id));
  const parsed = parseStrict(new Uint8Array(Buffer.from(view.body_base64, "base64")));
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  if (!body.ok) throw new Error("the body is one the partner reads");
  return { id, view, body: body.value };
}

/** All that differs between two bodies but what is always their own. */
function common({ legal_basis, caveats, marking, content }: DispatchBody) {
  return { legal_basis, caveats, marking, content };
}

describe("a record that tells of a human source stays home", () => {
  it("whole, in draft, view and what arrives; author and authority see that it does", async () => {
    const { id, view, body } = await viewOf("FROM-A-SOURCE", "PLAIN");
    expect(view.withheld).toMatchObject([{ pointer: "/items/0", category: "human_source" }]);
    expect(JSON.stringify(body)).not.toContain("somebody told us");
    await approve(ca, id);
    await pair.settle();
    expect(await standing(pair.in, id)).toBe("filed");
    const arrived = must(await pair.in.exchange.commands.show(await pair.in.officer("lo"), id));
    expect(JSON.stringify(arrived)).not.toMatch(/somebody told us|human_source/);
    expect(JSON.stringify(arrived)).toContain("a plain record");
  });

  it("and the partner cannot tell from what he gets that there was one", async () => {
    const [withOne, without] = [await viewOf("FROM-A-SOURCE", "PLAIN"), await viewOf("PLAIN")];
    expect(common(withOne.body)).toEqual(common(without.body));
  });

  it("and the reason given for it is the law that keeps it, no other", async () => {
    const { view } = await viewOf("FROM-A-SOURCE", "PLAIN");
    expect(view.withheld.map((one) => one.law)).toEqual([expect.stringContaining("CSIS Act")]);
    expect(view.withheld[0]?.law).not.toContain("Privacy Act");
  });

  // Stage 4: "nothing left to send". The gate sees that the category "customs" remains; the redaction takes the record.
  it("and an answer of which no item is left is not proposed", async () => {
    const { result } = await submitted("FROM-A-SOURCE");
    expect(refusalOf(result)).toBe("release_forbidden");
  });
});
