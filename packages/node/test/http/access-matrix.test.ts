import { type RouteName as EveryRoute, ROUTES, type Route, SANDBOX_ROUTE_NAMES } from "@entente/contract";
import { DUTIES, type Duty } from "@entente/words";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTE_NAMES as EVERY_ROUTE } from "../../src/http/paths.ts";
import { holding } from "../graph/rig.ts";
import { KNOWN } from "./twins.ts";
import { ask, at, type Sent, type UserRig, userRig } from "./user-rig.ts";

/** The routes a real node has; what only a sandbox has is tested in sandbox-doors.test.ts. */
type RouteName = Exclude<EveryRoute, (typeof SANDBOX_ROUTE_NAMES)[number]>;
const ROUTE_NAMES = EVERY_ROUTE.filter(
  (name): name is RouteName => !SANDBOX_ROUTE_NAMES.some((apart) => apart === name),
);

const DAYS = { from: "2026-12-01T00:00:00.000Z", to: "2026-12-09T00:00:00.000Z" };
/** A body each route takes; null where it has none. A route without an entry breaks the build. */
const BODIES: Readonly<Record<RouteName, object | null>> = {
  health: null,
  me: null,
  exampleDraft: { kind: "request" },
  draftDispatch: { kind: "request", draft: {} },
  replaceDraft: { draft: {}, version: 1 },
  checkDraft: null,
  submitDraft: null,
  release: null,
  approveRelease: {},
  refuseRelease: { ground: "disproportionate_volume" },
  listInbox: {},
  showDispatch: null,
  auditDispatch: { reason: "Invented: a sample." },
  auditReads: { officer: "CA-nobody" },
  assignDispatch: { to: "CA-AN-1" },
  declineDispatch: { reason: "Invented: not ours." },
  recallRelease: { reason: "Invented: stale." },
  eraseDispatch: {
    reason: "Invented: over.",
    version: 1,
    expires_at: "2026-12-01T00:00:00.000Z",
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  queue: null,
  makeBackup: {},
  fetchBackup: { backup: "ab".repeat(16), part: 0 },
  recovery: null,
  requestStream: null,
  openStream: { document_base64: "e30=" },
  clearAlarm: { code: "equivocation", reason: "Invented: looked into." },
  showAgreement: null,
  draftAgreement: { terms: {} },
  applyAgreement: {
    document_base64: "e30=",
    expires_at: "2026-12-01T00:00:00.000Z",
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  showStates: null,
  draftState: { scope: "drugs", state: "suspended", reason: "other", note: "", emergency: false },
  applyState: {
    document_base64: "e30=",
    expires_at: "2026-12-01T00:00:00.000Z",
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  showKeys: null,
  requestKeys: { uses: ["sign"], reason: "rotation" },
  applyKeys: {
    document_base64: "e30=",
    expires_at: "2026-12-01T00:00:00.000Z",
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  exportBag: { to: "IN" },
  importBag: { format: "entente/bag/v1", from: "IN", to: "CA", known_size: 0, dispatches: [], receipts: [] },
  importHoldings: { records: [holding()] },
  searchHoldings: { query: "kite" },
  proof: null,
  checkpoint: null,
  evidence: null,
  entries: { from: 0, count: 1 },
  tile: { level: 0, index: 0, width: 1 },
  beginAttachment: {
    name: "Invented.jpg",
    media_type: "image/jpeg",
    bytes: 1,
    sha256: "ab".repeat(32),
    holding: null,
    reveals: [],
  },
  appendAttachment: { attachment: "ab".repeat(16), offset: 0, pieces_base64: ["AA=="] },
  finishAttachment: { attachment: "ab".repeat(16) },
  removeAttachment: { attachment: "ab".repeat(16) },
  listAttachments: null,
  attachmentPart: { attachment: "ab".repeat(16), part: 0 },
  openSession: {},
  endSession: {},
  listPasskeys: null,
  passkeyOptions: {},
  registerPasskey: { response: {} },
  vouchPasskey: { passkey: `P-${"a".repeat(16)}`, device: "D-1", signature: `${"A".repeat(86)}==` },
  passkeySignInOptions: {},
  passkeySignIn: { response: {} },
  desk: { view: "all" },
  deskCounts: null,
  thread: null,
  markDispatch: { done: true },
  acceptCaveats: {},
  directory: null,
  listWorking: null,
  createWorking: { form: { text: "invented" } },
  showWorking: null,
  saveWorking: { form: {}, version: 1 },
  dropWorking: {},
  checkProof: null,
  listOfficers: null,
  showOfficer: { officer: "CA-nobody" },
  listOrders: null,
  proposeOrder: {
    order: {
      act: "revoke",
      realm: "live",
      party: "CA",
      node: "ca-node-1",
      officer: "CA-nobody",
      reason: "Invented.",
      since: null,
      expires_at: "2026-11-22T09:00:00.000Z",
    },
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  confirmOrder: { device: "D-0000000000000000", signature: `${"A".repeat(86)}==` },
  dropOrder: {},
  listTokens: null,
  makeToken: {
    name: "Invented",
    rights: ["read"],
    expires_at: "2030-01-01T00:00:00.000Z",
    device: "D-0000000000000000",
    signature: `${"A".repeat(86)}==`,
  },
  endToken: {},
  approveBatch: {
    items: [
      {
        id: KNOWN,
        signed: {
          challenge: {
            domain: "entente/approval/v1",
            realm: "live",
            dispatch: KNOWN,
            body_sha256: "ab".repeat(32),
            recipient_party: "IN",
            recipient_node: "in-1",
            recipient_desk: "in-ncb-liaison",
            agreement_sha256: "ab".repeat(32),
            packs_sha256: ["ab".repeat(32)],
            role: "CA-SUP",
            action: "release",
            expires_at: "2026-11-22T08:10:00.000Z",
          },
          device: "D-0000000000000000",
          signature: "AAAA",
        },
      },
    ],
  },
  listBlocks: null,
  liftBlock: { author: "CA-nobody", desk: "ca-rcmp-liaison" },
  listPosts: null,
  nameGuest: { post: "IN-CA-1" },
  dutyBoard: null,
  setRota: { desk: "ca-rcmp-liaison", officer: "CA-nobody", ...DAYS, deputies: [] },
  acknowledge: {},
  listLeave: null,
  setLeave: { deputy: "CA-nobody", ...DAYS },
  endLeave: {},
  writeHandover: { desk: "ca-rcmp-liaison", shift: "Invented night", text: "Invented: nothing waits." },
  readHandover: { desk: "ca-rcmp-liaison" },
};

/** Who may call what (users' page A4b), by hand; "anybody" without a token too. */
const EVERYBODY = DUTIES;
/** officers of this state: a guest of another comes through few doors, whatever their right */
const OFFICERS: readonly Duty[] = DUTIES.filter((duty) => duty !== "guest");
const WRITERS: readonly Duty[] = ["liaison", "duty_desk", "analyst"];
const CARRIERS: readonly Duty[] = ["liaison", "duty_desk", "operator"];
const READERS: readonly Duty[] = [...WRITERS, "release_authority"];
const ALLOWED: Readonly<Record<RouteName, readonly Duty[] | "anybody">> = {
  health: "anybody",
  me: EVERYBODY,
  exampleDraft: OFFICERS,
  draftDispatch: WRITERS,
  replaceDraft: WRITERS,
  checkDraft: WRITERS,
  submitDraft: WRITERS,
  release: READERS,
  approveRelease: ["release_authority"],
  refuseRelease: ["release_authority"],
  listInbox: READERS,
  showDispatch: [...READERS, "guest"],
  auditDispatch: ["auditor"],
  auditReads: ["auditor"],
  assignDispatch: WRITERS,
  declineDispatch: WRITERS,
  recallRelease: READERS,
  eraseDispatch: READERS,
  queue: OFFICERS,
  makeBackup: ["operator"],
  fetchBackup: ["operator"],
  recovery: OFFICERS,
  requestStream: ["operator"],
  openStream: ["operator"],
  clearAlarm: ["operator"],
  showAgreement: ["operator"],
  draftAgreement: ["operator"],
  applyAgreement: ["operator"],
  showStates: ["operator"],
  draftState: ["operator"],
  applyState: ["operator"],
  showKeys: ["operator"],
  requestKeys: ["operator"],
  applyKeys: ["operator"],
  exportBag: CARRIERS,
  importBag: CARRIERS,
  importHoldings: ["analyst"],
  searchHoldings: WRITERS,
  proof: OFFICERS,
  checkpoint: OFFICERS,
  evidence: OFFICERS,
  entries: OFFICERS,
  tile: OFFICERS,
  beginAttachment: WRITERS,
  appendAttachment: WRITERS,
  finishAttachment: WRITERS,
  removeAttachment: WRITERS,
  listAttachments: [...READERS, "guest"],
  attachmentPart: [...READERS, "guest"],
  openSession: EVERYBODY,
  endSession: EVERYBODY,
  listPasskeys: EVERYBODY,
  passkeyOptions: EVERYBODY,
  registerPasskey: EVERYBODY,
  vouchPasskey: EVERYBODY,
  passkeySignInOptions: "anybody",
  passkeySignIn: "anybody",
  desk: READERS,
  deskCounts: READERS,
  thread: [...READERS, "guest"],
  markDispatch: READERS,
  acceptCaveats: WRITERS,
  directory: OFFICERS,
  listWorking: WRITERS,
  createWorking: WRITERS,
  showWorking: WRITERS,
  saveWorking: WRITERS,
  dropWorking: WRITERS,
  checkProof: OFFICERS,
  listOfficers: ["auditor", "operator"],
  showOfficer: ["auditor", "operator"],
  listOrders: ["auditor", "operator"],
  proposeOrder: ["operator"],
  confirmOrder: ["operator"],
  dropOrder: ["operator"],
  listTokens: OFFICERS,
  makeToken: OFFICERS,
  endToken: OFFICERS,
  approveBatch: ["release_authority"],
  listBlocks: ["release_authority", "operator"],
  liftBlock: ["release_authority", "operator"],
  listPosts: EVERYBODY,
  nameGuest: WRITERS,
  dutyBoard: WRITERS,
  setRota: WRITERS,
  acknowledge: WRITERS,
  listLeave: WRITERS,
  setLeave: WRITERS,
  endLeave: WRITERS,
  writeHandover: WRITERS,
  readHandover: WRITERS,
};

/** What a twin or a room refuses by itself: the call arrived. */
const REFUSED: Partial<Record<RouteName, string>> = {
  submitDraft: "release_forbidden",
  registerPasskey: "device_refused",
  vouchPasskey: "device_refused",
  passkeySignIn: "device_refused",
  showOfficer: "not_found",
  proposeOrder: "device_refused",
  confirmOrder: "not_found",
  dropOrder: "not_found",
  makeToken: "malformed",
  endToken: "not_found",
  liftBlock: "not_found",
  setRota: "malformed",
  setLeave: "malformed",
  endLeave: "not_found",
};
const ARRIVED = (name: RouteName) => REFUSED[name];
function STATUS(name: RouteName): number {
  const code = ARRIVED(name);
  if (code === undefined) return 200;
  if (code === "malformed") return 400;
  return code === "not_found" ? 404 : 403;
}

function sentTo(name: RouteName, token?: string): Sent {
  const route: Route = ROUTES[name];
  const body = BODIES[name];
  return {
    method: route.method,
    path: route.path.replace(":id", KNOWN),
    ...(body === null ? {} : { body }),
    ...(token === undefined ? {} : { token }),
  };
}

/** Everything that can change or was asked. */
async function trace(rig: UserRig) {
  const [row] = await rig.store.all("select count(*) as holdings from holding limit 1");
  return { asked: rig.asked.length, holdings: row?.holdings };
}

describe.each(ROUTE_NAMES)("%s", (name) => {
  let rig: UserRig;
  beforeAll(async () => {
    rig = await userRig();
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  test.each(DUTIES)("for %s", async (duty) => {
    const token = await rig.token(duty);
    const before = await trace(rig);
    const reply = await ask(rig.door, sentTo(name, token));
    const allowed = ALLOWED[name] === "anybody" || ALLOWED[name].includes(duty);
    if (allowed) {
      expect(at(reply.json, "code")).toBe(ARRIVED(name));
      expect(reply.status).toBe(STATUS(name));
      return;
    }
    const route: Route = ROUTES[name];
    const rule = duty === "guest" ? "guest" : `right:${route.right}`;
    expect(reply.status).toBe(403);
    expect(reply.json).toMatchObject({
      code: "not_permitted",
      policy: { outcome: "forbid", reasons: [{ rule }] },
    });
    expect(at(reply.json, "policy", "reasons", 0, "text")).toContain(duty);
    expect(at(reply.json, "policy", "remedies", 0)).not.toBe("");
    expect(await trace(rig)).toEqual(before);
  });

  test.each([
    ["no token", undefined],
    ["an unknown token", "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"],
    ["a token that is none", "x"],
  ])("for nobody, with %s", async (_, token) => {
    const before = await trace(rig);
    const reply = await ask(rig.door, sentTo(name, token));
    if (ALLOWED[name] === "anybody") {
      expect(reply.status).toBe(STATUS(name));
      return;
    }
    expect(reply.status).toBe(401);
    expect(reply.headers["www-authenticate"]).toBe("Bearer");
    expect(reply.json).toMatchObject({ code: "not_signed_in", status: 401 });
    expect(await trace(rig)).toEqual(before);
  });

  test("for a revoked officer", async () => {
    const token = await rig.token("analyst");
    const step = { sql: "update officer set revoked_at = 1 where id = 'CA-analyst'", params: [], changes: 1 };
    await rig.store.commit({ steps: [step] });
    const reply = await ask(rig.door, sentTo(name, token));
    expect(reply.status).toBe(ALLOWED[name] === "anybody" ? STATUS(name) : 401);
  });
});

/** The three tests of T35. */
describe("rights are apart", () => {
  const reads: readonly RouteName[] = ["showDispatch", "release", "listInbox", "searchHoldings"];
  const writes: readonly RouteName[] = ["draftDispatch", "replaceDraft", "submitDraft", "importHoldings"];
  const changes = ROUTE_NAMES.filter((name) => !["GET"].includes(ROUTES[name].method)).filter(
    (name) => !["signed_in", "see_officers", "audit", null].includes(ROUTES[name].right),
  );

  test.each<[string, Duty, readonly RouteName[]]>([
    ["an operator never reads content", "operator", reads],
    ["an authority never writes it", "release_authority", writes],
    ["an auditor never changes anything", "auditor", changes],
  ])("%s", async (_, duty, names) => {
    await using rig = await userRig();
    const token = await rig.token(duty);
    for (const name of names) {
      expect([name, (await ask(rig.door, sentTo(name, token))).status]).toEqual([name, 403]);
    }
    expect(rig.asked).toEqual([]);
  });
});
