import type { Bag } from "@entente/contract";
import { verifyProof } from "@entente/ledger";
import { decodeReceipts, encodeReceipts, type Receipts } from "@entente/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { count, standing } from "./store-file.ts";
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
let ca: TestNode;
let india: TestNode;
beforeEach(async () => {
  pair = await twoNodes(withHold(0));
  [ca, india] = [pair.ca, pair.in];
  // No line joins these nodes: only what is carried by hand arrives.
  pair.dials.line = false;
});
afterEach(() => pair.close());

async function packed(node: TestNode): Promise<Bag> {
  return must(
    await node.exchange.commands.exportBag(await node.officer("lo"), node.party === "CA" ? "IN" : "CA"),
  );
}

async function unpacked(node: TestNode, bag: Bag): Promise<readonly string[]> {
  const { items } = must(await node.exchange.commands.importBag(await node.officer("lo"), bag));
  return items.map(({ piece, outcome, code }) =>
    [piece, outcome, code].filter((word) => word !== null).join(" "),
  );
}

async function queued(): Promise<string> {
  const id = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
  expect(await standing(ca, id)).toBe("queued");
  return id;
}

describe("a bag carries what no line does", () => {
  it("there and back: the same id arrives, and the receipt that comes back proves it", async () => {
    const id = await queued();
    expect(await unpacked(india, await packed(ca))).toEqual(["dispatch stored"]);
    expect(await standing(india, id)).toBe("filed");
    expect(await standing(ca, id)).toBe("queued");
    expect(await unpacked(ca, await packed(india))).toEqual(["receipts proven"]);
    expect(await standing(ca, id)).toBe("stored");
    expect(await count(ca, "outbox")).toBe(0);
  });

  it("several dispatches in one file, and receipts for all of them under one head", async () => {
    const ids = [await queued(), await queued(), await queued()];
    expect(await unpacked(india, await packed(ca))).toEqual(ids.map(() => "dispatch stored"));
    expect(await unpacked(ca, await packed(india))).toEqual(["receipts proven"]);
    for (const id of ids) expect(await standing(ca, id)).toBe("stored");
  });

  it("the proof of what went by bag verifies once the line has witnessed it", async () => {
    const id = await queued();
    await unpacked(india, await packed(ca));
    await unpacked(ca, await packed(india));
    pair.dials.line = true;
    await pair.settle();
    const proof = must(await ca.ledger.proof(await ca.officer("lo"), id));
    const verdict = verifyProof(new Uint8Array(Buffer.from(proof.proof_base64, "base64")), ca.agreement);
    expect(verdict).toMatchObject({ valid: true, id });
  });
});

describe("a bag never doubles and never loses", () => {
  it("the same bag twice has one effect, and both receipts prove the same leaf", async () => {
    const id = await queued();
    const bag = await packed(ca);
    await unpacked(india, bag);
    await unpacked(india, bag);
    expect(await count(india, "dispatch", "id = ?", id)).toBe(1);
    expect(await unpacked(ca, await packed(india))).toContain("receipts proven");
    expect(await standing(ca, id)).toBe("stored");
  });

  it("a bag that is lost is packed again, receipts too", async () => {
    const id = await queued();
    await packed(ca);
    await unpacked(india, await packed(ca));
    await packed(india);
    // That bag was lost with its receipts: the dispatch comes again, and so does its receipt.
    await unpacked(india, await packed(ca));
    expect(await unpacked(ca, await packed(india))).toEqual(["receipts proven"]);
    expect(await standing(ca, id)).toBe("stored");
  });

  it("what the line delivered meanwhile is a repeat in the bag, and its receipt changes nothing", async () => {
    const id = await queued();
    const bag = await packed(ca);
    pair.dials.line = true;
    pair.dials.now += 120_000;
    await pair.settle();
    expect(await standing(ca, id)).toBe("stored");
    expect(await unpacked(india, bag)).toEqual(["dispatch stored"]);
    expect(await count(india, "dispatch", "id = ?", id)).toBe(1);
  });
});

