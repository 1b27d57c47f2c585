import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExchangeParts } from "../../src/exchange/parts.ts";
import { Releasable } from "../../src/exchange/release.ts";
import { Sealed } from "../../src/exchange/seal.ts";
import { dispatchById } from "../../src/exchange/store.ts";
import { systemRandom } from "../../src/ports.ts";
import {
  approved,
  type Dials,
  exampleRequest,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

describe("a stage that guards the border is made in one place only", () => {
  let pair: TwoNodes;
  let real: Releasable;
  beforeAll(async () => {
    pair = await twoNodes(withHold(30));
    const { ca, dials } = pair;
    const id = await approved(ca, "request", null, exampleRequest("CA"));
    const record = await dispatchById(ca.store, id);
    if (record === null) throw new Error("it was approved");
    const decided = await Releasable.decideAgain(partsOf(ca, dials), record, dials.now);
    if (!(decided instanceof Releasable)) throw new Error(`sent back: ${decided.reason}`);
    real = decided;
  });
  afterAll(() => pair.close());

  it("what was decided again may leave", () => {
    expect(Releasable.contentOf(real).record.state).toBe("approved");
  });

  it.each([
    ["a row with the right fields", (): unknown => Releasable.contentOf(real)],
    ["a copy of a real one", (): unknown => Object.assign({}, real)],
    ["a structured clone of a real one", (): unknown => structuredClone(real)],
    ["an object with the right prototype", (): unknown => Object.create(Releasable.prototype)],
    ["a sealed one's prototype", (): unknown => Object.create(Sealed.prototype)],
    ["nothing", (): unknown => undefined],
  ])("%s may not", (_what, forged) => {
    expect(() => Reflect.apply(Releasable.contentOf, Releasable, [forged()])).toThrow(TypeError);
    expect(() => Reflect.apply(Sealed.contentOf, Sealed, [forged()])).toThrow(TypeError);
  });

  it.each([
    ["releasable", Releasable],
    ["sealed", Sealed],
  ])("nobody outside makes a %s by its constructor", (_what, stage) => {
    expect(() => Reflect.construct(stage, [Releasable.contentOf(real)])).toThrow(TypeError);
  });
});

function partsOf(node: TestNode, dials: Dials): ExchangeParts {
  return {
    ...node,
    packs: () => dials.packs,
    clock: { now: () => dials.now },
    random: systemRandom,
    line: {
      post: () => Promise.reject(new Error("no line")),
      get: () => Promise.reject(new Error("no line")),
      cell: () => Promise.reject(new Error("no line")),
    },
  };
}
