import { DUTIES, type Duty, RIGHTS, rightsOf } from "@entente/words";
import { describe, expect, it } from "vitest";
import { ROUTES, type Route, readerOf } from "../src/door.ts";
import { changed, example, kind, must, said } from "./drafts.ts";

const EVERY = Object.entries<Route>(ROUTES);
const ID = "0190aaaa-0000-7000-8000-00000000000a";

/**
 * Doors that take a body and change nothing: what is asked for stands in the body, never in the address
 * (users' page A6). Whoever adds a door that is not a GET either names it here or gives it a right.
 */
const ASKS_ONLY = [
  "exampleDraft",
  "listInbox",
  "searchHoldings",
  "entries",
  "tile",
  "auditDispatch",
  "auditReads",
  "showOfficer",
  "readHandover",
];

/**
 * An officer's own way in and out, and his own key: they change nothing but that, and anybody may who is one. The
 * sandbox's are on no other node.
 */
const OWN_WAY = [
  "openSession",
  "endSession",
  "passkeyOptions",
  "registerPasskey",
  "vouchPasskey",
  "passkeySignInOptions",
  "passkeySignIn",
  "sandboxSession",
  "sandboxSign",
  "makeToken",
  "endToken",
];

/** Doors whose answer holds content, or words about it. */
const SHOWS_CONTENT = [
  "desk",
  "thread",
  "showWorking",
  "listWorking",
  "release",
  "showDispatch",
  "listInbox",
  "checkDraft",
  "searchHoldings",
];
const WRITES_CONTENT = ["draftDispatch", "replaceDraft", "submitDraft", "importHoldings"];

/** The doors that open to somebody with this one duty. */
function reach(duty: Duty): readonly string[] {
  const rights = rightsOf([duty]);
  return EVERY.filter(
    ([, { right }]) => right === null || right === "signed_in" || rights.includes(right),
  ).map(([name]) => name);
}

function changesSomething([name, route]: readonly [string, Route]): boolean {
  return route.method !== "GET" && !ASKS_ONLY.includes(name) && !OWN_WAY.includes(name);
}

describe("a door that changes something", () => {
  it.each(EVERY.filter(changesSomething))("%s needs a right of its own", (_name, route) => {
    expect(RIGHTS.some((right) => right === route.right)).toBe(true);
  });

  it("is none that a GET opens", () => {
    for (const [name, route] of EVERY.filter(([, { method }]) => method === "GET")) {
      expect([name, route.body]).toEqual([name, null]);
    }
  });

  it.each(ASKS_ONLY)("is not %s, which is there and is asked by POST", (name) => {
    expect(EVERY.find(([known]) => known === name)?.[1].method).toBe("POST");
  });
});

describe("who gets in where (T35)", () => {
  it("without sign-in only to the node's health and to signing in", () => {
    expect(EVERY.filter(([, { right }]) => right === null).map(([name]) => name)).toEqual([
      "health",
      "passkeySignInOptions",
      "passkeySignIn",
      "sandboxOfficers",
      "sandboxSession",
    ]);
  });

  it("an operator to nothing that shows or writes content", () => {
    const doors = reach("operator");
    expect(doors.filter((name) => [...SHOWS_CONTENT, ...WRITES_CONTENT].includes(name))).toEqual([]);
  });

  it("an authority to what she approves and refuses, to nothing that writes", () => {
    const doors = reach("release_authority");
    expect(doors).toEqual(
      expect.arrayContaining(["release", "approveRelease", "refuseRelease", "showDispatch"]),
    );
    expect(doors.filter((name) => WRITES_CONTENT.includes(name))).toEqual([]);
  });

  it("an auditor to nothing that changes anything", () => {
    const doors = reach("auditor");
    expect(EVERY.filter(changesSomething).filter(([name]) => doors.includes(name))).toEqual([]);
  });

  it("nobody who drafts approves", () => {
    for (const duty of DUTIES) {
      const doors = reach(duty);
      expect([duty, doors.includes("draftDispatch") && doors.includes("approveRelease")]).toEqual([
        duty,
        false,
      ]);
    }
  });

  it("every door opens to somebody", () => {
    const open = new Set(DUTIES.flatMap(reach));
    expect(EVERY.filter(([name]) => !open.has(name))).toEqual([]);
  });
});

