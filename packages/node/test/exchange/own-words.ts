import { bytes, ownWordsKey, readWords, text } from "../../src/store/door.ts";
import { rowOf } from "./store-file.ts";
import type { TestNode } from "./two-nodes.ts";

/**
 * Who did the newest act of a kind, what stands readable beside it, and what he said.
 * @param under "item" = sealed under the dispatch's key; "node" = under the one that outlives it
 */
export async function saidOf(node: TestNode, act: string, under: "item" | "node") {
  const row = await rowOf(
    node,
    "select id, dispatch, officer, word, sealed_word from act_mark where act = ? order by at desc, id desc limit 1",
    act,
  );
  const { vault } = node.store;
  const key = under === "item" ? await vault.key(text(row, "dispatch")) : await ownWordsKey(vault);
  if (key === null) return { officer: row.officer, plain: row.word, said: null };
  const said = readWords(key, `act_mark.sealed_word ${text(row, "id")}`, bytes(row, "sealed_word"));
  return { officer: row.officer, plain: row.word, said };
}
