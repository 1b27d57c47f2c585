import { bytesOfHex, canonicalJson, readStatePayload, STATE_TYPE, unsignedDocument } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  applyBy,
  areaOf,
  emergency,
  payloadFor,
  request,
  rootKeys,
  rootSigned,
  SUSPENDED,
  signedAs,
  state,
  view,
} from "./stating.ts";
import { count, leaves } from "./store-file.ts";
import { must, refusalOf, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
});
afterEach(() => pair.close());

const faultsOf = (result: { readonly ok: boolean; readonly refusal?: { readonly faults?: unknown } }) =>
  result.ok ? "taken" : result.refusal?.faults;
const later = async () => {
  // Longer than whatever waits before it is looked at or told again.
  pair.dials.now += 31_000;
  await pair.settle();
};
const alarms = async (node: TestNode) =>
  (await node.store.all("select code from alarm where cleared_at is null order by code limit 20")).map(
    ({ code }) => code,
  );

describe("a suspension", () => {
  it("is in force with one operator's device under the root's signature, on our log, and told the partner", async () => {
    await state(pair, pair.in);
    expect(await areaOf(pair.in)).toBe("suspended");
    expect(await leaves(pair.in, "exchange", "relation_state")).toBe(1);
    await pair.settle();
    expect(await areaOf(pair.ca)).toBe("suspended");
    expect(await leaves(pair.ca, "exchange", "relation_state")).toBe(1);
    expect((await view(pair.in)).items).toMatchObject([{ party: "IN", serial: 1, by: "root", told: true }]);
    expect((await view(pair.ca)).items).toMatchObject([{ party: "IN", serial: 1, by: "root", told: null }]);
  });

  it("of one area leaves the others as they are; of the whole narrows each", async () => {
    await state(pair, pair.in);
    expect(await areaOf(pair.in, "cyber")).toBe("active");
    await state(pair, pair.in, { scope: "all", state: "wind_down" });
    expect([await areaOf(pair.in, "cyber"), await areaOf(pair.in)]).toEqual(["wind_down", "suspended"]);
    await state(pair, pair.in, { scope: "all", state: "active" });
    expect([await areaOf(pair.in, "cyber"), await areaOf(pair.in)]).toEqual(["active", "suspended"]);
  });

  it("still stands after a restart of either node", async () => {
    await state(pair, pair.in);
    await pair.settle();
    for (const party of ["CA", "IN"] as const) {
      await (party === "CA" ? pair.ca : pair.in).store.close();
      await pair.reopen(party);
    }
    expect([await areaOf(pair.ca), await areaOf(pair.in)]).toEqual(["suspended", "suspended"]);
  });

  it("is told again until the partner has acknowledged it, and an alarm says that he has not", async () => {
    pair.dials.line = false;
    await state(pair, pair.in);
    await pair.settle();
    expect(await alarms(pair.in)).toContain("state_untold");
    pair.dials.line = true;
    await later();
    expect(await areaOf(pair.ca)).toBe("suspended");
    expect(await alarms(pair.in)).not.toContain("state_untold");
  });

  it("is told whoever drafts: by whom, since when, under what, what goes on, and what would help", async () => {
    await state(pair, pair.in);
    await pair.settle();
    const officer = await pair.ca.officer("lo");
    const { id } = must(await pair.ca.exchange.commands.draft(officer, "request", null, request()));
    for (const asked of [pair.ca.exchange.commands.check, pair.ca.exchange.commands.submit]) {
      const result = await asked(officer, id);
      expect(refusalOf(result)).toBe("area_suspended");
      const policy = result.ok ? null : result.refusal.policy;
      expect(policy?.rule).toBe("relation-state.suspended");
      expect(policy?.law).toContain("statement 1 of IN");
      expect(policy?.text).toContain("by IN since 2026-11-22T12:00:00.000Z: security_incident");
      expect(policy?.text).toContain(
        "correction, life threat, narrowing, recall, the life-threat lane, receipts",
      );
      expect(policy?.remedies).toEqual([
        "IN resumes it by a statement of its root (entente agreement resume).",
      ]);
    }
  });
});