describe("addresses", () => {
  it("are each one door", () => {
    const doors = EVERY.map(([, route]) => `${route.method} ${route.path.replaceAll(/:[a-z]+/g, ":")}`);
    expect(new Set(doors).size).toBe(doors.length);
  });

  it.each(EVERY)("%s is plain, under /api, and carries no search", (name, route) => {
    expect(route.path).toMatch(/^(\/[a-z]+|\/:id)+$/);
    expect(route.path.startsWith("/api/") || name === "health").toBe(true);
    expect(route.summary).toMatch(/^[A-Z].*[^.]$/);
  });
});

/** A good body for each door that takes one. */
const draft = example("request");
const challenge = {
  domain: "entente/approval/v1",
  realm: "live",
  dispatch: ID,
  body_sha256: "a".repeat(64),
  recipient_party: "IN",
  recipient_node: "in-1",
  recipient_desk: "in-ncb-liaison",
  agreement_sha256: "b".repeat(64),
  packs_sha256: ["c".repeat(64)],
  role: "CA-SUP",
  action: "release",
  expires_at: "2026-11-22T12:05:00.000Z",
};
const signed = { challenge, device: "d-1", signature: "x" };
const device = { device: "D-0123456789abcdef", signature: `${"A".repeat(86)}==` };
const revocation = {
  act: "revoke",
  realm: "live",
  party: "CA",
  node: "ca-1",
  officer: "ca-lo",
  reason: "Invented.",
  expires_at: "2026-11-22T12:05:00.000Z",
};
const where = { realm: "live", party: "CA", node: "ca-1", expires_at: "2026-11-22T12:05:00.000Z" };
const post = {
  post: "CA-IN-7",
  officer: "ca-lo",
  agency: "RCMP",
  desks: ["ca-rcmp-liaison"],
  from: "2026-11-01T00:00:00.000Z",
  to: "2028-11-01T00:00:00.000Z",
  reference: "Invented note 12",
  accredited_on: "2026-10-01",
  languages: ["en", "hi"],
  hours: { zone: "Asia/Kolkata", days: ["mon", "tue"], from: "09:30", to: "18:00" },
  deputies: ["ca-lo2"],
};
const days = { from: "2026-12-01T00:00:00.000Z", to: "2026-12-09T00:00:00.000Z" };
const postOrders = [
  { act: "post_add", ...where, ...post },
  { act: "post_add", ...where, ...post, officer: null, deputies: [] },
  { act: "post_change", ...where, ...post, version: 2 },
  { act: "post_end", ...where, post: "CA-IN-7", officer: "ca-lo", version: 1, reason: "Invented." },
  { act: "unwelcome", ...where, post: "CA-IN-7", officer: null, reason: "Invented." },
];
const BODIES: Readonly<Record<string, readonly [object, ...object[]]>> = {
  exampleDraft: [{ kind: "request" }, { kind: "answer", reply_to: ID }],
  draftDispatch: [
    { kind: "request", draft },
    { kind: "answer", draft: null, reply_to: ID },
  ],
  replaceDraft: [{ draft, version: 1 }],
  approveRelease: [signed, {}],
  approveBatch: [{ items: [{ id: ID, signed }] }, { items: Array(10).fill({ id: ID, signed }) }],
  refuseRelease: [
    { ground: "form_not_met", signed },
    { ground: "form_not_met", block_author: true },
  ],
  liftBlock: [{ author: "ca-lo", desk: "ca-rcmp-liaison" }],
  recallRelease: [{ reason: "Invented: the lead is stale." }],
  eraseDispatch: [
    {
      reason: "Invented: over.",
      version: 7,
      expires_at: "2026-11-22T12:05:00.000Z",
      device: "D-0123456789abcdef",
      signature: `${"A".repeat(86)}==`,
    },
  ],
  listInbox: [{}, { cursor: null, limit: 1 }, { cursor: "opaque", limit: 200 }],
  assignDispatch: [{ to: "ca-lo-1" }],
  declineDispatch: [{ reason: "Invented." }],
  importHoldings: [{ records: [{}] }],
  searchHoldings: [{ query: "kite" }, { query: "kite", limit: 200 }],
  makeBackup: [{}],
  fetchBackup: [{ backup: "ab".repeat(16), part: 3 }],
  openStream: [{ document_base64: "e30=" }],
  clearAlarm: [{ code: "equivocation", reason: "Invented: looked into." }],
  exportBag: [{ to: "IN" }],
  importBag: [
    { format: "entente/bag/v1", from: "CA", to: "IN", known_size: 0, dispatches: [], receipts: [] },
    {
      format: "entente/bag/v1",
      from: "CA",
      to: "IN",
      known_size: 7,
      dispatches: ["AAAA"],
      receipts: ["AA=="],
    },
  ],
  entries: [{ from: 0, count: 4096 }],
  tile: [{ level: 0, index: 0, width: 256 }],
  beginAttachment: [
    {
      name: "Invented.jpg",
      media_type: "image/jpeg",
      bytes: 1,
      sha256: "ab".repeat(32),
      holding: null,
      reveals: [],
    },
  ],
  appendAttachment: [{ attachment: "ab".repeat(16), offset: 0, pieces_base64: ["AA=="] }],
  finishAttachment: [{ attachment: "ab".repeat(16) }],
  removeAttachment: [{ attachment: "ab".repeat(16) }],
  attachmentPart: [{ attachment: "ab".repeat(16), part: 0 }],
  openSession: [{}],
  endSession: [{}],
  passkeyOptions: [{}],
  registerPasskey: [{ response: {} }],
  vouchPasskey: [{ passkey: `P-${"a".repeat(16)}`, device: "D-1", signature: `${"A".repeat(86)}==` }],
  passkeySignInOptions: [{}],
  passkeySignIn: [{ response: {} }],
  desk: [{ view: "all" }, { view: "mine", cursor: null, limit: 200 }],
  markDispatch: [{}, { seen: true, done: false, snoozed_until: null }],
  acceptCaveats: [{}],
  createWorking: [{ form: {} }, { form: { text: "Invented." } }],
  saveWorking: [{ form: {}, version: 1 }],
  dropWorking: [{}],
  sandboxSession: [{ officer: "ca-lo" }],
  sandboxSign: [{ challenge }],
  auditDispatch: [{ reason: "Invented: a sample." }],
  auditReads: [
    { officer: "ca-lo" },
    { dispatch: ID, from: "2026-11-01T00:00:00.000Z", cursor: null, limit: 200 },
  ],
  requestKeys: [
    { uses: ["sign"], reason: "rotation" },
    { uses: ["sign", "seal", "tls"], reason: "compromise" },
  ],
  applyKeys: [
    {
      document_base64: "e30=",
      expires_at: "2026-12-01T00:00:00.000Z",
      device: "D-0000000000000000",
      signature: `${"A".repeat(86)}==`,
    },
  ],
  draftAgreement: [{ terms: {} }, { terms: null }],
  applyAgreement: [
    {
      document_base64: "e30=",
      expires_at: "2026-12-01T00:00:00.000Z",
      device: "D-0000000000000000",
      signature: `${"A".repeat(86)}==`,
    },
  ],
  draftState: [
    { scope: "all", state: "suspended", reason: "treaty_breach", note: "Invented.", emergency: true },
    { scope: "drugs", state: "active", reason: "resolved", note: "", emergency: false },
  ],
  applyState: [
    {
      document_base64: "e30=",
      expires_at: "2026-12-01T00:00:00.000Z",
      device: "D-0000000000000000",
      signature: `${"A".repeat(86)}==`,
    },
  ],
  showOfficer: [{ officer: "ca-lo" }],
  proposeOrder: [
    { order: { ...revocation, since: null }, ...device },
    { order: { ...revocation, since: "2026-11-01T00:00:00.000Z" }, ...device },
    ...postOrders.map((order) => ({ order, ...device })),
  ],
  confirmOrder: [device],
  dropOrder: [{}],
  makeToken: [{ name: "Invented", rights: ["read"], expires_at: "2026-12-01T00:00:00.000Z", ...device }],
  endToken: [{}],
  nameGuest: [{ post: "IN-CA-1" }],
  setRota: [{ desk: "ca-rcmp-liaison", officer: "ca-lo", ...days, deputies: ["ca-lo2"] }],
  acknowledge: [{}],
  setLeave: [{ deputy: "ca-lo2", ...days }],
  endLeave: [{}],
  writeHandover: [{ desk: "ca-rcmp-liaison", shift: "Invented night", text: "Invented: nothing waits." }],
  readHandover: [{ desk: "ca-rcmp-liaison" }],
};

