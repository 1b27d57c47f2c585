import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { run } from "@entente/cli";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  as,
  entente,
  type ReadyNode,
  raiseSandbox,
  type Said,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// One request crosses the border under law, and its answer comes back with proof. Everything from outside: two node
// processes behind the sandbox, and the command line as child processes. People, companies and numbers are invented.

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

const call = (args: readonly string[], stdin?: string) => entente(folder.path, args, stdin);

async function done(args: readonly string[], stdin?: string): Promise<Said["json"]> {
  const said = await call(args, stdin);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

async function draftExample(
  node: ReadyNode,
  role: string,
  drafting: readonly string[],
  file: string,
): Promise<string> {
  const example = await call(["draft", ...drafting, "--example", ...as(node, role)]);
  expect(example.exit).toBe(0);
  writeFileSync(at(file), example.out);
  const [kind = "", ...flags] = drafting;
  const drafted = await done(["draft", kind, file, ...flags, ...as(node, role)]);
  expect(drafted).toMatchObject({ kind, state: "draft" });
  return String(drafted["id"]);
}

async function release(node: ReadyNode, role: string, id: string): Promise<void> {
  expect(await done(["submit", id, ...as(node, role)])).toMatchObject({ id, state: "proposed" });
  const approved = await done(["approve", id, ...as(node, "authority", "with device")]);
  expect(approved).toMatchObject({ id, state: expect.stringMatching(/^(approved|queued|sent|stored)$/) });
}

/** The item of an officer's inbox, once it is there. */
async function arrival(node: ReadyNode, role: string, id: string): Promise<Record<string, unknown>> {
  const find = async () => {
    const { items } = await done(["inbox", ...as(node, role)]);
    return Array.isArray(items)
      ? items.find((item: unknown) => Reflect.get(Object(item), "id") === id)
      : undefined;
  };
  return Object(await until(find, (item) => item !== undefined));
}

function stateOf(node: ReadyNode, id: string) {
  return async () => (await done(["show", id, ...as(node, "lo")]))["state"];
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
    ];
    expect(Object.keys(node.officers)).toEqual(roles);
    const held =
      party === "CA" ? [["CA-SUP"], ["CA-DH"], ["CA-MIN-JUS"]] : [["IN-SUP"], ["IN-HS"], ["IN-MHA"]];
    expect(["authority", "head", "legal"].map((role) => node.officers[role]?.roles)).toEqual(held);
    for (const officer of Object.values(node.officers)) expect(statSync(officer.device).isFile()).toBe(true);
  }
});

describe.each([
  ["CA", "IN"],
  ["IN", "CA"],
] as const)("%s asks, %s answers", (from, to) => {
  test("the question arrives under the same id, its answer comes back, each after one approval", async () => {
    const [asker, asked] = [nodes[from], nodes[to]];
    const question = await draftExample(asker, "lo", ["request"], `${from}-question.json`);
    await release(asker, "lo", question);
    for (const role of ["lo", "duty", "analyst"]) {
      expect(await arrival(asked, role, question)).toEqual({
        id: question,
        thread: question,
        kind: "request",
        from: from === "CA" ? "ca-rcmp-liaison" : "in-ncb-liaison",
        state: "filed",
        due: expect.stringMatching(/^20[0-9-]+T[0-9:.]+Z$/),
      });
    }
    const analyst = asked.officers["analyst"]?.id ?? "";
    expect(await done(["assign", question, "--to", analyst, ...as(asked, "duty")])).toMatchObject({
      id: question,
      state: "assigned",
    });
    const answer = await draftExample(
      asked,
      "analyst",
      ["answer", "--reply-to", question],
      `${to}-answer.json`,
    );
    await release(asked, "analyst", answer);
    expect(await arrival(asker, "lo", answer)).toMatchObject({
      id: answer,
      thread: question,
      kind: "answer",
    });
    await until(stateOf(asker, question), (state) => state === "answered");
    await until(stateOf(asked, question), (state) => state === "answered");
    const shown = await done(["show", answer, ...as(asker, "lo")]);
    expect(shown).toMatchObject({
      reply_to: question,
      body: { content: { outcome: "partial", items: [expect.anything()] } },
    });
    expect(JSON.stringify(shown)).not.toMatch(/invented-(ncb|rcmp)-0/);
    told.push({ question, answer });
  });
});