describe("a resumption", () => {
  it("takes two operators, and is not in force before both sides resume", async () => {
    await state(pair, pair.ca);
    await state(pair, pair.in);
    await later();
    const file = await rootSigned(pair, pair.ca, { state: "active", reason: "resolved" });
    expect(must(await applyBy(pair, pair.ca, "operator", file)).stands).toBe("one_of_two");
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", file))).toBe("same_person");
    expect(must(await applyBy(pair, pair.ca, "operator2", file)).stands).toBe("in_force");
    await later();
    expect([await areaOf(pair.ca), await areaOf(pair.in)]).toEqual(["suspended", "suspended"]);
    await state(pair, pair.in, { state: "active", reason: "resolved" });
    await later();
    expect([await areaOf(pair.ca), await areaOf(pair.in)]).toEqual(["active", "active"]);
  });

  it("so does a step from suspended to winding down, since more crosses after it", async () => {
    await state(pair, pair.ca);
    const file = await rootSigned(pair, pair.ca, { state: "wind_down" });
    expect(must(await applyBy(pair, pair.ca, "operator", file)).stands).toBe("one_of_two");
  });
});

describe("an emergency", () => {
  it("is two operators' devices: one is not enough, nor the same twice", async () => {
    const payload = await payloadFor(pair.ca, { emergency: true });
    const file = unsignedDocument(STATE_TYPE, payload);
    expect(must(await applyBy(pair, pair.ca, "operator", file)).stands).toBe("one_of_two");
    expect(refusalOf(await applyBy(pair, pair.ca, "operator", file))).toBe("same_person");
    expect(await areaOf(pair.ca)).toBe("active");
    pair.dials.now += 60_000;
    const again = await payloadFor(pair.ca, { emergency: true });
    expect(again).toEqual(payload);
    expect(must(await applyBy(pair, pair.ca, "operator2", file)).stands).toBe("in_force");
    await pair.settle();
    expect([await areaOf(pair.ca), await areaOf(pair.in)]).toEqual(["suspended", "suspended"]);
    expect((await view(pair.in)).items).toMatchObject([{ party: "CA", by: "node" }]);
  });

  it("stays suspended and alarms where the root has not confirmed it in 72 hours; its signature ends that", async () => {
    const payload = await emergency(pair, pair.ca);
    await pair.settle();
    expect(await alarms(pair.ca)).not.toContain("state_unconfirmed");
    pair.dials.now += 72 * 3_600_000 + 1;
    await pair.settle();
    expect(await alarms(pair.ca)).toContain("state_unconfirmed");
    expect(await areaOf(pair.ca)).toBe("suspended");
    const file = await signedAs(pair.ca, payload, rootKeys(pair, "CA"));
    expect(must(await applyBy(pair, pair.ca, "operator", file)).stands).toBe("in_force");
    await later();
    expect(await alarms(pair.ca)).not.toContain("state_unconfirmed");
    expect((await view(pair.in)).items).toMatchObject([{ party: "CA", by: "root", state: "suspended" }]);
    expect(await leaves(pair.ca, "exchange", "relation_state")).toBe(1);
  });

  it("is confirmed by a statement of the root that follows it, on both nodes", async () => {
    await emergency(pair, pair.ca);
    await pair.settle();
    pair.dials.now += 72 * 3_600_000 + 1;
    await pair.settle();
    expect(await alarms(pair.ca)).toContain("state_unconfirmed");
    await state(pair, pair.ca);
    await later();
    expect(await alarms(pair.ca)).not.toContain("state_unconfirmed");
    for (const node of [pair.ca, pair.in])
      expect((await view(node)).items.map(({ serial, by }) => `${serial} ${by}`).toSorted()).toEqual([
        "1 root",
        "2 root",
      ]);
  });

  it("is overruled by the root, at its place", async () => {
    await emergency(pair, pair.ca);
    await pair.settle();
    const { digest } = there((await view(pair.ca)).items.at(-1));
    const payload = await payloadFor(pair.ca, { state: "active", reason: "resolved" });
    const read = readStatePayload(payload);
    if (!read.ok) throw new Error("it does not read");
    const own = {
      ...read.value,
      serial: 1,
      previous: Buffer.from(pair.ca.treaty.firstDigest).toString("hex"),
    };
    const file = await signedAs(pair.ca, canonicalJson(own), rootKeys(pair, "CA"));
    must(await applyBy(pair, pair.ca, "operator", file));
    must(await applyBy(pair, pair.ca, "operator2", file));
    await later();
    for (const node of [pair.ca, pair.in]) {
      expect(await areaOf(node)).toBe("active");
      expect((await view(node)).items.map((one) => one.digest)).not.toContain(digest);
      expect(await count(node, "relation_state", "void = 1 and digest = ?", bytesOfHex(digest) ?? "")).toBe(
        1,
      );
    }
  });

  it.each(["wind_down", "active"] as const)("never for %s", async (wanted) => {
    const operator = await pair.ca.officer("operator");
    const wish = { ...SUSPENDED, state: wanted, emergency: true };
    expect(refusalOf(await pair.ca.exchange.commands.draftState(operator, wish))).toBe("malformed");
    const payload = await payloadFor(pair.ca, { state: wanted });
    const file = unsignedDocument(STATE_TYPE, payload);
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", file))).toEqual([
      { code: "missing_signature", where: "/signatures" },
    ]);
  });
});

