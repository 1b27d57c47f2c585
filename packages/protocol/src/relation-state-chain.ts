import type { Fault } from "@entente/words";
import { hexOf, sameBytes } from "./bytes.ts";
import type { ParsedRelationState, RelationState, StateSigner } from "./relation-state.ts";

/** A statement of a party that stands, in the order of serials from 1. */
export interface StateLink {
  /** SHA-256 of its payload, 32 bytes */
  readonly digest: Uint8Array;
  /** `root` also where a later statement of the root follows it */
  readonly by: StateSigner;
}

/** What a statement is to those that stand: known already, confirmed by the root, the next one, or none of these. */
export type StatePlace =
  | { readonly kind: "repeat" | "confirms" }
  /** `voids`: how many of the last ones do not stand any more */
  | { readonly kind: "next"; readonly voids: number }
  | { readonly kind: "refused"; readonly faults: readonly Fault[] };

/**
 * Finds a statement's place. A node's statement follows the last one. The root's follows any from its own last one on, and
 * takes the place of what the node said from there: a thief of the node's keys can so not keep the root from speaking. The
 * root's signature under what the node said, or under what follows it, confirms it.
 * @param first SHA-256 of the agreement's first version, what serial 1 follows
 */
export function placeOfState(
  standing: readonly StateLink[],
  first: Uint8Array,
  { statement, digest, by }: Pick<ParsedRelationState, "statement" | "digest" | "by">,
): StatePlace {
  const { serial, previous } = statement;
  const same = standing[serial - 1];
  if (same !== undefined && sameBytes(same.digest, digest))
    return { kind: by === "root" && same.by === "node" ? "confirms" : "repeat" };
  const roots = standing.findLastIndex((link) => link.by === "root") + 1;
  const inPlace =
    by === "root" ? serial > roots && serial <= standing.length + 1 : serial === standing.length + 1;
  const before = serial === 1 ? first : standing[serial - 2]?.digest;
  const faults: Fault[] = [];
  if (!inPlace) faults.push({ code: "bad_state", where: "/serial" });
  if (before === undefined || previous !== hexOf(before))
    faults.push({ code: "bad_state", where: "/previous" });
  return faults.length === 0
    ? { kind: "next", voids: standing.length - (serial - 1) }
    : { kind: "refused", faults };
}

/** What of a statement must be as the agreement between the two has it. */
export interface StateGround {
  readonly node: string;
  readonly agreement: string;
  /** hex digests of the versions that were ever in force, or stand on the log of whoever asks */
  readonly versions: readonly string[];
  readonly areas: readonly string[];
}

/** Where a statement contradicts the agreement: every fault, empty where nowhere. */
export function faultsOfGround(
  { node, agreement, version, scope }: RelationState,
  ground: StateGround,
): readonly Fault[] {
  const wrong: string[] = [];
  if (node !== ground.node) wrong.push("/node");
  if (agreement !== ground.agreement) wrong.push("/agreement");
  if (!ground.versions.includes(version)) wrong.push("/version");
  if (scope !== "all" && !ground.areas.includes(scope)) wrong.push("/scope");
  return wrong.map((where) => ({ code: "bad_state", where }));
}