describe("rights", () => {
  let id: string;
  beforeAll(async () => {
    id = await draftExample(nodes.CA, "lo", ["request"], "rights.json");
    await done(["submit", id, ...as(nodes.CA, "lo")]);
  });

  const approvals: readonly (readonly [string, string, "with device" | "token alone", number])[] = [
    ["a token alone approves nothing", "authority", "token alone", 4],
    ["the author does not approve, whatever key he has", "lo", "with device", 3],
    ["a role that the decision does not name does not approve", "head", "with device", 3],
    ["nor does another", "legal", "with device", 3],
    ["an auditor does not approve", "auditor", "with device", 3],
  ];
  test.each(approvals)("%s", async (_, role, device, exit) => {
    const said = await call(["approve", id, ...as(nodes.CA, role, device)]);
    expect([said.exit, said.out]).toEqual([exit, ""]);
    expect(await stateOf(nodes.CA, id)()).toBe("proposed");
  });

  test("another officer's device does not approve", async () => {
    const device = nodes.CA.officers["head"]?.device ?? "";
    const said = await call(["approve", id, ...as(nodes.CA, "authority"), "--device", device]);
    expect([said.exit, said.json["code"]]).toEqual([3, "device_refused"]);
  });

  test("a refusal needs a device and a ground, and what was refused never leaves", async () => {
    const refusing = ["refuse", id, "--ground", "disproportionate_volume"];
    expect((await call([...refusing, ...as(nodes.CA, "authority")])).exit).toBe(4);
    expect(await done([...refusing, ...as(nodes.CA, "authority", "with device")])).toMatchObject({
      id,
      state: "refused",
    });
    expect((await call(["approve", id, ...as(nodes.CA, "authority", "with device")])).exit).toBe(5);
    const { items } = await done(["inbox", "--limit", "200", ...as(nodes.IN, "lo")]);
    expect(JSON.stringify(items)).not.toContain(id);
  });

  test("without a token nobody reads; an auditor reads no content; nobody sees what is not there", async () => {
    expect((await call(["inbox", "--node", nodes.CA.url])).exit).toBe(3);
    expect((await call(["show", id, ...as(nodes.CA, "auditor")])).exit).toBe(3);
    expect((await call(["show", id, ...as(nodes.IN, "lo")])).exit).toBe(2);
  });
});

describe("bad input is refused with every fault at once, and nothing is stored", () => {
  test("unmarked, with a field nobody knows and a word nobody knows", async () => {
    const example: unknown = JSON.parse(readFileSync(at("CA-question.json"), "utf8"));
    const draft = JSON.stringify({ ...Object(example), marking: undefined, colour: "red", area: "gossip" });
    const said = await call(["draft", "request", "-", ...as(nodes.CA, "lo")], draft);
    expect(said.exit).toBe(2);
    const errors: unknown = said.json["errors"];
    const pointers = Array.isArray(errors)
      ? errors.map((error: unknown) => String(Reflect.get(Object(error), "pointer")))
      : [];
    for (const field of ["marking", "colour", "area"]) expect(pointers.join(" ")).toContain(`/${field}`);
  });

  test("a key written twice", async () => {
    const text = readFileSync(at("CA-question.json"), "utf8").replace("{", '{"title":"x",');
    const said = await call(["draft", "request", "-", ...as(nodes.CA, "lo")], text);
    expect(said.exit).toBe(2);
    expect(said.err).toContain("duplicate_key");
  });
});

