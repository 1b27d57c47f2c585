import {
  ATTACHMENT_HEADER_BYTES,
  bytesOfHex,
  canonicalJson,
  hexOf,
  isRefusalCode,
  parseStrict,
  type RefusalCode,
} from "@entente/protocol";
import { dispatchIdBytes, dispatchIdOf, type Parsed, passed, refused } from "@entente/words";
import { Type } from "typebox";
import { Compile } from "typebox/compile";

/** Most bytes of a stream in one POST. */
export const MOST_OF_A_PART = 524_288;
const FRONT = 16 + 16 + 32 + 8;

/** One part of a stream on its way (spec/attachments.md §6). */
export interface StreamPart {
  readonly dispatch: string;
  /** 32 hex digits */
  readonly attachment: string;
  /** hex of the SHA-256 of the stream's header: which sealing this is */
  readonly sealing: string;
  /** in the stream */
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What the receiver says of a stream. */
export type PartAnswer =
  /** waiting: there is no room for it now, ask again */
  | { readonly state: "partial" | "waiting" | "checking" | "complete"; readonly held: number }
  | { readonly state: "refused"; readonly held: 0; readonly code: RefusalCode };

/** @throws TypeError where a name is none: ours were made here, so this is a bug */
export function encodePart({ dispatch, attachment, sealing, offset, bytes }: StreamPart): Uint8Array {
  const id = dispatchIdBytes(dispatch);
  const names = [id.ok ? id.value : null, bytesOfHex(attachment), bytesOfHex(sealing)];
  const place = new Uint8Array(8);
  new DataView(place.buffer).setBigUint64(0, BigInt(offset));
  const parts = names.flatMap((name) => (name === null ? [] : [name]));
  if (parts.length !== names.length) throw new TypeError("a part names its dispatch, attachment and sealing");
  return new Uint8Array(Buffer.concat([...parts, place, bytes]));
}

/** Takes a body apart; `attachment_malformed` for lengths, ids and offsets that cannot be. */
export function decodePart(body: Uint8Array): Parsed<StreamPart> {
  if (body.length < FRONT) return malformed(body.length);
  const id = dispatchIdOf(body.subarray(0, 16));
  if (!id.ok) return malformed(0);
  const offset = new DataView(body.buffer, body.byteOffset).getBigUint64(64);
  if (offset > BigInt(Number.MAX_SAFE_INTEGER)) return malformed(64);
  const bytes = body.subarray(FRONT);
  if (bytes.length > MOST_OF_A_PART) return malformed(FRONT + MOST_OF_A_PART);
  // The first bytes decide whether anything is kept at all: they come together.
  if (offset === 0n && bytes.length > 0 && bytes.length < ATTACHMENT_HEADER_BYTES)
    return malformed(body.length);
  return passed({
    dispatch: id.value,
    attachment: hexOf(body.subarray(16, 32)),
    sealing: hexOf(body.subarray(32, 64)),
    offset: Number(offset),
    bytes,
  });
}

const Size = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const answerShape = Compile(
  Type.Union([
    Type.Object(
      { held: Size, state: Type.Enum(["partial", "waiting", "checking", "complete"] as const) },
      { additionalProperties: false },
    ),
    Type.Object(
      { code: Type.String({ maxLength: 60 }), held: Type.Literal(0), state: Type.Literal("refused") },
      { additionalProperties: false },
    ),
  ]),
);

export function encodePartAnswer(answer: PartAnswer): Uint8Array {
  return canonicalJson({ ...answer });
}

/** The partner's answer; null where it is none. A code we do not know reads as one that says nothing. */
export function decodePartAnswer(body: Uint8Array): PartAnswer | null {
  const parsed = parseStrict(body, { maxBytes: 4_096 });
  if (!parsed.ok || !answerShape.Check(parsed.value)) return null;
  if (parsed.value.state !== "refused") return parsed.value;
  const { code } = parsed.value;
  return { state: "refused", held: 0, code: isRefusalCode(code) ? code : "attachment_malformed" };
}

function malformed(at: number) {
  return refused({ code: "attachment_malformed", where: `@${at}` });
}
