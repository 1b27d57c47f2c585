import { openDesk, openDeskLists } from "../../src/desk/door.ts";
import { isKept } from "../../src/exchange/door.ts";
import type { Relation } from "../../src/relations/door.ts";
import { partsOf } from "../desk/parts.ts";
import type { TestNode, TwoNodes } from "../exchange/two-nodes.ts";

/** A node of a pair as one relation among several. */
export function relationOf(pair: TwoNodes, node: TestNode): Relation {
  const parts = partsOf(pair, node);
  return {
    treaty: node.treaty,
    exchange: node.exchange.commands,
    ledger: node.ledger,
    desk: openDesk(parts),
    lists: openDeskLists(parts),
    holds: (id) => isKept(node.store, id),
  };
}