describe("bodies", () => {
  const withBody = EVERY.flatMap(([name, { body }]) =>
    body === null ? [] : [[name, readerOf(body)] as const],
  );

  it("all have a good example here", () => {
    expect(Object.keys(BODIES)).toEqual(withBody.map(([name]) => name));
  });

  it.each(withBody)("%s takes its good bodies", (name, read) => {
    for (const body of BODIES[name] ?? []) expect([body, said(read(body))]).toEqual([body, "passed"]);
  });

  it.each(withBody)("%s refuses a field nobody declared, and nothing in place of a body", (name, read) => {
    const [body] = BODIES[name] ?? [{}];
    expect(said(read({ ...body, also: 1 }))).toEqual(["unknown_field /also"]);
    for (const value of [null, [], "x", 1]) expect(read(value).ok).toBe(false);
  });

  it("a signed act is closed inside as well", () => {
    const read = readerOf(ROUTES.approveRelease.body);
    expect(said(read(changed(signed, "/challenge/note", "x")))).toEqual(["unknown_field /challenge/note"]);
    expect(said(read({ ...signed, signature: "x".repeat(8_001) }))).toEqual(["out_of_bounds /signature"]);
  });

  it.each<[string, object, string]>([
    ["listInbox", { limit: 201 }, "out_of_bounds /limit"],
    ["listInbox", { limit: 0 }, "out_of_bounds /limit"],
    ["searchHoldings", { query: "" }, "out_of_bounds /query"],
    ["importHoldings", { records: [] }, "out_of_bounds /records"],
    ["importHoldings", { records: Array(501).fill({}) }, "out_of_bounds /records"],
    ["entries", { from: -1, count: 1 }, "out_of_bounds /from"],
    ["entries", { from: 0, count: 4097 }, "out_of_bounds /count"],
    ["tile", { level: 7, index: 0, width: 1 }, "out_of_bounds /level"],
    ["tile", { level: 0, index: 0, width: 257 }, "out_of_bounds /width"],
    ["refuseRelease", { ground: "I do not like it" }, "unknown_word /ground"],
    ["draftDispatch", { kind: "request", draft: {}, reply_to: "x" }, "out_of_bounds /reply_to"],
    ["replaceDraft", { draft: {}, version: 0 }, "out_of_bounds /version"],
    ["assignDispatch", { to: "" }, "out_of_bounds /to"],
    ["declineDispatch", { reason: "" }, "out_of_bounds /reason"],
    ["approveBatch", { items: [] }, "out_of_bounds /items"],
    ["approveBatch", { items: Array(11).fill({ id: ID, signed }) }, "out_of_bounds /items"],
    ["auditDispatch", { reason: "" }, "out_of_bounds /reason"],
    ["auditReads", { officer: "ca-lo", limit: 201 }, "out_of_bounds /limit"],
    ["auditReads", { dispatch: "x" }, "out_of_bounds /dispatch"],
    ["showOfficer", { officer: "a/b" }, "out_of_bounds /officer"],
    ["nameGuest", { post: "in-ca-1" }, "out_of_bounds /post"],
    ["setLeave", { deputy: "ca-lo2", ...days, to: "tomorrow" }, "out_of_bounds /to"],
    ["readHandover", { desk: "RCMP" }, "out_of_bounds /desk"],
    ["liftBlock", { author: "", desk: "ca-rcmp-liaison" }, "out_of_bounds /author"],
  ])("%s refuses %j", (name, body, expected) => {
    const read = withBody.find(([known]) => known === name)?.[1];
    expect(read === undefined ? null : said(read(body))).toEqual([expected]);
  });

  it("a draft's own faults are its kind's to name: the door lets any through", () => {
    expect(said(readerOf(ROUTES.draftDispatch.body)({ kind: "request", draft: { title: 1 } }))).toBe(
      "passed",
    );
    expect(must(kind("request").readDraft(draft)).to).toBe("in-ncb-liaison");
  });
});
