import { verifyProof } from "@entente/ledger";
import { type Agreement, canonicalJson, hexOf } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amend, applyAt, applyBy, bothSign, nextVersion, termsWith } from "./amending.ts";
import { count, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  refusalOf,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

const DAY = 86_400_000;
const CHANGE = { retention_days: 77 };
const view = async (node: TestNode) =>
  must(await node.exchange.commands.showAgreement(await node.officer("operator")));
const states = async (node: TestNode) => (await view(node)).items.map(({ state }) => state);
const faultsOf = (result: { readonly ok: boolean; readonly refusal?: { readonly faults?: unknown } }) =>
  result.ok ? "taken" : result.refusal?.faults;

async function sent(from: TestNode): Promise<string> {
  const id = await approved(from, "request", null, exampleRequest(from.party));
  await from.exchange.work.release();
  return id;
}

/** The next version with whatever lies in it, signed by both roots. */
function crafted(change: Partial<Agreement>): Promise<Uint8Array> {
  const { document, digest } = pair.ca.treaty;
  const next = { ...document, version: 2, previous: hexOf(digest), ...CHANGE, ...change };
  return bothSign(pair, canonicalJson(next));
}

describe("an amendment", () => {
  it("is in force once two operators of each node have taken it: on both logs, without a restart", async () => {
    const file = await nextVersion(pair, pair.ca, CHANGE);
    expect(await applyAt(pair, pair.ca, file)).toBe("logged");
    expect(await leaves(pair.ca, "exchange", "agreement_version")).toBe(1);
    expect(pair.ca.treaty.document.retention_days).not.toBe(77);
    await pair.settle();
    expect(await states(pair.in)).toEqual(["in_force", "waiting"]);
    expect(await applyAt(pair, pair.in, file)).toBe("in_force");
    pair.dials.now += 31_000;
    await pair.settle();
    for (const node of [pair.ca, pair.in]) {
      expect(await states(node)).toEqual(["superseded", "in_force"]);
      expect(node.treaty.document).toMatchObject({ version: 2, retention_days: 77 });
      expect(await leaves(node, "exchange", "agreement_version")).toBe(1);
    }
  });

  it("comes over the line and waits there for his own two: what he is shown is what he applies", async () => {
    await applyAt(pair, pair.ca, await nextVersion(pair, pair.ca, CHANGE));
    await pair.settle();
    const waiting = (await view(pair.in)).items.at(-1);
    expect(waiting).toMatchObject({ version: 2, state: "waiting", applied_by: null });
    expect(pair.in.treaty.document.version).toBe(1);
    const file = new Uint8Array(Buffer.from(waiting?.document_base64 ?? "", "base64"));
    expect(await applyAt(pair, pair.in, file)).toBe("in_force");
  });

  it("still stands after a restart, in force and waiting for the other", async () => {
    const file = await nextVersion(pair, pair.ca, CHANGE);
    await applyAt(pair, pair.ca, file);
    await pair.ca.store.close();
    await pair.reopen("CA");
    expect(await states(pair.ca)).toEqual(["in_force", "logged"]);
    await pair.settle();
    await applyAt(pair, pair.in, file);
    pair.dials.now += 31_000;
    await pair.settle();
    await pair.ca.store.close();
    await pair.reopen("CA");
    expect(pair.ca.treaty.document).toMatchObject({ version: 2, retention_days: 77 });
  });

  it("follows another, and so on", async () => {
    await amend(pair, CHANGE);
    await amend(pair, { retention_days: 78 });
    for (const node of [pair.ca, pair.in]) {
      expect(await states(node)).toEqual(["superseded", "superseded", "in_force"]);
      expect(node.treaty.document.retention_days).toBe(78);
    }
  });

  it("is law at the next decision: an area it suspends takes no request any more", async () => {
    const areas = pair.ca.treaty.document.areas.map(({ id }) => ({ id, status: "suspended" as const }));
    const officer = await pair.ca.officer("lo");
    const { id } = must(
      await pair.ca.exchange.commands.draft(officer, "request", null, exampleRequest("CA")),
    );
    await amend(pair, { areas });
    expect(refusalOf(await pair.ca.exchange.commands.submit(officer, id))).toBe("area_suspended");
  });
});

describe("a version that is refused, by operator and by partner, with every fault", () => {
  it.each<[string, Partial<Agreement>, readonly string[]]>([
    ["skips a number", { version: 3 }, ["/version"]],
    ["follows another", { previous: "00".repeat(32) }, ["/previous"]],
    ["is of another agreement", { id: "other" }, ["/id"]],
    ["is of another realm and skips", { realm: "exercise", version: 5 }, ["/version", "/realm"]],
  ])("%s", async (_, change, places) => {
    const file = await crafted(change);
    const faults = places.map((where) => ({ code: "bad_agreement", where }));
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", file))).toEqual(faults);
    const answer = await pair.in.exchange.peer.takeAgreement("CA", file);
    expect([answer.status, JSON.parse(Buffer.from(answer.body).toString()).faults]).toEqual([422, faults]);
    expect(await count(pair.in, "agreement_version")).toBe(0);
    expect(await count(pair.in, "rejection")).toBe(1);
  });

  it("moves a key of a party's card", async () => {
    const parties = pair.ca.treaty.document.parties.map(({ party, card }) => ({
      party,
      card: party === "CA" ? card : { ...card, tls: { spki_sha256: Buffer.alloc(32, 7).toString("base64") } },
    }));
    const refused = await applyBy(pair, pair.ca, "operator", await crafted({ parties }));
    expect(faultsOf(refused)).toEqual([{ code: "bad_agreement", where: "/parties" }]);
  });

  it("has a root missing, skips and follows another: all of it is said at once", async () => {
    const { document } = pair.ca.treaty;
    const payload = canonicalJson({ ...document, version: 4, previous: "00".repeat(32), ...CHANGE });
    const file = await bothSign(pair, payload, ["IN"]);
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", file))).toMatchObject([
      { code: "missing_signature", where: "/signatures" },
      { code: "bad_agreement", where: "/version" },
      { code: "bad_agreement", where: "/previous" },
    ]);
  });

  it.each([["CA" as const], ["IN" as const]])("has the root of %s alone", async (by) => {
    const { document, digest } = pair.ca.treaty;
    const payload = canonicalJson({ ...document, version: 2, previous: hexOf(digest), ...CHANGE });
    const file = await bothSign(pair, payload, [by]);
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", file))).toMatchObject([
      { code: "missing_signature" },
    ]);
    expect((await pair.in.exchange.peer.takeAgreement("CA", file)).status).toBe(422);
  });

  it("was superseded: an old version never comes back", async () => {
    const old = await nextVersion(pair, pair.ca, CHANGE);
    await applyAt(pair, pair.ca, old);
    await applyAt(pair, pair.in, old);
    pair.dials.now += 31_000;
    await pair.settle();
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", old))).toMatchObject([
      { where: "/version" },
      { where: "/previous" },
    ]);
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", pair.ca.agreement))).not.toBe("taken");
  });

  it("is another one of the number that stands on our log", async () => {
    await applyAt(pair, pair.ca, await nextVersion(pair, pair.ca, CHANGE));
    const other = await nextVersion(pair, pair.in, { retention_days: 9 });
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", other))).toBe("state_conflict");
    const answer = await pair.ca.exchange.peer.takeAgreement("IN", other);
    expect(JSON.parse(Buffer.from(answer.body).toString()).code).toBe("another_version");
  });

  it("has faults in its terms, all named before any root signs", async () => {
    const operator = await pair.ca.officer("operator");
    const terms = termsWith(pair.ca, { version: 7, match: { daily: 1, batch: 2 } });
    expect(faultsOf(await pair.ca.exchange.commands.draftAgreement(operator, terms))).toEqual([
      { code: "bad_agreement", where: "/match/batch" },
      { code: "bad_agreement", where: "/version" },
    ]);
  });
});

