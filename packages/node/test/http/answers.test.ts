import { PROBLEMS, type Problem, Problem as ProblemSchema, readerOf } from "@entente/contract";
import { describe, expect, test } from "vitest";
import { HoldingFault, openHoldings } from "../../src/graph/door.ts";
import { problemOf } from "../../src/http/problem.ts";
import { PeopleFault } from "../../src/people/door.ts";
import { VaultFault } from "../../src/store/door.ts";
import { held, holding } from "../graph/rig.ts";
import { DECISION, KNOWN, UNKNOWN } from "./twins.ts";
import { ask, at, HEALTH, type Sent, userRig } from "./user-rig.ts";

const readProblem = readerOf(ProblemSchema);

describe("an answer", () => {
  test("is JSON, is kept by nobody, is guessed at by nobody and runs nothing", async () => {
    await using rig = await userRig();
    for (const path of ["/health", "/openapi.json", "/api/me", "/nothing"]) {
      const { headers } = await ask(rig.door, { path });
      expect(headers).toMatchObject({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
      expect(Object.keys(headers).sort()).toEqual(
        expect.not.arrayContaining(["server", "x-powered-by", "set-cookie", "etag"]),
      );
    }
    expect((await ask(rig.door, { path: "/health" })).headers["content-type"]).toBe("application/json");
    expect((await ask(rig.door, { path: "/nothing" })).headers["content-type"]).toBe(
      "application/problem+json",
    );
  });

  test("of health needs no sign-in", async () => {
    await using rig = await userRig();
    expect(await ask(rig.door, { path: "/health" })).toMatchObject({ status: 200, json: HEALTH });
  });

  test("of me says who is signed in, and nothing about tokens or keys", async () => {
    await using rig = await userRig();
    const reply = await ask(rig.door, { path: "/api/me", token: await rig.token("release_authority") });
    expect(reply.json).toEqual({
      officer: "CA-release_authority",
      name: "Invented release_authority",
      agency: "RCMP",
      desks: ["ca-rcmp-liaison"],
      duties: ["release_authority"],
      approval_roles: ["CA-SUP"],
      party: "CA",
      node: "ca-node-1",
      realm: "live",
    });
  });
});

describe("a refusal", () => {
  test("by the law gate carries outcome, needs, rule, law, remedies and packs", async () => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    const reply = await ask(rig.door, { method: "POST", path: `/api/drafts/${KNOWN}/submit`, token });
    expect(reply.status).toBe(403);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(reply.json).toEqual({
      type: "https://entente.invalid/problems/release_forbidden",
      title: "The law gate does not let this out",
      status: 403,
      code: "release_forbidden",
      policy: {
        outcome: "needs",
        needs: ["CA-SUP"],
        reasons: [{ rule: "inv-1", law: "Invented Act s. 1", text: "An invented rule." }],
        remedies: ["Ask CA-SUP for an approval."],
        packs: ["ca@2026.1"],
      },
    });
  });

  test.each(Object.entries(PROBLEMS))("%s is a problem of the contract's shape", (code, kind) => {
    const known = Object.keys(PROBLEMS).find((word): word is keyof typeof PROBLEMS => word === code);
    if (known === undefined) throw new Error("no such code");
    const problem: Problem = problemOf({
      problem: known,
      detail: "Invented.",
      faults: [
        { code: "schema", where: "/a", detail: "b" },
        { code: "schema", where: "/c" },
      ],
      decision: DECISION,
    });
    expect(readProblem(problem)).toMatchObject({ ok: true });
    expect(problem).toMatchObject({ status: kind.status, title: kind.title, code });
    expect(problem.type.split("/").at(-1)).toBe(code);
  });

  test("lists two hundred faults at most", () => {
    const faults = Array.from({ length: 300 }, (_, index) => ({ code: "schema", where: `/${index}` }));
    expect(problemOf({ problem: "malformed", faults }).errors).toHaveLength(200);
  });

  const hiding: readonly ((id: string) => Sent)[] = [
    (id) => ({ path: `/api/dispatches/${id}` }),
    (id) => ({ path: `/api/releases/${id}` }),
    (id) => ({ path: `/api/ledger/proofs/${id}` }),
    (id) => ({ method: "POST", path: `/api/drafts/${id}/check` }),
    (id) => ({ method: "POST", path: `/api/drafts/${id}/submit` }),
    (id) => ({ method: "PUT", path: `/api/drafts/${id}`, body: { draft: {}, version: 1 } }),
    (id) => ({ path: `/api/dispatches/${id}/assign`, body: { to: "CA-AN-1" } }),
    (id) => ({ path: `/api/dispatches/${id}/decline`, body: { reason: "Invented." } }),
  ];
  test.each(hiding.map((sent) => [sent("ID").path, sent] as const))(
    "%s: an unknown id, one that cannot exist and an unknown path get the very same bytes",
    async (_, sent) => {
      await using rig = await userRig();
      const token = await rig.token("analyst");
      const nowhere = await ask(rig.door, { path: "/api/nowhere", token });
      for (const id of [UNKNOWN, "x", KNOWN.toUpperCase(), `${KNOWN.slice(0, -1)}g`, "..%2f..", "%00"]) {
        const reply = await ask(rig.door, { ...sent(id), token });
        expect([id, reply.status, reply.text]).toEqual([id, 404, nowhere.text]);
        expect({ ...reply.headers, date: "" }).toEqual({ ...nowhere.headers, date: "" });
      }
      expect(rig.asked.map((call) => call.args[0])).toEqual([UNKNOWN]);
    },
  );
});

describe("broken machinery", () => {
  const secret = "CANARY-text-of-a-holding";

  test.each<[string, unknown, number, string]>([
    ["a thrown error", new Error(secret), 503, "unavailable"],
    ["sealed bytes that do not open", new VaultFault("sealed_damaged", secret), 500, "record_broken"],
    ["a changed row of an officer", new PeopleFault("broken_row", secret), 500, "record_broken"],
    ["a changed row of a holding", new HoldingFault(secret), 500, "record_broken"],
    ["something that is no error", { secret }, 503, "unavailable"],
  ])(
    "(%s) is said without a word of what broke, which only the operator gets",
    async (_, thrown, status, code) => {
      const health = () =>
        Promise.resolve().then(() => {
          // oxlint-disable-next-line typescript/only-throw-error -- what a bug may throw is not up to us
          throw thrown;
        });
      await using rig = await userRig({ health });
      const reply = await ask(rig.door, { path: "/health" });
      expect(reply.status).toBe(status);
      expect(reply.json).toMatchObject({ code, status });
      expect(reply.text).not.toContain("CANARY");
      expect(JSON.stringify(rig.lines)).not.toContain("CANARY");
      expect(rig.faults).toEqual([thrown]);
    },
  );

  test("a store that is gone lets nobody in", async () => {
    await using rig = await userRig();
    const token = await rig.token("liaison");
    await rig.store.close();
    const reply = await ask(rig.door, { path: "/api/me", token });
    expect(reply).toMatchObject({ status: 503, json: { code: "unavailable" } });
  });

  test("an input whose refusal cannot be recorded is refused all the same, as unavailable", async () => {
    await using rig = await userRig({ rejections: () => Promise.reject(new Error("the disk is full")) });
    const token = await rig.token("liaison");
    const reply = await ask(rig.door, { path: "/api/drafts", token, body: "{" });
    expect(reply).toMatchObject({ status: 503, json: { code: "unavailable" } });
    expect(rig.asked).toEqual([]);
  });
});

describe("what a handler asks its room", () => {
  test.each<[Sent & { readonly path: string }, string, readonly unknown[]]>([
    [{ path: "/api/examples", body: { kind: "request" } }, "example", ["request", null]],
    [{ path: "/api/examples", body: { kind: "request", reply_to: KNOWN } }, "example", ["request", KNOWN]],
    [
      { path: "/api/drafts", body: { kind: "request", draft: { a: 1 } } },
      "draft",
      ["request", null, { a: 1 }],
    ],
    [
      { path: "/api/drafts", body: { kind: "answer", draft: null, reply_to: KNOWN } },
      "draft",
      ["answer", KNOWN, null],
    ],
    [
      { method: "PUT", path: `/api/drafts/${KNOWN}`, body: { draft: [1], version: 7 } },
      "replaceDraft",
      [KNOWN, [1], 7],
    ],
    [{ path: "/api/inbox", body: {} }, "inbox", [{ cursor: null, limit: 50 }]],
    [{ path: "/api/inbox", body: { cursor: "c", limit: 200 } }, "inbox", [{ cursor: "c", limit: 200 }]],
    [{ path: `/api/dispatches/${KNOWN}/assign`, body: { to: "CA-AN-2" } }, "assign", [KNOWN, "CA-AN-2"]],
    [
      { path: `/api/dispatches/${KNOWN}/decline`, body: { reason: "Invented." } },
      "decline",
      [KNOWN, "Invented."],
    ],
    [{ path: `/api/ledger/proofs/${KNOWN}` }, "proof", [KNOWN]],
  ])("%j", async (sent, method, args) => {
    await using rig = await userRig();
    const reply = await ask(rig.door, { ...sent, token: await rig.token("analyst") });
    expect(reply.status).toBe(200);
    expect(rig.asked).toEqual([{ method, officer: "CA-analyst", args }]);
  });

  test.each<[Sent & { readonly path: string }, string, readonly unknown[]]>([
    [{ path: `/api/releases/${KNOWN}/approve`, body: {} }, "approve", [KNOWN, {}]],
    [
      { path: `/api/releases/${KNOWN}/refuse`, body: { ground: "national_security" } },
      "refuse",
      [KNOWN, "national_security", null],
    ],
  ])("%j, by an authority", async (sent, method, args) => {
    await using rig = await userRig();
    const reply = await ask(rig.door, { ...sent, token: await rig.token("release_authority") });
    expect(reply.status).toBe(200);
    expect(rig.asked).toEqual([{ method, officer: "CA-release_authority", args }]);
  });

  test("entries and tiles go by number, and an unknown range is said to be unknown", async () => {
    await using rig = await userRig();
    const token = await rig.token("auditor");
    const entries = (from: number) =>
      ask(rig.door, { path: "/api/ledger/entries", token, body: { from, count: 2 } });
    expect((await entries(1)).json).toEqual({
      log: "invented.example/ca",
      from: 1,
      entries_base64: ["AAAA"],
    });
    expect((await entries(10)).status).toBe(404);
    await ask(rig.door, { path: "/api/ledger/tile", token, body: { level: 0, index: 2, width: 256 } });
    expect(rig.asked.map((call) => [call.method, call.args])).toEqual([
      ["entries", [1, 2]],
      ["entries", [10, 2]],
      ["tile", [0, 2, 256]],
    ]);
  });

  test("records are imported line by line, and each fault has its line", async () => {
    await using rig = await userRig();
    const records = [holding(), { id: 1 }, holding({ holder: { state: "IN", agency: "NCB" } })];
    const reply = await ask(rig.door, {
      path: "/api/holdings/import",
      token: await rig.token("analyst"),
      body: { records },
    });
    expect(reply.status).toBe(200);
    expect(at(reply.json, "imported")).toBe(1);
    expect(at(reply.json, "refused")).toEqual(
      expect.arrayContaining([
        { line: 2, pointer: "/id", code: "wrong_type" },
        { line: 3, pointer: "/holder/state", code: "holder_not_ours" },
      ]),
    );
  });

  test("500 records of the largest shape fit into one import", async () => {
    await using rig = await userRig();
    const records = Array.from({ length: 500 }, (_, index) =>
      holding({
        id: `H-${index}`,
        owner: { state: "US", agency: "DEA" },
        subject: {
          identified: true,
          nationality: "IN",
          in_canada: true,
          status: "other",
          age_at_event: 40,
          persecution_state: "IN",
          youth_access_period_open: false,
        },
        source: {
          method: "human",
          owner: { state: "US", agency: "DEA" },
          third_party_consent: "given",
          lawful_order: true,
          order_confirmed: true,
          order_age_working_days: 3,
          mistreatment_likelihood: "none",
        },
      }),
    );
    const token = await rig.token("analyst");
    const reply = await ask(rig.door, { path: "/api/holdings/import", token, body: { records } });
    expect(reply.json).toEqual({ imported: 500, refused: [] });
  });

  test("a lookup gives the officer's own agency's records, without source or marking, and is marked", async () => {
    await using rig = await userRig();
    const holdings = openHoldings({
      store: rig.store,
      clock: () => 0,
      random: (length) => new Uint8Array(length),
    });
    await held(
      { ...rig, holdings },
      holding(),
      holding({ id: "H-2", holder: { state: "CA", agency: "CBSA" } }),
    );
    const reply = await ask(rig.door, {
      path: "/api/holdings/search",
      token: await rig.token("analyst"),
      body: { query: "kite" },
    });
    expect(reply.json).toEqual({
      items: [
        { id: "H-1", holder: { state: "CA", agency: "RCMP" }, categories: ["customs"], text: holding().text },
      ],
      next: null,
    });
    expect(await rig.store.all("select officer, item, act from read_mark limit 10")).toEqual([
      { officer: "CA-analyst", item: "holding:H-1", act: "search" },
    ]);
  });

  test("a lookup of too many words is malformed, not a breakdown", async () => {
    await using rig = await userRig();
    const query = Array.from({ length: 20 }, (_, index) => `w${index}`).join(" ");
    const token = await rig.token("analyst");
    const reply = await ask(rig.door, { path: "/api/holdings/search", token, body: { query } });
    expect(reply).toMatchObject({
      status: 400,
      json: { errors: [{ code: "query_too_long", pointer: "/query" }] },
    });
  });
});
