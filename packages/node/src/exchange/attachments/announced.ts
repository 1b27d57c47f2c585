import type { Attachment } from "@entente/contract";
import { type AnnouncedAttachment, attachmentsDigest, bytesOfHex } from "@entente/protocol";

/** As the protocol takes it apart. The contract has checked both spellings: anything else is a bug. */
export function announcedOf({
  id,
  bytes,
  sha256,
}: Pick<Attachment, "id" | "bytes" | "sha256">): AnnouncedAttachment {
  const [name, digest] = [bytesOfHex(id), bytesOfHex(sha256)];
  if (name === null || digest === null) throw new TypeError("an attachment is named by hex digits");
  return { id: name, bytes, sha256: digest };
}

/** The digest that stands in the statement of a dispatch with these attachments. */
export function digestOfList(attachments: readonly Attachment[]): Uint8Array {
  return attachmentsDigest(attachments.map(announcedOf));
}
