import { verifyProof } from "@entente/ledger";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { forge, verdictOn } from "../exchange/forge.ts";
import { edit } from "../exchange/store-file.ts";
import {
  approved,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  type TestNode,
  type TwoNodes,
  twoNodes,
} from "../exchange/two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
/** a request of Canada's that India stored, both logs witnessed */
let request: string;
beforeAll(async () => {
  pair = await twoNodes();
  ca = pair.ca;
  india = pair.in;
  request = await approved(ca, "request", null, exampleRequest("CA"));
  await pair.settle();
});
afterEach(() => {
  pair.dials.line = true;
});
afterAll(() => pair.close());

async function proofOf(node: TestNode, role: Role, id: string) {
  return node.ledger.proof(await node.officer(role), id);
}

async function fileOf(node: TestNode, role: Role, id: string): Promise<Uint8Array> {
  return new Uint8Array(Buffer.from(must(await proofOf(node, role, id)).proof_base64, "base64"));
}

describe("a proof", () => {
  it.each([
    ["of what we sent", () => ca, "lo"],
    ["of what we sent, for the authority who let it out", () => ca, "authority"],
    ["of what the partner sent us", () => india, "analyst"],
    ["of either, for an auditor without a desk's rights", () => ca, "auditor"],
    ["of either, for the other side's auditor", () => india, "auditor"],
  ] as const)("%s verifies offline against the agreement alone", async (_what, node, role) => {
    const verdict = verifyProof(await fileOf(node(), role, request), ca.agreement);
    expect(verdict).toMatchObject({ valid: true, id: request });
  });

  it("is checked here as an outsider would: what it proves, by whom witnessed, as of when", async () => {
    const officer = await ca.officer("lo");
    expect(must(await ca.ledger.checkProof(officer, request))).toMatchObject({
      id: request,
      fault: null,
      proven: {
        kind: "release",
        from: "CA",
        to: "IN",
        receipted: true,
        body_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        signed_at: expect.stringMatching(/^2026-11-22T12:/),
        witnessed_by: [expect.stringContaining("/in/")],
      },
    });
  });

  it("tells what it is of, and no content", async () => {
    const proof = must(await proofOf(ca, "auditor", request));
    expect(proof).toMatchObject({ id: request, thread: request, kind: "request" });
    expect(Object.keys(proof).toSorted()).toEqual(["id", "kind", "proof_base64", "state", "thread"]);
    expect(Buffer.from(proof.proof_base64, "base64").toString("latin1")).not.toContain("INVENTED");
  });

  it("with any one byte turned does not verify", async () => {
    const file = await fileOf(ca, "lo", request);
    for (let nth = 0; nth < 120; nth++) {
      const place = Math.floor((nth * file.length) / 120);
      const damaged = file.slice();
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect(verifyProof(damaged, ca.agreement).valid).toBe(false);
    }
  });

  it("of ours holds the partner's receipt; without the receipt it is still a proof that it left", async () => {
    const own = await approved(ca, "request", null, exampleRequest("CA"));
    await pair.settle();
    const whole = await fileOf(ca, "lo", own);
    edit(ca, "update dispatch set sealed_receipt = null where id = ?", own);
    const bare = await fileOf(ca, "lo", own);
    expect(whole.length).toBeGreaterThan(bare.length);
    expect(verifyProof(bare, ca.agreement)).toMatchObject({ valid: true, id: own });
  });
});

describe("a proof is given to nobody else", () => {
  const nobodys = "0190aaaa-0000-7000-8000-000000000001";
  it.each<[string, Role, string | null]>([
    ["a coordinator", "coordinator", null],
    ["an officer of another desk", "stranger", null],
    ["an auditor, of what does not exist", "auditor", nobodys],
    ["an officer of the desk, of what does not exist", "lo", nobodys],
  ])("%s finds nothing, whatever there is", async (_what, role, id) => {
    expect(await proofOf(ca, role, id ?? request)).toEqual({ ok: false, refusal: { problem: "not_found" } });
  });
});