describe("proof", () => {
  test("of every dispatch, from either node, verifies offline", async () => {
    const { question, answer } = told[0] ?? { question: "", answer: "" };
    for (const [party, node] of Object.entries(nodes)) {
      for (const [name, id] of Object.entries({ question, answer })) {
        const file = `${party}-${name}.proof`;
        await until(
          () => call(["ledger", "proof", id, "--out", file, ...as(node, "auditor")]),
          (said) => said.exit !== 6,
        );
        const verdict = await call(["ledger", "verify", file, "--anchor", node.anchor]);
        expect(verdict).toMatchObject({ exit: 0, err: "", json: { valid: true, id } });
      }
    }
  });

  test("of a dispatch that has not left is not there yet (exit code 6)", async () => {
    const id = await draftExample(nodes.CA, "lo", ["request"], "later.json");
    const said = await call(["ledger", "proof", id, "--out", "later.proof", ...as(nodes.CA, "auditor")]);
    expect(said.exit).toBe(6);
  });

  test("without an anchor is no verification (exit code 2)", async () => {
    expect((await call(["ledger", "verify", "CA-question.proof"])).exit).toBe(2);
  });

  test("does not verify once one bit is flipped, wherever", async () => {
    const proof = readFileSync(at("CA-question.proof"));
    // A stride without a common factor with 8, so that every line and every bit of a byte is met.
    for (let byte = 0; byte < proof.length; byte += 101) {
      expect(await flipped("CA-question.proof", "flipped.proof", byte)).toMatch(/^7 [a-z_]+ /);
    }
    const outside = await call(["ledger", "verify", "flipped.proof", "--anchor", nodes.CA.anchor]);
    expect(outside).toMatchObject({
      exit: 7,
      json: { valid: false, fault: { code: expect.any(String), where: expect.any(String) } },
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
      const exported = await done([
        "ledger",
        "export",
        "--out",
        `${party}-log`,
        ...as(nodes[party], "auditor"),
      ]);
      const size = Number(exported["size"]);
      expect(filesOf(`${party}-log`)).toEqual([
        "checkpoint",
        `tile/0/000.p/${size}`,
        `tile/entries/000.p/${size}`,
      ]);
      const verdict = await call(["ledger", "verify", `${party}-log`, "--anchor", nodes[party].anchor]);
      expect(verdict).toMatchObject({ exit: 0, json: { valid: true, size } });
    },
  );

  test("does not verify once one bit of a tile or of a stored entry is flipped, and the place is named", async () => {
    for (const file of filesOf("CA-log")) {
      const stride = file === "checkpoint" ? 89 : 3;
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
    const outside = await call(["ledger", "verify", "flipped-log", "--anchor", nodes.CA.anchor]);
    expect(outside).toMatchObject({
      exit: 7,
      json: { valid: false, fault: { where: expect.stringContaining(file) } },
    });
  });

  test("does not verify with a file missing or one too many", async () => {
    cpSync(at("CA-log"), at("odd-log"), { recursive: true });
    writeFileSync(at("odd-log/tile/0/001"), "");
    expect(await verdictOf("odd-log")).toBe("7 file_unexpected tile/0/001");
  });
});

/** Flips one bit, verifies in this process (the same command line, some hundred times faster), says how it ended. */
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
  let out = "";
  const exit = await run(["ledger", "verify", subject, "--anchor", anchor, "--json"], {
    env: {},
    cwd: folder.path,
    stdin: async () => new Uint8Array(),
    stdout: (text) => {
      out += text;
    },
    stderr: () => {},
  });
  const fault: unknown = Reflect.get(Object(JSON.parse(out)), "fault");
  const { code, where } = Object(fault);
  return `${exit} ${String(code)} ${String(where)}`;
}

function filesOf(name: string): readonly string[] {
  const found = readdirSync(at(name), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return found.map((entry) => relative(at(name), join(entry.parentPath, entry.name))).sort();
}
