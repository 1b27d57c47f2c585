import type { EnrolContext } from "../commands/enrol-officer.ts";
import { recordEntry, SALTS } from "../leaf.ts";

/** The domestic log's entry for something about a post; whoever holds the node's secret makes it again from the row. */
export async function postEntry(
  { store, random }: Pick<EnrolContext, "store" | "random">,
  name: string,
  values: readonly unknown[],
): Promise<Uint8Array> {
  return recordEntry(await store.vault.secret(SALTS, () => random(32)), `post ${name}`, values);
}