describe("refused, by our own door and by the partner's, and changing nothing", () => {
  const peer = async (file: Uint8Array) => {
    const answer = await pair.in.exchange.peer.takeState("CA", file);
    return [answer.status, JSON.parse(Buffer.from(answer.body).toString()).faults];
  };
  const crafted = async (change: object, keys = rootKeys(pair, "CA")) => {
    const read = readStatePayload(await payloadFor(pair.ca, {}));
    if (!read.ok) throw new Error("it does not read");
    return signedAs(pair.ca, canonicalJson({ ...read.value, ...change }), keys);
  };

  it.each<[string, object, readonly string[]]>([
    ["a number skipped", { serial: 2 }, ["/serial", "/previous"]],
    ["another one before it", { previous: "00".repeat(32) }, ["/previous"]],
    ["another agreement and node", { agreement: "other", node: "ca-2" }, ["/node", "/agreement"]],
    ["a version nobody knows", { version: "00".repeat(32) }, ["/version"]],
  ])("%s", async (_, change, places) => {
    const file = await crafted(change);
    const faults = places.map((where) => ({ code: "bad_state", where }));
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", file))).toEqual(faults);
    expect(await peer(file)).toEqual([422, faults]);
    expect(await count(pair.in, "rejection")).toBe(1);
    for (const node of [pair.ca, pair.in]) expect(await count(node, "relation_state")).toBe(0);
  });

  it("signed by the partner's root, or with another device, number or officer", async () => {
    const forged = await crafted({}, rootKeys(pair, "IN"));
    expect(faultsOf(await applyBy(pair, pair.ca, "operator", forged))).toHaveLength(2);
    expect((await peer(forged))[0]).toBe(422);
    const file = await rootSigned(pair, pair.ca);
    for (const lie of [{ serial: 7 }, { device: "operator2" as const }])
      expect(refusalOf(await applyBy(pair, pair.ca, "operator", file, lie))).toBe("device_refused");
    expect(await areaOf(pair.ca)).toBe("active");
  });

  it("an older one, played again: it is known, and the newer one stands", async () => {
    const older = await rootSigned(pair, pair.ca, { state: "active", reason: "other" });
    must(await applyBy(pair, pair.ca, "operator", older));
    await state(pair, pair.ca);
    await later();
    expect((await peer(older))[0]).toBe(200);
    expect([await areaOf(pair.ca), await areaOf(pair.in)]).toEqual(["suspended", "suspended"]);
    expect(await leaves(pair.in, "exchange", "relation_state")).toBe(2);
  });

  it("two that come together at one place: one stands", async () => {
    const [one, two] = [await crafted({ note: "one" }), await crafted({ note: "two" })];
    const answers = await Promise.all([peer(one), peer(two)]);
    expect(answers.map(([status]) => String(status)).toSorted()).toEqual(["200", "422"]);
    expect(await leaves(pair.in, "exchange", "relation_state")).toBe(1);
  });
});

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("there is none");
  return found;
}
