import type { ItemKey, Vault } from "./port.ts";

/** Names the key of what people said that outlives whatever it is about: who erased or sampled a thing must still say why. */
const OWN_WORDS = "own-words";

/** The key under which such words lie, made at the first use. */
export function ownWordsKey(vault: Pick<Vault, "lasting">): Promise<ItemKey> {
  return vault.lasting(OWN_WORDS);
}

/**
 * Seals what a person wrote beside a row: a list of reasons would tell an administrator what he may not read (T12).
 * @param place table, column and the row's id: a word cannot be moved to another row
 */
export function sealWords(key: ItemKey, place: string, words: string): Uint8Array {
  return key.seal(place, new TextEncoder().encode(words));
}

/** What `sealWords` sealed. Throws VaultFault where it was changed or moved. */
export function readWords(key: ItemKey, place: string, sealed: Uint8Array): string {
  return new TextDecoder().decode(key.open(place, sealed));
}
