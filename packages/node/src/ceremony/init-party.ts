import { splitNodeKey, splitRoot } from "@entente/protocol";
import type { PartyCode, Realm } from "@entente/words";
import { initNode } from "../setup.ts";
import { type ShareKind, writeShares } from "./share-folders.ts";

/** What a party has after the first step of the ceremony. */
export interface PartyMade {
  /** the card file, to be sent by note */
  readonly card: Uint8Array;
  /** paths of the three shares of the root */
  readonly rootShares: readonly string[];
  /** paths of the three shares of the node key; none on a sandbox, which has a file */
  readonly unlockShares: readonly string[];
}

/**
 * Makes a party's root and a node's folder with its card. The secrets are split before anything else is written, and
 * are never written whole; what a break-off leaves behind is shares of nothing.
 * @param shares folders the shares are written to
 * @throws {SetupFault} where the folder holds a node already, or a share is in the way
 */
export async function initParty(input: {
  readonly data: string;
  readonly party: PartyCode;
  readonly node: string;
  readonly realm?: Realm;
  readonly host: string;
  readonly userPort: number;
  readonly peerPort: number;
  readonly shares: { readonly root: string; readonly unlock: string };
  readonly sandbox?: true;
}): Promise<PartyMade> {
  const { party, node, shares, sandbox } = input;
  const written: Record<ShareKind, readonly string[]> = { root: [], unlock: [] };
  const { card, rootSeeds } = await initNode({
    ...input,
    async keep({ rootSeeds: seeds, nodeKey }) {
      written.root = await writeShares(shares.root, "root", await splitRoot(party, seeds));
      if (sandbox === true) return;
      written.unlock = await writeShares(
        shares.unlock,
        "unlock",
        await splitNodeKey({ party, node }, nodeKey),
      );
    },
  });
  rootSeeds.ed25519.fill(0);
  rootSeeds.mldsa65.fill(0);
  return { card, rootShares: written.root, unlockShares: written.unlock };
}
