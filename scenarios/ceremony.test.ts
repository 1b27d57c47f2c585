import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KEYS_TYPE, type SigningKeys, signDocument } from "@entente/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CLI_FILE,
  type Ended,
  entente,
  ententeHere,
  fieldOf,
  type Said,
  startProcess,
  storyFolder,
  until,
} from "./sandbox-process.ts";
import { freePort, HOLDING, insideIndia, keyChange, rootOf, secretsOf, sharesOf } from "./two-states.ts";

// Two states that share nothing come to trust each other, by the command line alone: no sandbox, no secret that both
// know. Then they exchange a request and its answer. All people, companies and numbers are invented.

const folder = storyFolder();
const at = (...names: readonly string[]) => join(folder.path, ...names);
const PARTIES = ["ca", "in"] as const;
type Side = (typeof PARTIES)[number];
const other = (side: Side): Side => (side === "ca" ? "in" : "ca");

/** Officers of a side: their duties and approval roles. */
const POSTS = {
  lo: [["liaison"], []],
  analyst: [["analyst"], []],
  duty: [["duty_desk"], []],
  authority: [["release_authority"], ["SUP"]],
  coordinator: [["coordinator"], []],
} as const;
type Post = keyof typeof POSTS;

const fingerprints: Record<Side, string> = { ca: "", in: "" };
const tokens = new Map<string, string>();
const ports: Record<Side, { user: number; peer: number }> = {
  ca: { user: 0, peer: 0 },
  in: { user: 0, peer: 0 },
};
const running = new Map<Side, ReturnType<typeof startProcess>>();

beforeAll(async () => {
  for (const side of PARTIES) ports[side] = { user: await freePort(), peer: await freePort() };
});
afterAll(async () => {
  for (const side of PARTIES.filter((one) => running.has(one))) await stop(side);
  folder.remove();
});

