import { CATEGORIES, type Fault, gateUrgency, type Urgency } from "@entente/words";
import { type Static, Type } from "typebox";
import { Categories, CLOSED } from "./fields.ts";

/** Most attachments of one dispatch. */
export const MOST_ATTACHMENTS = 20;
/** Most bytes of one attachment: 50 GiB. */
export const MOST_ATTACHMENT_BYTES = 53_687_091_200;
/** Plain bytes of a piece; pieces are cut at its multiples. */
export const ATTACHMENT_PIECE = 65_536;
/** Most pieces of one upload or download: 512 KiB. */
export const PIECES_OF_A_PART = 8;

/**
 * 1 to 200 characters for people to read. No separator, so that no careless reader makes a path of it; no control,
 * direction-changing or invisible character, so that `invoice\u202efdp.exe` does not read as a harmless thing.
 */
const NAME =
  "^(?!\\s|\\.{1,2}$)[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}]{1,200}(?<!\\s)$";
const MEDIA_TYPE = "^(?=.{3,100}$)[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$";

export const AttachmentId = Type.String({ pattern: "^[0-9a-f]{32}$" });

const WHAT = {
  name: Type.String({ pattern: NAME }),
  media_type: Type.String({ pattern: MEDIA_TYPE }),
  bytes: Type.Integer({ minimum: 1, maximum: MOST_ATTACHMENT_BYTES }),
  sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
} as const;

/** One attachment as the signed body names it (spec/attachments.md §1). */
export const Attachment = Type.Object({ id: AttachmentId, ...WHAT }, CLOSED);
export type Attachment = Static<typeof Attachment>;

/** In a body: left out where there are none, so that nothing has two spellings. */
export const Attachments = Type.Array(Attachment, { minItems: 1, maxItems: MOST_ATTACHMENTS });

/**
 * What an officer says before the first byte. `holding` = the record it is taken from, so that it goes and stays
 * with that record; null = his agency's own, which stands under everything the dispatch says. `reveals` = categories
 * it reveals beyond those of what it stands under.
 */
export const NewAttachment = Type.Object(
  {
    ...WHAT,
    holding: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 80 })]),
    reveals: Categories,
  },
  CLOSED,
);
export type NewAttachment = Static<typeof NewAttachment>;

/**
 * Where an attachment stands. Ours: `uploading`, `held` (whole, digest checked), `queued` (its dispatch left), then
 * `delivered` or `refused`. Theirs: `awaited`, `checking`, `complete`.
 */
export const ATTACHMENT_STATES = [
  "uploading",
  "held",
  "queued",
  "delivered",
  "refused",
  "awaited",
  "checking",
  "complete",
] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

/** One attachment as an officer of its desk sees it. */
export const AttachmentView = Type.Object({
  attachment: AttachmentId,
  name: Type.String(),
  media_type: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  state: Type.Enum(ATTACHMENT_STATES),
  /** bytes here of ours, of the sealed stream where theirs is on its way */
  held: Type.Integer(),
  holding: Type.Union([Type.Null(), Type.String()]),
  reveals: Type.Array(Type.Enum(CATEGORIES)),
  /** the partner's code where it was refused */
  reason: Type.Union([Type.Null(), Type.String()]),
});
export type AttachmentView = Static<typeof AttachmentView>;

/** What one field cannot say of a list of attachments: no id twice, none on the life-threat lane (design §5). */
export function attachmentFaults(
  attachments: readonly Pick<Attachment, "id">[],
  urgency: Urgency,
): readonly Fault[] {
  const lane: readonly Fault[] =
    attachments.length > 0 && gateUrgency(urgency) === "life_threat"
      ? [{ code: "attachment_in_life_threat", where: "/attachments" }]
      : [];
  const ids = attachments.map(({ id }) => id);
  const twice = ids.flatMap((id, index) =>
    ids.indexOf(id) === index ? [] : [{ code: "attachment_twice", where: `/attachments/${index}/id` }],
  );
  return [...lane, ...twice];
}
