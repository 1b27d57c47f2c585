import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, fieldOf, fieldsOf, objectOn } from "./command-line.ts";
import { type FakeNode, type Handler, startFakeNode } from "./fake-node.ts";

const RECORD = {
  id: "invented-1",
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  categories: ["contact"],
  subject: { identified: false },
  source: { method: "own", mistreatment_likelihood: "none" },
  marking: {
    system: null,
    level: null,
    tlp: null,
    pap: null,
    handling: ["H1"],
    grade: { source: null, information: null },
  },
  text: "Invented.",
};

const counting: Handler = ({ body }) => {
  const records: unknown = fieldOf(body, "records");
  return { value: { imported: Array.isArray(records) ? records.length : 0, refused: [] } };
};

let node: FakeNode;
beforeEach(async () => {
  node = await startFakeNode({ importHoldings: counting });
});
afterEach(async () => {
  await node.close();
});

function lines(count: number): string {
  return Array.from({ length: count }, (_, at) => JSON.stringify({ ...RECORD, id: `invented-${at}` })).join(
    "\n",
  );
}

function importing(stdin: string) {
  return entente(["holding", "import", "-", "--node", node.url, "--json"], { stdin });
}

describe("holding import", () => {
  test("takes one object a line, empty lines aside", async () => {
    const { exit, out } = await importing(`${lines(2)}\r\n\n${JSON.stringify(RECORD)}\n\n`);
    expect(exit).toBe(0);
    expect(objectOn(out)).toEqual({ imported: 3, refused: [] });
  });

  test("sends each line's own text, so that the node's strict reader sees it", async () => {
    const text = JSON.stringify(RECORD).replace('"owner":null', '"owner" : null');
    await importing(text);
    expect(node.asked[0]?.text).toBe(`{"records":[${text}]}`);
  });

  test("goes in pages of at most 500", async () => {
    const { out } = await importing(lines(1_203));
    expect(objectOn(out)).toEqual({ imported: 1_203, refused: [] });
    expect(node.asked).toHaveLength(3);
    expect(node.strange).toEqual([]);
  });

  const bad: readonly (readonly [string, string, readonly string[]])[] = [
    ["no JSON", "{", ["line 2"]],
    ["two objects on one line", `${JSON.stringify(RECORD)},${JSON.stringify(RECORD)}`, ["line 2"]],
    ["a field nobody knows", JSON.stringify({ ...RECORD, colour: "red" }), ["line 2 /colour"]],
    [
      "no holder and no marking",
      JSON.stringify({ ...RECORD, holder: undefined, marking: undefined }),
      ["line 2 /holder", "line 2 /marking"],
    ],
    [
      "a category nobody knows",
      JSON.stringify({ ...RECORD, categories: ["gossip"] }),
      ["line 2 /categories/0"],
    ],
  ];
  test.each(bad)("a file with %s is refused whole, every fault named by line", async (_, line, where) => {
    const { exit, out, err } = await importing(`${JSON.stringify(RECORD)}\n${line}\n`);
    expect([exit, out]).toEqual([2, ""]);
    const errors: unknown = objectOn(err).errors;
    expect(fieldsOf(errors, "pointer")).toEqual(where);
    expect(node.asked).toEqual([]);
  });

  test("an empty file is bad input", async () => {
    expect((await importing("\n")).exit).toBe(2);
  });

  test("what the node refuses is named by its line in the file", async () => {
    await node.close();
    node = await startFakeNode({
      importHoldings: () => ({
        value: { imported: 1, refused: [{ line: 2, pointer: "/holder", code: "not_ours" }] },
      }),
    });
    const { exit, err } = await importing(`\n${lines(1)}\n\n${JSON.stringify(RECORD)}\n`);
    expect(exit).toBe(2);
    expect(objectOn(err)).toMatchObject({ errors: [{ pointer: "line 4 /holder", code: "not_ours" }] });
    expect(err).toContain("1 records were taken");
  });
});
