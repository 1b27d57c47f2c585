import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  as,
  entente,
  ententeHere,
  fieldOf,
  type ReadyNode,
  raiseSandbox,
  type Said,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";
import { textLike } from "./text-like.ts";

// One request crosses the border under law, and its answer comes back with proof. Everything from outside: two node
// processes behind the sandbox, and the command line. The first journey and the claims of each part are made with
// processes of their own (`outside`), what asks again and again with the same command line inside this one (`here`).
// People, companies and numbers are invented.

const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
let sandbox: Sandbox;
let nodes: Readonly<Record<"CA" | "IN", ReadyNode>>;

beforeAll(async () => {
  sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
  nodes = sandbox.ready.nodes;
});
afterAll(async () => {
  const ended = await sandbox.stop();
  folder.remove();
  expect(ended.exit).toBe(0);
});

type Way = (args: readonly string[], stdin?: string) => Promise<Said>;
const outside: Way = (args, stdin) => entente(folder.path, args, stdin);
const here: Way = (args, stdin) => ententeHere(folder.path, args, stdin);

async function done(way: Way, args: readonly string[]): Promise<Said["json"]> {
  const said = await way(args);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

async function draftExample(
  way: Way,
  node: ReadyNode,
  role: string,
  drafting: readonly string[],
  file: string,
): Promise<string> {
  const example = await way(["draft", ...drafting, "--example", ...as(node, role)]);
  expect(example.exit).toBe(0);
  writeFileSync(at(file), example.out);
  const [kind = "", ...flags] = drafting;
  const drafted = await done(way, ["draft", kind, file, ...flags, ...as(node, role)]);
  expect(drafted).toMatchObject({ kind, state: "draft" });
  return String(drafted.id);
}

async function release(way: Way, node: ReadyNode, role: string, id: string): Promise<void> {
  expect(await done(way, ["submit", id, ...as(node, role)])).toMatchObject({ id, state: "proposed" });
  const approved = await done(way, ["approve", id, ...as(node, "authority", "with device")]);
  expect(approved).toMatchObject({ id, state: textLike(/^(approved|queued|sent|stored)$/) });
}

/** The item of an officer's inbox, once it is there. */
async function arrival(node: ReadyNode, role: string, id: string): Promise<unknown> {
  const find = async () => {
    const { items } = await done(here, ["inbox", "--limit", "200", ...as(node, role)]);
    const all: readonly unknown[] = Array.isArray(items) ? items : [];
    return all.find((item) => fieldOf(item, "id") === id);
  };
  return until(find, (item) => item !== undefined);
}

function stateOf(node: ReadyNode, id: string) {
  return async () => (await done(here, ["show", id, ...as(node, "lo")])).state;
}

/** Question and answer of each direction, filled by the first test and proven by the later ones. */
const told: { question: string; answer: string }[] = [];

test("the ready file names both nodes with absolute paths and every officer", () => {
  expect(sandbox.ready.version).toBe(1);
  for (const [party, node] of Object.entries(nodes)) {
    expect(node.url).toMatch(/^http:\/\/localhost:[0-9]+$/);
    expect(node.peer_url).toMatch(/^https:\/\/localhost:[0-9]+$/);
    expect(statSync(node.anchor).isFile()).toBe(true);
    const roles = [
      "lo",
      "duty",
      "analyst",
      "authority",
      "head",
      "legal",
      "auditor",
      "coordinator",
      "operator",
      "operator2",
    ];
    expect(Object.keys(node.officers)).toEqual(roles);
    const held =
      party === "CA" ? [["CA-SUP"], ["CA-DH"], ["CA-MIN-JUS"]] : [["IN-SUP"], ["IN-HS"], ["IN-MHA"]];
    expect(["authority", "head", "legal"].map((role) => node.officers[role]?.roles)).toEqual(held);
    for (const officer of Object.values(node.officers)) expect(statSync(officer.device).isFile()).toBe(true);
  }
});

describe.each([
  ["CA", "IN", outside],
  ["IN", "CA", here],
] as const)("%s asks, %s answers", (from, to, way) => {
  test("the question arrives under the same id, its answer comes back, each after one approval", async () => {
    const [asker, asked] = [nodes[from], nodes[to]];
    const question = await draftExample(way, asker, "lo", ["request"], `${from}-question.json`);
    await release(way, asker, "lo", question);
    for (const role of ["lo", "duty", "analyst"]) {
      expect(await arrival(asked, role, question)).toEqual({
        id: question,
        thread: question,
        kind: "request",
        from: from === "CA" ? "ca-rcmp-liaison" : "in-ncb-liaison",
        state: "filed",
        due: textLike(/^20[0-9-]+T[0-9:.]+Z$/),
      });
    }
    const analyst = asked.officers.analyst?.id ?? "";
    const assigned = await done(way, ["assign", question, "--to", analyst, ...as(asked, "duty")]);
    expect(assigned).toMatchObject({ id: question, state: "assigned" });
    const replying = ["answer", "--reply-to", question];
    const answer = await draftExample(way, asked, "analyst", replying, `${to}-answer.json`);
    await release(way, asked, "analyst", answer);
    expect(await arrival(asker, "lo", answer)).toMatchObject({
      id: answer,
      thread: question,
      kind: "answer",
    });
    for (const node of [asker, asked]) await until(stateOf(node, question), (state) => state === "answered");
    const shown = await done(way, ["show", answer, ...as(asker, "lo")]);
    const items = [{ holder: { state: to }, text: textLike(/^Invented: /) }];
    expect(shown).toMatchObject({ reply_to: question, body: { content: { outcome: "partial", items } } });
    // The record's own id and its source stay home.
    expect(JSON.stringify(shown)).not.toMatch(/invented-(ncb|rcmp)-0/);
    told.push({ question, answer });
  });
});

describe("rights", () => {
  let id: string;
  beforeAll(async () => {
    id = await draftExample(here, nodes.CA, "lo", ["request"], "rights.json");
    await done(here, ["submit", id, ...as(nodes.CA, "lo")]);
  });

  const approvals: readonly (readonly [string, string, "with device" | "token alone", number])[] = [
    ["a token alone approves nothing", "authority", "token alone", 4],
    ["the author does not approve, whatever key he has", "lo", "with device", 3],
    ["a role that the decision does not name does not approve", "head", "with device", 3],
    ["nor does another", "legal", "with device", 3],
    ["an auditor does not approve", "auditor", "with device", 3],
  ];
  test.each(approvals)("%s", async (_, role, device, exit) => {
    const said = await outside(["approve", id, ...as(nodes.CA, role, device)]);
    expect([said.exit, said.out]).toEqual([exit, ""]);
    expect(await stateOf(nodes.CA, id)()).toBe("proposed");
  });

  test("another officer's device does not approve", async () => {
    const device = nodes.CA.officers.head?.device ?? "";
    const said = await here(["approve", id, ...as(nodes.CA, "authority"), "--device", device]);
    expect([said.exit, said.json.code]).toEqual([3, "device_refused"]);
  });

  test("a refusal needs a device and a ground, and what was refused never leaves", async () => {
    const refusing = ["refuse", id, "--ground", "disproportionate_volume"];
    expect((await here([...refusing, ...as(nodes.CA, "authority")])).exit).toBe(4);
    expect(await done(here, [...refusing, ...as(nodes.CA, "authority", "with device")])).toMatchObject({
      id,
      state: "refused",
    });
    expect((await here(["approve", id, ...as(nodes.CA, "authority", "with device")])).exit).toBe(5);
    const { items } = await done(here, ["inbox", "--limit", "200", ...as(nodes.IN, "lo")]);
    expect(JSON.stringify(items)).not.toContain(id);
  });

  test("without a token nobody reads; an auditor reads no content; nobody sees what is not there", async () => {
    expect((await here(["inbox", "--node", nodes.CA.url])).exit).toBe(3);
    expect((await here(["show", id, ...as(nodes.CA, "auditor")])).exit).toBe(3);
    expect((await here(["show", id, ...as(nodes.IN, "lo")])).exit).toBe(2);
  });
});

describe("bad input is refused with every fault at once, and nothing is stored", () => {
  test("unmarked, with a field nobody knows and a word nobody knows", async () => {
    const example: unknown = JSON.parse(readFileSync(at("CA-question.json"), "utf8"));
    const draft = JSON.stringify({ ...Object(example), marking: undefined, colour: "red", area: "gossip" });
    const said = await here(["draft", "request", "-", ...as(nodes.CA, "lo")], draft);
    expect(said.exit).toBe(2);
    const errors: unknown = said.json.errors;
    const pointers = Array.isArray(errors)
      ? errors.map((error: unknown) => String(fieldOf(error, "pointer")))
      : [];
    for (const field of ["marking", "colour", "area"]) expect(pointers.join(" ")).toContain(`/${field}`);
  });

  test("a key written twice", async () => {
    const text = readFileSync(at("CA-question.json"), "utf8").replace("{", '{"title":"x",');
    const said = await here(["draft", "request", "-", ...as(nodes.CA, "lo")], text);
    expect(said.exit).toBe(2);
    expect(said.err).toContain("duplicate_key");
  });
});

describe("holdings", () => {
  const record = (id: string, holder: object) =>
    JSON.stringify({
      id,
      holder,
      owner: null,
      categories: ["customs"],
      subject: { identified: false },
      source: { method: "own", mistreatment_likelihood: "none" },
      marking: {
        system: null,
        level: null,
        tlp: "AMBER",
        pap: "AMBER",
        handling: ["H1"],
        grade: { source: "B", information: 2 },
      },
      text: "Invented.",
    });
  const own = record("invented-new-1", { state: "CA", agency: "RCMP" });

  test("an analyst takes records of his state in, and nobody else does", async () => {
    const taking = ["holding", "import", "-"];
    const taken = await here([...taking, ...as(nodes.CA, "analyst")], own);
    expect(taken).toMatchObject({ exit: 0, json: { imported: 1, refused: [] } });
    expect((await here([...taking, ...as(nodes.CA, "lo")], own)).exit).toBe(3);
    const foreign = record("invented-new-2", { state: "IN", agency: "NCB" });
    const refused = await here([...taking, ...as(nodes.CA, "analyst")], `${own}\n${foreign}`);
    expect(refused).toMatchObject({ exit: 2, json: { errors: [{ pointer: "line 2 /holder/state" }] } });
  });
});

describe("proof", () => {
  test("of every dispatch, from either node, verifies offline", async () => {
    const { question, answer } = told[0] ?? { question: "", answer: "" };
    for (const [party, node] of Object.entries(nodes)) {
      for (const [name, id] of Object.entries({ question, answer })) {
        const file = `${party}-${name}.proof`;
        await until(
          () => here(["ledger", "proof", id, "--out", file, ...as(node, "auditor")]),
          (said) => said.exit !== 6,
        );
        const verdict = await outside(["ledger", "verify", file, "--anchor", node.anchor]);
        expect(verdict).toMatchObject({ exit: 0, err: "", json: { valid: true, id } });
      }
    }
  });

  test("of a dispatch that has not left is not there yet (exit code 6)", async () => {
    const id = await draftExample(here, nodes.CA, "lo", ["request"], "later.json");
    const said = await here(["ledger", "proof", id, "--out", "later.proof", ...as(nodes.CA, "auditor")]);
    expect(said.exit).toBe(6);
  });

  test("without an anchor is no verification (exit code 2)", async () => {
    expect((await here(["ledger", "verify", "CA-question.proof"])).exit).toBe(2);
  });

  test("does not verify once one bit is flipped, wherever", async () => {
    const proof = readFileSync(at("CA-question.proof"));
    // A stride without a common factor with 8, so that every line and every bit of a byte is met.
    for (let byte = 0; byte < proof.length; byte += 211) {
      expect(await flipped("CA-question.proof", "flipped.proof", byte)).toMatch(/^7 [a-z_]+ /);
    }
    const verdict = await outside(["ledger", "verify", "flipped.proof", "--anchor", nodes.CA.anchor]);
    expect(verdict).toMatchObject({
      exit: 7,
      json: { valid: false, fault: { code: textLike(/^[a-z]/), where: textLike(/^[a-z]/) } },
    });
  });

  test("does not verify under another agreement", async () => {
    expect(await flippedAnchor()).toMatch(/^7 [a-z_]+ anchor/);
  });
});

describe("the exported log", () => {
  test.each(["CA", "IN"] as const)(
    "of %s verifies offline, its files in the layout of C2SP tlog-tiles",
    async (party) => {
      const exported = await done(outside, [
        "ledger",
        "export",
        "--out",
        `${party}-log`,
        ...as(nodes[party], "auditor"),
      ]);
      const size = Number(exported.size);
      expect(filesOf(`${party}-log`)).toEqual([
        "checkpoint",
        `tile/0/000.p/${size}`,
        `tile/entries/000.p/${size}`,
      ]);
      const verdict = await outside(["ledger", "verify", `${party}-log`, "--anchor", nodes[party].anchor]);
      expect(verdict).toMatchObject({ exit: 0, json: { valid: true, size } });
    },
  );

  test("does not verify once one bit of a tile or of a stored entry is flipped, and the place is named", async () => {
    for (const file of filesOf("CA-log")) {
      const stride = file === "checkpoint" ? 211 : 7;
      const length = statSync(at(join("CA-log", file))).size;
      cpSync(at("CA-log"), at("flipped-log"), { recursive: true });
      for (let byte = 0; byte < length; byte += stride) {
        expect(await flipped(join("CA-log", file), join("flipped-log", file), byte, "flipped-log")).toMatch(
          new RegExp(`^7 [a-z_]+ .*${file}`),
        );
      }
      cpSync(at("CA-log"), at("flipped-log"), { recursive: true });
    }
    const file = `tile/entries/${filesOf("CA-log")[2]?.split("/").slice(2).join("/")}`;
    await flipped(join("CA-log", file), join("flipped-log", file), 40, "flipped-log");
    const verdict = await outside(["ledger", "verify", "flipped-log", "--anchor", nodes.CA.anchor]);
    expect(verdict).toMatchObject({
      exit: 7,
      json: { valid: false, fault: { where: textLike(new RegExp(file)) } },
    });
  });

  test("does not verify with a file missing or one too many", async () => {
    cpSync(at("CA-log"), at("odd-log"), { recursive: true });
    writeFileSync(at("odd-log/tile/0/001"), "");
    expect(await verdictOf("odd-log")).toBe("7 file_unexpected tile/0/001");
  });
});

/** Flips one bit, verifies, and says how that ended. */
async function flipped(from: string, to: string, byte: number, subject = to): Promise<string> {
  const bytes = readFileSync(at(from));
  bytes.writeUInt8(bytes.readUInt8(byte) ^ (1 << (byte % 8)), byte);
  writeFileSync(at(to), bytes);
  return verdictOf(subject);
}

async function flippedAnchor(): Promise<string> {
  const bytes = readFileSync(nodes.CA.anchor);
  bytes.writeUInt8(bytes.readUInt8(1_000) ^ 1, 1_000);
  writeFileSync(at("anchor.json"), bytes);
  return verdictOf("CA-question.proof", at("anchor.json"));
}

async function verdictOf(subject: string, anchor = nodes.CA.anchor): Promise<string> {
  const { exit, json } = await here(["ledger", "verify", subject, "--anchor", anchor]);
  return `${exit} ${String(fieldOf(json.fault, "code"))} ${String(fieldOf(json.fault, "where"))}`;
}

function filesOf(name: string): readonly string[] {
  const found = readdirSync(at(name), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return found.map((entry) => relative(at(name), join(entry.parentPath, entry.name))).sort();
}