describe("an application that does not count", () => {
  it("(one person alone) puts nothing on the log, however often", async () => {
    const file = await nextVersion(pair, pair.ca, CHANGE);
    expect(must(await applyBy(pair, pair.ca, "operator", file)).state).toBe("one_of_two");
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", file))).toBe("same_person");
    expect(await leaves(pair.ca, "exchange", "agreement_version")).toBe(0);
  });

  it.each([
    ["with the other's device", { device: "operator2" as const }],
    ["over another number", { version: 3 }],
  ])("(signed %s) is refused and recorded", async (_, lie) => {
    const file = await nextVersion(pair, pair.ca, CHANGE);
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", file, lie))).toBe("device_refused");
    expect(await count(pair.ca, "rejection")).toBe(1);
    expect(await count(pair.ca, "agreement_version")).toBe(0);
  });
});

describe("what is under way while the agreement changes", () => {
  const overlap = { ...CHANGE, overlap_days: 2 };

  it("is taken under the version before while the overlap lasts", async () => {
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/dispatches" ? null : body);
    const id = await sent(pair.ca);
    await amend(pair, overlap);
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 2 * DAY - 60_000;
    await pair.settle();
    expect(await standing(pair.ca, id)).toBe("stored");
  });

  it("is refused by its name after that, and its sender sees it", async () => {
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/dispatches" ? null : body);
    const id = await sent(pair.ca);
    await amend(pair, overlap);
    pair.dials.tap = (_from, _path, body) => body;
    pair.dials.now += 2 * DAY;
    await pair.settle();
    expect(await count(pair.in, "arrival")).toBe(0);
    expect((await rowOf(pair.ca, "select reason from outbox")).reason).toBe(
      "refused by the partner: unknown_agreement",
    );
    expect(await standing(pair.ca, id)).not.toBe("stored");
  });

  it("is sent under the version before until the new one stands on both logs, and is taken by either", async () => {
    const file = await nextVersion(pair, pair.ca, overlap);
    await applyAt(pair, pair.ca, file);
    await pair.settle();
    const before = await sent(pair.ca);
    pair.dials.tap = (_from, path, body) => (path === "/peer/v1/agreement" ? null : body);
    expect(await applyAt(pair, pair.in, file)).toBe("in_force");
    const ahead = await sent(pair.in);
    await pair.settle();
    expect(pair.ca.treaty.document.version).toBe(1);
    expect(await standing(pair.ca, before)).toBe("stored");
    expect(await standing(pair.in, ahead)).toBe("stored");
    expect(await count(pair.ca, "rejection")).toBe(0);
    expect(await count(pair.in, "rejection")).toBe(0);
  });

  it.each<[string, Parameters<typeof amend>[1], string]>([
    ["leaves with the approval it has where the new version asks for nothing else", CHANGE, "stored"],
    [
      "goes back to its author where the new version allows it no more",
      { areas: [{ id: "drugs", status: "wind_down" }] },
      "draft: area_suspended",
    ],
  ])("%s", async (_, change, state) => {
    await pair.close();
    pair = await twoNodes(withHold(3_600));
    const held = await approved(pair.ca, "request", null, exampleRequest("CA"));
    const { areas } = pair.ca.treaty.document;
    const merged = areas.map((area) => change.areas?.find(({ id }) => id === area.id) ?? area);
    await amend(pair, { ...change, areas: merged });
    expect(pair.ca.treaty.document.version).toBe(2);
    expect(await standing(pair.ca, held)).toBe("approved");
    pair.dials.now += 3_600_000;
    await pair.settle();
    expect(await standing(pair.ca, held)).toBe(state);
  });
});

describe("the proof of a dispatch", () => {
  it("verifies against the first version, before and after an amendment, on both sides", async () => {
    const before = await sent(pair.ca);
    await amend(pair, CHANGE);
    const after = await sent(pair.ca);
    await pair.settle();
    for (const node of [pair.ca, pair.in]) {
      expect(await proven(node, before)).toEqual({ id: before, version: 1, newest: 2 });
      expect(await proven(node, after)).toEqual({ id: after, version: 2, newest: 2 });
    }
  });

  async function proven(node: TestNode, id: string) {
    const { proof_base64 } = must(await node.ledger.proof(await node.officer("auditor"), id));
    const verdict = verifyProof(new Uint8Array(Buffer.from(proof_base64, "base64")), node.agreement);
    return verdict.valid ? { id: verdict.id, ...verdict.agreement } : verdict.fault;
  }
});
