import { readDocument, readStatePayload } from "@entente/protocol";
import { AREAS, type AreaState, isWordOf, narrowest, runsIn } from "@entente/words";
import type { SimulatedNode } from "../simulate/node.ts";

/** What crosses in every state, written down a second time. */
const EVERY_STATE = ["recall", "correction", "narrowing", "acknowledgement", "life_threat"];

interface Leaf {
  readonly at: number;
  readonly party: string;
  readonly scope: string;
  readonly state: AreaState;
}

/**
 * Holds a node's own log against itself: of every dispatch that it let out or filed, the state of its area at its leaf, by
 * the statements of both sides whose leaves stand before. What crossed although it must not; "" = nothing.
 */
export async function crossedAgainst(node: SimulatedNode): Promise<string> {
  const { store, of } = node;
  if (store === null) throw new Error("every node is up again");
  const said = (
    await store.all("select party, document, leaf from relation_state order by leaf limit 5000")
  ).map(({ party, document, leaf }) => leafOf(String(party), document, Number(leaf)));
  const crossed = await store.all(
    "select id, kind, area, urgency, reply_to, leaf, direction from dispatch where leaf is not null order by leaf limit 5000",
  );
  const faults = crossed.flatMap((row) => {
    const at = Number(row.leaf);
    const area = String(row.area);
    const dispatch = {
      always: EVERY_STATE.includes(String(row.kind)) || row.urgency === "life_threat",
      replyTo: row.reply_to === null ? null : String(row.reply_to),
    };
    const state = isWordOf(AREAS, area) ? stateAt(said, area, at) : "active";
    return runsIn(state, dispatch)
      ? []
      : [`${of.party} ${String(row.direction)} ${String(row.id)} at leaf ${at} while ${area} was ${state}`];
  });
  return faults.join("; ");
}

function leafOf(party: string, document: unknown, at: number): Leaf {
  const read = readDocument(document instanceof Uint8Array ? document : new Uint8Array());
  const statement = read.ok ? readStatePayload(read.value.payload) : read;
  if (!statement.ok) throw new Error("a statement of the store reads");
  return { at, party, scope: statement.value.scope, state: statement.value.state };
}

/** The last of each party and scope before a leaf; the narrowest counts. */
function stateAt(said: readonly Leaf[], area: string, leaf: number): AreaState {
  const last = new Map<string, AreaState>();
  for (const { at, party, scope, state } of said)
    if (at < leaf && (scope === "all" || scope === area)) last.set(`${party} ${scope}`, state);
  return narrowest([...last.values()]);
}