async function done(args: readonly string[], way = entente): Promise<Said["json"]> {
  const said = await way(folder.path, args);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

const unlock = (side: string, ...which: readonly number[]) =>
  sharesOf(folder.path, side, "unlock", which).flatMap((path) => ["--unlock", path]);
const rootShares = (side: string, ...which: readonly number[]) =>
  sharesOf(folder.path, side, "root", which).flatMap((path) => ["--share", path]);
/** A stopped node, opened by two of its custodians. */
const opened = (side: Side) => ["--data", side, ...unlock(side, 1, 3)];
const as = (side: Side, post: Post, device = false) => [
  "--node",
  `http://localhost:${ports[side].user}`,
  "--token",
  tokens.get(`${side}-${post}`) ?? "",
  ...(device ? ["--device", at(`${side}-${post}.device`)] : []),
];

async function start(side: Side): Promise<void> {
  const child = startProcess(CLI_FILE, ["node", "--data", side, ...unlock(side, 2, 3)], { cwd: folder.path });
  running.set(side, child);
  const health = async () => {
    const answer = await fetch(`http://localhost:${ports[side].user}/health`).catch(() => null);
    const state: unknown = answer === null ? null : await answer.json();
    return fieldOf(state, "status");
  };
  const early = child.ended.then((end) => Promise.reject(new Error(`${side} ended: ${end.err}`)));
  await Promise.race([until(health, (status) => status === "ready"), early]);
}

async function stop(side: Side): Promise<Ended> {
  const child = running.get(side);
  if (child === undefined) throw new Error(`${side} does not run`);
  running.delete(side);
  child.child.kill("SIGTERM");
  return child.ended;
}

describe("each state by itself", () => {
  test.each(PARTIES)(
    "%s makes its root, its node and its card, and its shares leave the computer",
    async (side) => {
      const made = await done([
        "init",
        "--party",
        side.toUpperCase(),
        "--data",
        side,
        "--shares",
        `sticks-${side}`,
      ]);
      fingerprints[side] = String(made.fingerprint);
      expect(readdirSync(at(`sticks-${side}`))).toHaveLength(6);
      expect(readdirSync(at(side)).filter((name) => name.includes("key") || name.includes("share"))).toEqual(
        [],
      );
    },
  );

  test.each(PARTIES)("%s enrols its officers with devices they made themselves", async (side) => {
    const officers = [];
    for (const [post, [duties, roles]] of Object.entries(POSTS)) {
      const id = `${side}-${post}`;
      const made = await done(["device", "new", "--officer", id, "--out", `${id}.device`], ententeHere);
      officers.push({
        id,
        name: `Invented ${post} of ${side}`,
        agency: side === "ca" ? "RCMP" : "NCB",
        desks: [side === "ca" ? "ca-rcmp-liaison" : "in-ncb-liaison"],
        duties,
        approval_roles: roles.map((role) => `${side.toUpperCase()}-${role}`),
        device_public_key: made.public_key,
      });
    }
    writeFileSync(at("officers.json"), JSON.stringify(officers));
    const { officers: handed } = await done(["officer", "first", "officers.json", ...opened(side)]);
    for (const one of Array.isArray(handed) ? handed : [])
      tokens.set(String(fieldOf(one, "id")), String(fieldOf(one, "token")));
    expect(tokens.get(`${side}-lo`)).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const again = await entente(folder.path, ["officer", "first", "officers.json", ...opened(side)]);
    expect(again).toMatchObject({ exit: 5, json: { code: "state_conflict" } });
  });
});

describe("the cards cross", () => {
  // The postman makes a root and a card in India's name and puts it into the note in the place of India's.
  beforeAll(async () => {
    await done(["init", "--party", "IN", "--data", "mallory", "--shares", "sticks-mallory"]);
    for (const side of [...PARTIES, "mallory"]) cpSync(at(side, "card.json"), at(`${side}.card`));
  });
  const confirm = (side: Side, card: string, heard: string, officers = ["lo", "coordinator"]) =>
    entente(folder.path, [
      "card",
      "confirm",
      card,
      ...opened(side),
      "--fingerprint",
      heard,
      ...officers.flatMap((post) => ["--officer", `${side}-${post}`]),
    ]);

  test("any card that verifies shows its fingerprint, the postman's too", async () => {
    for (const name of ["in", "mallory"])
      expect(await done(["card", "show", `${name}.card`], ententeHere)).toMatchObject({
        valid: true,
        party: "IN",
      });
  });

  test("a card swapped on the way is not what India reads aloud, and the group that differs is named", async () => {
    const said = await confirm("ca", "mallory.card", fingerprints.in);
    expect(said).toMatchObject({ exit: 7, json: { valid: false, fault: { code: "fingerprint_differs" } } });
    expect(String(fieldOf(said.json.fault, "where"))).toMatch(/^\/fingerprint\/[0-9]+$/);
  });

  test("one officer alone confirms nothing, nor does a stranger", async () => {
    expect(await confirm("ca", "in.card", fingerprints.in, ["lo", "lo"])).toMatchObject({ exit: 2 });
    expect(await confirm("ca", "in.card", fingerprints.in, ["lo", "nobody"])).toMatchObject({ exit: 2 });
  });

  test.each(PARTIES)("two officers of %s record that they heard the right one", async (side) => {
    const heard = fingerprints[other(side)].toLowerCase().replaceAll(" ", "-");
    expect(await confirm(side, `${other(side)}.card`, heard)).toMatchObject({
      exit: 0,
      json: { state: "confirmed", party: other(side).toUpperCase() },
    });
  });
});

describe("the agreement", () => {
  const draft = async (theirs: string, out: string) => {
    const cards = ["--card", "ca.card", "--card", `${theirs}.card`];
    const terms = await done(["agreement", "example", ...cards], ententeHere);
    writeFileSync(
      at("terms.json"),
      JSON.stringify({ ...terms, hold_seconds: { routine: 1, life_threat: 0 } }),
    );
    await done(["agreement", "draft", "terms.json", ...cards, "--out", out], ententeHere);
  };
  const sign = (file: string, side: string, out: string) =>
    done(["root", "sign", file, ...rootShares(side, 1, 2), "--out", out], ententeHere);
  const join_ = (side: Side, file: string) =>
    entente(folder.path, ["agreement", "join", file, ...opened(side)]);

  test("is signed by one root, crosses, and is signed by the other", async () => {
    await draft("in", "draft");
    await sign("draft", "ca", "half");
    expect(await done(["agreement", "show", "half"], ententeHere)).toMatchObject({
      parties: [
        { party: "CA", fingerprint: fingerprints.ca, signed: true },
        { party: "IN", fingerprint: fingerprints.in, signed: false },
      ],
    });
    await sign("half", "in", "agreement.json");
  });

  test("that only one root has signed is refused", async () => {
    const said = await join_("ca", "half");
    expect(said).toMatchObject({ exit: 7, json: { valid: false, fault: { code: "missing_signature" } } });
  });

  test("with the postman's card in it, signed by his root and in good faith by Canada's, is refused", async () => {
    await draft("mallory", "swapped");
    await sign("swapped", "ca", "swapped-half");
    await sign("swapped-half", "mallory", "swapped-both");
    const said = await join_("ca", "swapped-both");
    expect(said).toMatchObject({ exit: 7, json: { valid: false, fault: { code: "card_not_confirmed" } } });
    expect(await join_("in", "swapped-both")).toMatchObject({
      exit: 7,
      json: { fault: { code: "another_card" } },
    });
  });

  test.each(PARTIES)("is joined by %s, once", async (side) => {
    expect(await join_(side, "agreement.json")).toMatchObject({ exit: 0, json: { state: "joined" } });
    expect(await join_(side, "agreement.json")).toMatchObject({ exit: 5, json: { code: "state_conflict" } });
    const partner = ["--partner-url", `https://localhost:${ports[other(side)].peer}`];
    const { user, peer } = ports[side];
    const doors = ["--user-port", String(user), "--peer-port", String(peer)];
    await done(["node", "address", "--data", side, ...partner, ...doors]);
  });
});

describe("the nodes", () => {
  test("do not start with one share, nor beside a plain key, and start with two", async () => {
    const tried = (shares: readonly string[]) =>
      startProcess(CLI_FILE, ["node", "--data", "ca", ...shares], { cwd: folder.path }).ended;
    expect(await tried(unlock("ca", 1))).toMatchObject({ exit: 2, err: expect.stringContaining("locked") });
    writeFileSync(at("ca", "node-key"), `${Buffer.alloc(32, 1).toString("base64")}\n`, { mode: 0o600 });
    expect(await tried(unlock("ca", 1, 2))).toMatchObject({
      exit: 2,
      err: expect.stringContaining("plain node key"),
    });
    rmSync(at("ca", "node-key"));
    await Promise.all(PARTIES.map(start));
  });

  async function draftOf(side: Side, post: Post, drafting: readonly string[]): Promise<string> {
    const example = await ententeHere(folder.path, ["draft", ...drafting, "--example", ...as(side, post)]);
    expect(example).toMatchObject({ exit: 0, err: "" });
    writeFileSync(at("draft.json"), example.out);
    const [kind = "", ...flags] = drafting;
    return String((await done(["draft", kind, "draft.json", ...flags, ...as(side, post)], ententeHere)).id);
  }

  async function release(side: Side, post: Post, id: string): Promise<void> {
    await done(["submit", id, ...as(side, post)], ententeHere);
    await done(["approve", id, ...as(side, "authority", true)], ententeHere);
  }

  const stateOf = async (side: Side, id: string) =>
    (await ententeHere(folder.path, ["show", id, ...as(side, "lo")])).json.state;
  let [question, answer] = ["", ""];

  test("exchange a request and its answer, each approved with a device", async () => {
    writeFileSync(at("holdings.jsonl"), JSON.stringify(HOLDING));
    await done(["holding", "import", "holdings.jsonl", ...as("in", "analyst")], ententeHere);
    question = await draftOf("ca", "lo", ["request"]);
    await release("ca", "lo", question);
    await until(
      () => stateOf("in", question),
      (state) => state === "filed",
    );
    await done(["assign", question, "--to", "in-analyst", ...as("in", "duty")], ententeHere);
    answer = await draftOf("in", "analyst", ["answer", "--reply-to", question]);
    await release("in", "analyst", answer);
    await until(
      () => stateOf("ca", answer),
      (state) => state === "filed",
    );
    await until(
      () => stateOf("ca", question),
      (state) => state === "answered",
    );
  });

  test("give a proof of both, with the receipt in it, that verifies under the agreement and under no other", async () => {
    for (const [side, id] of [
      ["ca", question],
      ["in", answer],
    ] as const) {
      const proof = ["ledger", "proof", id, "--out", "P", ...as(side, "lo")];
      await until(
        () => ententeHere(folder.path, proof),
        ({ exit }) => exit === 0,
      );
      const verify = (anchor: string) =>
        ententeHere(folder.path, ["ledger", "verify", "P", "--anchor", anchor]);
      expect(await verify("agreement.json")).toMatchObject({ exit: 0, json: { valid: true, id } });
      expect(await verify("swapped-both")).toMatchObject({ exit: 7, json: { valid: false } });
    }
    const { trail } = await done(["show", question, ...as("ca", "lo")], ententeHere);
    expect(trail).toMatchObject({
      stored_at: expect.stringMatching(/^20/),
      receipt_leaf: expect.any(Number),
    });
  });

  test("take no key change that a sign key signed in the place of the root; the root's own they take", async () => {
    expect((await stop("in")).exit).toBe(0);
    const { line, card, sign } = await insideIndia(folder.path, ports.ca.peer);
    const change = keyChange(card);
    const send = async (keys: SigningKeys) => {
      const file = await signDocument(KEYS_TYPE, change, [{ party: "IN", keys }]);
      return line.post("/peer/v1/keys", file, { timeoutMs: 20_000 });
    };
    const forged = await send(sign);
    expect(forged.status).toBe(422);
    expect(JSON.parse(Buffer.from(forged.body).toString("utf8"))).toMatchObject({
      code: "signature_ed25519",
    });
    // The same words under the root count: what refused was the signature alone.
    expect((await send(await rootOf(folder.path, "in"))).status).toBe(200);
    line.close();
  });
});

describe("on the disk", () => {
  test.each(PARTIES)(
    "%s holds neither its node key nor a root seed, in no file and no spelling",
    async (side) => {
      const secrets = await secretsOf(folder.path, side);
      const entries = readdirSync(at(side), { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
      expect(files.map((path) => path.slice(at(side).length + 1))).toEqual(
        expect.arrayContaining(["node.db", "node.json", "agreement.json"]),
      );
      for (const path of files) {
        const bytes = readFileSync(path);
        for (const secret of secrets)
          for (const spelt of [secret, secret.toString("base64").slice(0, 42), secret.toString("hex")])
            expect(bytes.includes(spelt), path).toBe(false);
      }
      // What the search finds when there is something to find.
      const [key = Buffer.alloc(0)] = secrets;
      expect(Buffer.concat([readFileSync(at(side, "node.json")), key]).includes(key)).toBe(true);
    },
  );
});
