import { ATTACHMENT_STATES, type Attachment, type AttachmentState, readerOf } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { CATEGORIES, type Category } from "@entente/words";
import { type Static, Type } from "typebox";
import type { ItemKey } from "../../store/door.ts";

const Hex32 = Type.String({ pattern: "^[0-9a-f]{32}$" });
const Null = Type.Null();

/** What is kept of an attachment under its dispatch's item key. */
const MetaSchema = Type.Object(
  {
    /** as both nodes and the signed body name it; chosen by the sender */
    id: Hex32,
    name: Type.String(),
    media_type: Type.String(),
    /** hex, of all plain bytes */
    sha256: Type.String(),
    /** of ours: the record it is taken from; null = the author's agency's own */
    holding: Type.Union([Null, Type.String()]),
    reveals: Type.Array(Type.Enum(CATEGORIES)),
    /** blob of the pieces at rest */
    blob: Hex32,
    /** of theirs: blob of the stream as it came; null for ours */
    wire: Type.Union([Null, Hex32]),
    /** of ours: the seal it is sent under, header ‖ secret in base64; null before it is sent and once delivered */
    seal: Type.Union([Null, Type.String()]),
    /** of ours: how many seals the partner refused */
    tries: Type.Integer({ minimum: 0 }),
    /** the last refusal: which sealing (hex of the header's digest) and the code */
    refused: Type.Union([Null, Type.Object({ header: Type.String(), code: Type.String() })]),
  },
  { additionalProperties: false },
);
export type AttachmentMeta = Static<typeof MetaSchema>;
const readMeta = readerOf(MetaSchema);

/** One row, what is in it still sealed. Times are Unix milliseconds. */
export interface AttachmentRow {
  /** our own random name of 32 hex digits; the partner never sees it for what is his */
  readonly row: string;
  readonly dispatch: string;
  readonly direction: "ours" | "theirs";
  readonly state: AttachmentState;
  /** plain bytes, as announced */
  readonly bytes: number;
  /** of theirs: bytes of our disk promised to its stream; 0 = none yet. Of ours 0 */
  readonly reserved: number;
  readonly sealedMeta: Uint8Array;
}

/** A row with its meta opened. */
export interface AttachmentRecord extends AttachmentRow {
  readonly meta: AttachmentMeta;
}

/** Place names bind row and number: no piece or meta can be moved to another attachment of the same dispatch. */
export function metaPlace(row: string): string {
  return `attachment.sealed_meta/${row}`;
}

export function piecePlace(row: string, index: number): string {
  return `attachment.piece/${row}/${index}`;
}

export function sealMeta(key: ItemKey, row: string, meta: AttachmentMeta): Uint8Array {
  return key.seal(metaPlace(row), new TextEncoder().encode(JSON.stringify(meta)));
}

/** @throws VaultFault where it was changed; TypeError where it is not what we wrote */
export function openedRow(key: ItemKey, row: AttachmentRow): AttachmentRecord {
  const parsed = parseStrict(key.open(metaPlace(row.row), row.sealedMeta));
  const meta = parsed.ok ? readMeta(parsed.value) : parsed;
  if (!meta.ok) throw new TypeError("an attachment's record is not what we wrote");
  return { ...row, meta: meta.value };
}

/** As the body of its dispatch names it. */
export function listed({ meta, bytes }: AttachmentRecord): Attachment {
  const { id, name, media_type, sha256 } = meta;
  return { id, name, media_type, bytes, sha256 };
}

export function isAttachmentState(word: string): word is AttachmentState {
  return ATTACHMENT_STATES.some((known) => known === word);
}

/** An attachment as the law gate and the redaction see it: what it stands under and what it reveals. */
export interface AttachedFile {
  readonly attachment: Attachment;
  readonly holding: string | null;
  readonly reveals: readonly Category[];
}

export function attachedFile(record: AttachmentRecord): AttachedFile {
  return { attachment: listed(record), holding: record.meta.holding, reveals: record.meta.reveals };
}