describe("each piece is refused on its own, with its reason", () => {
  it("a changed dispatch keeps the sound ones out of nothing", async () => {
    const [broken, sound] = [await queued(), await queued()];
    const bag = await packed(ca);
    const bytes = Buffer.from(bag.dispatches[0] ?? "", "base64");
    bytes[2000] = (bytes[2000] ?? 0) ^ 1;
    const changed = { ...bag, dispatches: [bytes.toString("base64"), ...bag.dispatches.slice(1)] };
    expect(await unpacked(india, changed)).toEqual(["dispatch refused seal_broken", "dispatch stored"]);
    expect(await count(india, "dispatch", "id = ?", broken)).toBe(0);
    expect(await standing(india, sound)).toBe("filed");
    expect(await count(india, "rejection")).toBe(1);
  });

  it.each([
    ["no base64 of a dispatch", "AAAA", "dispatch refused truncated"],
    ["random bytes", Buffer.alloc(9_000, 7).toString("base64"), "dispatch refused malformed_cover"],
  ])("%s", async (_what, piece, expected) => {
    const bag = { ...(await packed(ca)), dispatches: [piece] };
    expect(await unpacked(india, bag)).toEqual([expected]);
  });

  it.each<[string, (honest: Receipts) => Partial<Receipts>, string]>([
    ["proved from another size than the one we know", ({ from }) => ({ from: from + 1 }), "conflict"],
    ["with a note that is none", () => ({ checkpoint: new TextEncoder().encode("nothing\n") }), "bad_note"],
  ])("receipts under a head that we cannot take settle nothing: %s", async (_what, lie, code) => {
    const id = await queued();
    await unpacked(india, await packed(ca));
    const back = await packed(india);
    const honest = decodeReceipts(new Uint8Array(Buffer.from(back.receipts[0] ?? "", "base64")), 1);
    if (!honest.ok) throw new Error("India packs honestly here");
    const forged = encodeReceipts({ ...honest.value, ...lie(honest.value) });
    const bag = { ...back, receipts: [Buffer.from(forged).toString("base64")] };
    expect(await unpacked(ca, bag)).toEqual([`receipts refused ${code}`]);
    expect(await standing(ca, id)).toBe("queued");
    expect(await unpacked(ca, back)).toEqual(["receipts proven"]);
  });

  it("receipts that the partner did not sign settle nothing", async () => {
    const id = await queued();
    await unpacked(india, await packed(ca));
    const back = await packed(india);
    const bytes = Buffer.from(back.receipts[0] ?? "", "base64").toString("utf8");
    const forged = bytes.replace(/"salt":"(.)/, (_all, first) => `"salt":"${first === "A" ? "B" : "A"}`);
    const bag = { ...back, receipts: [Buffer.from(forged).toString("base64"), "AAAA"] };
    expect(await unpacked(ca, bag)).toEqual([
      "receipts refused receipt_unproven",
      "receipts refused not_json",
    ]);
    expect(await standing(ca, id)).toBe("queued");
  });

  it.each([
    ["from somebody else", { from: "US" }, "not_a_partner /from"],
    ["for somebody else", { to: "US" }, "not_recipient /to"],
    ["that knows more of our log than there is", { known_size: 1_000_000 }, "log_behind /known_size"],
  ])("a bag %s is not opened", async (_what, change, expected) => {
    await queued();
    const bag = { ...(await packed(ca)), ...change };
    const result = await india.exchange.commands.importBag(await india.officer("lo"), bag);
    expect(refusalOf(result)).toBe("malformed");
    const faults = result.ok ? [] : (result.refusal.faults ?? []);
    expect(faults.map(({ code, where }) => `${code} ${where}`)).toEqual([expected]);
    expect(await count(india, "dispatch")).toBe(0);
  });

  it("nothing is packed for a party we have no agreement with", async () => {
    expect(refusalOf(await ca.exchange.commands.exportBag(await ca.officer("lo"), "US"))).toBe("malformed");
  });
});
