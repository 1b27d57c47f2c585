import { Type } from "typebox";
import {
  ATTACHMENT_PIECE,
  AttachmentId,
  AttachmentView,
  MOST_ATTACHMENT_BYTES,
  MOST_ATTACHMENTS,
  NewAttachment,
  PIECES_OF_A_PART,
} from "./attachment.ts";
import { CLOSED } from "./fields.ts";
import type { Route } from "./route.ts";

/** Standard base64 of one piece. */
const Piece = Type.String({ minLength: 4, maxLength: Math.ceil(ATTACHMENT_PIECE / 3) * 4 });
const Which = Type.Object({ attachment: AttachmentId }, CLOSED);

/** Files of any size beside a dispatch, in parts that resume. */
export const ATTACHMENT_ROUTES = {
  beginAttachment: {
    method: "POST",
    path: "/api/drafts/:id/attachments",
    summary: "Announce a file for a draft; its parts follow",
    right: "contribute",
    body: NewAttachment,
    answer: AttachmentView,
  },
  appendAttachment: {
    method: "POST",
    path: "/api/drafts/:id/attachments/part",
    summary: "Add pieces of 64 KiB where the last ones ended; answers what is held, whatever was sent",
    right: "contribute",
    body: Type.Object(
      {
        attachment: AttachmentId,
        /** a multiple of 64 KiB */
        offset: Type.Integer({ minimum: 0, maximum: MOST_ATTACHMENT_BYTES, multipleOf: ATTACHMENT_PIECE }),
        pieces_base64: Type.Array(Piece, { minItems: 1, maxItems: PIECES_OF_A_PART }),
      },
      CLOSED,
    ),
    answer: AttachmentView,
  },
  finishAttachment: {
    method: "POST",
    path: "/api/drafts/:id/attachments/finish",
    summary: "Check size and digest of the whole; only then does it belong to the draft",
    right: "contribute",
    body: Which,
    answer: AttachmentView,
  },
  removeAttachment: {
    method: "POST",
    path: "/api/drafts/:id/attachments/remove",
    summary: "Take a file off a draft; its bytes are destroyed",
    right: "contribute",
    body: Which,
    answer: Type.Object({ attachment: AttachmentId, state: Type.String() }),
  },
  listAttachments: {
    method: "GET",
    path: "/api/dispatches/:id/attachments",
    summary: "The files of a dispatch and how far each of them is",
    right: "read",
    guest: true,
    body: null,
    answer: Type.Object({ items: Type.Array(AttachmentView, { maxItems: MOST_ATTACHMENTS }) }),
  },
  attachmentPart: {
    method: "POST",
    path: "/api/dispatches/:id/attachments/part",
    summary: "A part of a file that is whole and whose digest was checked; reading is recorded",
    right: "read",
    guest: true,
    body: Type.Object(
      {
        attachment: AttachmentId,
        /** counted from 0, 524,288 bytes each */
        part: Type.Integer({ minimum: 0, maximum: MOST_ATTACHMENT_BYTES / 524_288 }),
      },
      CLOSED,
    ),
    type: "application/octet-stream",
    // Bytes have no schema of JSON; the media type says all there is to say (OpenAPI 3.1, "binary data").
    answer: Type.Unsafe<Uint8Array>({}),
  },
} as const satisfies Record<string, Route>;
