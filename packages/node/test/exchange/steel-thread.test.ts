import { verifyProof } from "@entente/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approved, exampleRequest, must, type TwoNodes, twoNodes } from "./two-nodes.ts";

describe("a request crosses the border and its answer comes back", () => {
  let pair: TwoNodes;
  beforeAll(async () => {
    pair = await twoNodes();
  });
  afterAll(() => pair.close());

  it("arrives under the same id, is opened, answered, and both prove themselves offline", async () => {
    const { ca, in: india } = pair;
    const request = await approved(ca, "request", null, exampleRequest("CA"));
    await pair.settle();
    const lo = await ca.officer("lo");
    expect(must(await ca.exchange.commands.show(lo, request)).state).toBe("stored");
    const analyst = await india.officer("analyst");
    const [arrival] = must(await india.exchange.commands.inbox(analyst, { cursor: null, limit: 10 })).items;
    expect(arrival).toMatchObject({ id: request, state: "filed", kind: "request" });
    must(await india.exchange.commands.assign(analyst, request, analyst.id));
    must(await india.exchange.commands.show(analyst, request));
    await pair.settle();
    expect(must(await ca.exchange.commands.show(lo, request)).state).toBe("opened");
    const { draft } = must(await india.exchange.commands.example(analyst, "answer", request));
    expect(JSON.stringify(draft)).toContain("IN-H-1");
    const answer = await approved(india, "answer", request, draft, "analyst");
    await pair.settle();
    const back = must(await ca.exchange.commands.show(lo, answer));
    expect(back).toMatchObject({
      id: answer,
      kind: "answer",
      state: "filed",
      reply_to: request,
      thread: request,
    });
    expect(must(await ca.exchange.commands.show(lo, request)).state).toBe("answered");
    for (const [node, id] of [
      [ca, request],
      [india, answer],
      [ca, answer],
    ] as const) {
      const proof = must(await node.ledger.proof(await node.officer(node === ca ? "lo" : "analyst"), id));
      const verdict = verifyProof(new Uint8Array(Buffer.from(proof.proof_base64, "base64")), ca.agreement);
      expect(verdict).toMatchObject({ valid: true, id });
    }
  });
});