describe("there is no proof", () => {
  it("of a draft, a proposal, or what waits out its hold: nothing is on the log", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    expect(refusalOf(await proofOf(ca, "lo", id))).toBe("not_witnessed");
    must(await ca.exchange.commands.submit(lo, id));
    expect(refusalOf(await proofOf(ca, "auditor", id))).toBe("not_witnessed");
  });

  it("while the partner has not witnessed its leaf, and there is one as soon as he has", async () => {
    const { id, sealed } = await forge(india, ca);
    expect(await verdictOn(ca, sealed)).toBe("stored");
    pair.dials.line = false;
    expect(refusalOf(await proofOf(ca, "lo", id))).toBe("not_witnessed");
    expect(refusalOf(await proofOf(ca, "auditor", id))).toBe("not_witnessed");
    // What was witnessed before keeps its proof.
    expect(verifyProof(await fileOf(ca, "lo", request), ca.agreement).valid).toBe(true);
    pair.dials.line = true;
    expect(verifyProof(await fileOf(ca, "lo", id), ca.agreement)).toMatchObject({ valid: true, id });
  });

  it("before the partner ever answered, nor a checkpoint, an entry or a tile", async () => {
    const own = await twoNodes();
    own.dials.line = false;
    const id = await approved(own.ca, "request", null, exampleRequest("CA"));
    await own.settle();
    expect(refusalOf(await own.ca.ledger.proof(await own.ca.officer("auditor"), id))).toBe("not_witnessed");
    expect(refusalOf(await own.ca.ledger.witnessedCheckpoint())).toBe("not_witnessed");
    expect(refusalOf(await own.ca.ledger.entries(0, 10))).toBe("not_witnessed");
    expect(refusalOf(await own.ca.ledger.tile(0, 0, 1))).toBe("not_witnessed");
    await own.close();
  });

  it.each([
    ["of what we sent", () => ca],
    ["of what arrived", () => india],
  ] as const)("%s once its key was destroyed: nothing ties the leaf to it any more", async (_what, node) => {
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    await pair.settle();
    expect(must(await proofOf(node(), "auditor", id)).id).toBe(id);
    await node().store.commit({ steps: node().store.vault.destroy(id) });
    for (const role of ["auditor", "lo", "analyst"] as const)
      expect(refusalOf(await proofOf(node(), role, id))).toBe("not_found");
    // The log itself is whole: its checkpoint and every entry stand.
    expect(must(await node().ledger.witnessedCheckpoint()).size).toBeGreaterThan(0);
  });
});

describe("the log an auditor takes away ends at the newest witnessed head", () => {
  it("entries beyond it, before the first, or none at all are none", async () => {
    const { size } = must(await ca.ledger.witnessedCheckpoint());
    expect(must(await ca.ledger.entries(0, 5_000)).entries_base64).toHaveLength(size);
    expect(must(await ca.ledger.entries(size - 1, 10)).entries_base64).toHaveLength(1);
    for (const [from, count] of [
      [size, 1],
      [size + 100, 5],
      [0, 0],
      [0, -1],
    ] as const)
      expect(must(await ca.ledger.entries(from, count)).entries_base64).toEqual([]);
  });

  it("a leaf appended since is not in it before the partner has seen it", async () => {
    const before = must(await ca.ledger.witnessedCheckpoint());
    pair.dials.line = false;
    const { sealed } = await forge(india, ca);
    expect(await verdictOn(ca, sealed)).toBe("stored");
    expect((await ca.store.logs.head("exchange")).size).toBeGreaterThan(before.size);
    expect(must(await ca.ledger.entries(0, 5_000)).entries_base64).toHaveLength(before.size);
    expect(refusalOf(await ca.ledger.tile(0, 0, before.size + 1))).toBe("not_found");
    expect(must(await ca.ledger.tile(0, 0, before.size)).hashes_base64.length).toBeGreaterThan(0);
  });

  it("a tile has as many hashes as it was asked for, and there is none beyond the tree", async () => {
    const { size } = must(await ca.ledger.witnessedCheckpoint());
    for (const width of [1, size]) {
      const { hashes_base64 } = must(await ca.ledger.tile(0, 0, width));
      expect(Buffer.from(hashes_base64, "base64")).toHaveLength(32 * width);
    }
    for (const [level, index, width] of [
      [0, 1, 1],
      [1, 0, 1],
      [0, 0, 257],
      [63, 0, 1],
    ] as const)
      expect(refusalOf(await ca.ledger.tile(level, index, width))).toBe("not_found");
  });

  it("a checkpoint is asked for once where none is known, and given with the partner's cosignatures", async () => {
    const checkpoint = must(await ca.ledger.witnessedCheckpoint());
    const note = Buffer.from(checkpoint.note_base64, "base64").toString();
    expect(checkpoint.log).toBe("exchange");
    expect(note).toContain("/exchange\n");
    expect(note).toContain("/witness ");
  });
});
