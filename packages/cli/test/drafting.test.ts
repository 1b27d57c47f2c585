import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { entente, ID, OTHER, objectOn, standingOf } from "./command-line.ts";
import { type FakeNode, problemOf, startFakeNode } from "./fake-node.ts";

let node: FakeNode;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "entente-cli-"));
  node = await startFakeNode({
    draftDispatch: () => ({ value: standingOf("draft") }),
    exampleDraft: ({ body }) => ({ value: { ...Object(body), draft: { title: "INVENTED", n: [1] } } }),
  });
});
afterEach(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});

function file(content: string | Uint8Array): string {
  writeFileSync(join(folder, "draft.json"), content);
  return "draft.json";
}

describe("draft KIND FILE", () => {
  test("stores what the file holds", async () => {
    const said = await entente(["draft", "request", file('{"title":"x"}'), "--node", node.url, "--json"], {
      cwd: folder,
    });
    expect(said.exit).toBe(0);
    expect(objectOn(said.out)).toEqual(standingOf("draft"));
    expect(node.asked[0]?.body).toEqual({ kind: "request", draft: { title: "x" } });
  });

  test("reads standard input for a lone dash", async () => {
    await entente(["draft", "request", "-", "--node", node.url], { stdin: ' {"title":"y"}\n' });
    expect(node.asked[0]?.body).toEqual({ kind: "request", draft: { title: "y" } });
  });

  test("answers a dispatch with --reply-to, and answer ID FILE is the same", async () => {
    await entente(["draft", "answer", "-", "--reply-to", OTHER, "--node", node.url], { stdin: "{}" });
    await entente(["answer", OTHER, "-", "--node", node.url], { stdin: "{}" });
    expect(node.asked.map((ask) => ask.body)).toEqual(
      Array(2).fill({ kind: "answer", reply_to: OTHER, draft: {} }),
    );
  });

  test("leaves the strict reading to the node: a key written twice reaches it twice", async () => {
    const text = '{"title":"a", "title":"b", "n": 1.0e2}';
    await entente(["draft", "request", "-", "--node", node.url], { stdin: text });
    expect(node.asked[0]?.text).toBe(`{"kind":"request","draft":${text}}`);
  });

  const bad: readonly (readonly [string, string | Uint8Array, string])[] = [
    ["that is not there", "", "file_unreadable"],
    ["that is empty", "", "not_json"],
    ["that is no JSON", "{title}", "not_json"],
    ["with something behind the object", '{"a":1} 2', "not_json"],
    ["that would break out of its place", `{},"reply_to":"${ID}"`, "not_json"],
    ["that would close the object around it", '{}},{"a":{}', "not_json"],
    ["with a byte order mark", "\ufeff{}", "not_json"],
    ["that is not UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "not_utf8"],
  ];
  test.each(bad)("a file %s is bad input and nothing is sent", async (what, content, code) => {
    const name = what === "that is not there" ? "nowhere.json" : file(content);
    const said = await entente(["draft", "request", name, "--node", node.url, "--json"], { cwd: folder });
    expect([said.exit, said.out]).toEqual([2, ""]);
    expect(objectOn(said.err)).toMatchObject({ code: "malformed", errors: [{ pointer: name, code }] });
    expect(node.asked).toEqual([]);
  });

  test("a folder is no file", async () => {
    expect((await entente(["draft", "request", folder, "--node", node.url])).exit).toBe(2);
  });

  test("a kind this version does not know is bad input", async () => {
    const said = await entente(["draft", "rumour", "-", "--node", node.url, "--json"], { stdin: "{}" });
    expect(said.exit).toBe(2);
    expect(objectOn(said.err).code).toBe("unknown_kind");
  });

  test("a question that is no id is bad input", async () => {
    const args = ["draft", "answer", "-", "--reply-to", "x", "--node", node.url];
    expect((await entente(args, { stdin: "{}" })).exit).toBe(2);
    expect((await entente(["answer", "x", "-", "--node", node.url], { stdin: "{}" })).exit).toBe(2);
    expect(node.asked).toEqual([]);
  });
});

describe("draft KIND --example", () => {
  test("prints only the draft, which draft then takes back", async () => {
    const printed = await entente(["draft", "request", "--example", "--node", node.url]);
    expect([printed.exit, printed.err]).toEqual([0, ""]);
    await entente(["draft", "request", "-", "--node", node.url], { stdin: printed.out });
    expect(node.asked.map((ask) => ask.route)).toEqual(["exampleDraft", "draftDispatch"]);
    expect(node.asked[1]?.body).toEqual({ kind: "request", draft: { title: "INVENTED", n: [1] } });
  });

  test("is one line with --json, and names the question", async () => {
    const args = ["draft", "answer", "--example", "--reply-to", OTHER, "--json", "--node", node.url];
    expect(objectOn((await entente(args)).out)).toEqual({ title: "INVENTED", n: [1] });
    expect(node.asked[0]?.body).toEqual({ kind: "answer", reply_to: OTHER });
  });

  test("is refused as the node refuses it", async () => {
    await node.close();
    node = await startFakeNode({ exampleDraft: () => ({ problem: problemOf("nothing_to_answer") }) });
    expect((await entente(["draft", "answer", "--example", "--node", node.url])).exit).toBe(2);
  });
});
