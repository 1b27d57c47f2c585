import type { Ledger } from "../oversight/door.ts";
import { keeperOf, type Relations } from "./relation.ts";

/** Proofs of any dispatch, each under the anchor of the agreement it went under. */
export function proofsOver(relations: Relations): Pick<Ledger, "proof" | "checkProof"> {
  const keeper = async (id: string) => (await keeperOf(relations, id)).ledger;
  return {
    proof: async (officer, id) => (await keeper(id)).proof(officer, id),
    checkProof: async (officer, id) => (await keeper(id)).checkProof(officer, id),
  };
}
