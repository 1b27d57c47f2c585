import { ENTRY_KIND, entry, saltedDigest } from "@entente/ledger";
import type { Store } from "../store/door.ts";
import { insertAnchorMark } from "./store.ts";

/**
 * Pins the domestic log in the exchange log by one leaf. Every hour, whether or not anything happened: its
 * growth tells the partner nothing (design §5).
 */
export async function anchorDomestic(parts: {
  readonly store: Store;
  readonly random: (size: number) => Uint8Array;
  /** Unix milliseconds */
  readonly now: () => number;
}): Promise<void> {
  const head = await parts.store.logs.head("domestic");
  const salt = parts.random(32);
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(head.size));
  const digest = saltedDigest(ENTRY_KIND.domestic_anchor, salt, size, head.root);
  await parts.store.commit({
    appends: [{ log: "exchange", entry: entry(ENTRY_KIND.domestic_anchor, digest) }],
    steps: [insertAnchorMark({ ...head, salt, at: parts.now() })],
  });
}
