import type { ExchangeParts } from "../../src/exchange/door.ts";
import { systemRandom } from "../../src/ports.ts";
import type { TestNode, TwoNodes } from "../exchange/two-nodes.ts";

/** The parts of a node for a room that never speaks to the partner. */
export function partsOf(pair: TwoNodes, { store, people, holdings, treaty, keys }: TestNode): ExchangeParts {
  const silent = () => Promise.reject(new Error("the desk asked the partner"));
  return {
    store,
    people,
    holdings,
    treaty,
    keys,
    packs: () => pair.dials.packs,
    clock: { now: () => pair.dials.now },
    random: systemRandom,
    line: { post: silent, get: silent, cell: silent },
  };
}
