import { type AttachmentContext, SUITE } from "@entente/protocol";
import { openingKeysOf } from "../keys.ts";
import type { ExchangeParts } from "../parts.ts";
import { announcedOf } from "./announced.ts";
import { type AttachmentRecord, listed } from "./record.ts";

/** What this node knows of a stream before its first byte: all of it from the signed body and the agreement. */
export function contextOf({ treaty, keys }: ExchangeParts, record: AttachmentRecord): AttachmentContext {
  return {
    self: treaty.us.digest,
    realm: treaty.realm,
    suite: SUITE,
    agreementDigest: treaty.firstDigest,
    sender: treaty.partner.digest,
    openingKeys: openingKeysOf(keys),
    announced: announcedOf(listed(record)),
  };
}
