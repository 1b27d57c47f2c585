import { readerOf } from "@entente/contract";
import { canonicalJson, hexOf, parseStrict } from "@entente/protocol";
import { type Parsed, passed, refused, statesOfPost } from "@entente/words";
import { type Static, Type } from "typebox";
import type { Treaty } from "../../agreement/door.ts";
import type { Ending } from "../../people/door.ts";

const CLOSED = { additionalProperties: false } as const;
const Hex = Type.String({ pattern: "^[0-9a-f]{64}$" });
const Base64 = Type.String({ maxLength: 100 });

/**
 * What the leaf of kind 0x0d binds: nothing a partner does not know already, and nobody's name. `since`: what was made
 * from then on under these posts, at these desks with these devices, does not stand.
 */
export const EndingNotice = Type.Object(
  {
    format: Type.Literal("entente/ending/v1"),
    agreement: Hex,
    party: Type.String({ pattern: "^[A-Z]{2,8}$" }),
    id: Type.String({ minLength: 36, maxLength: 36 }),
    word: Type.Enum(["term", "ended", "unwelcome", "revoked"]),
    posts: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 100, uniqueItems: true }),
    desks: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64, uniqueItems: true }),
    devices: Type.Array(Hex, { maxItems: 64, uniqueItems: true }),
    since: Type.Integer({ minimum: 0 }),
  },
  CLOSED,
);
export type EndingNotice = Static<typeof EndingNotice>;

/** A notice on its way: its exact text, and that it stands on its sender's log under a head he signed. */
export const EndingMessage = Type.Object(
  {
    notice: Type.String({ maxLength: 32_768 }),
    salt: Base64,
    index: Type.Integer({ minimum: 0 }),
    inclusion: Type.Array(Base64, { maxItems: 64 }),
    /** base64 of a signed note (C2SP tlog-checkpoint) */
    checkpoint: Type.String({ maxLength: 16_384 }),
  },
  CLOSED,
);
export type EndingMessage = Static<typeof EndingMessage>;

const readShape = readerOf(EndingNotice);
export const readMessage = readerOf(EndingMessage);

/** The notice of an end for this partner; null where he knows nothing of it. */
export function noticeFor(
  ending: Ending,
  { us, partner, firstDigest }: Pick<Treaty, "us" | "partner" | "firstDigest">,
): string | null {
  const between = ending.posts.filter((post) => {
    const states = statesOfPost(post);
    return states !== null && [states.sending, states.host].includes(partner.party);
  });
  // Of a post between two others he is told nothing; of an officer of ours whoever has his desks in the directory.
  if (ending.word === "told" || (ending.word !== "revoked" && between.length === 0)) return null;
  const known = ending.word === "revoked";
  return new TextDecoder().decode(
    canonicalJson({
      format: "entente/ending/v1",
      // The first version, which is the agreement's name for ever: an amendment may come before he is told.
      agreement: hexOf(firstDigest),
      party: us.party,
      id: ending.id,
      word: ending.word,
      posts: [...between],
      desks: [...ending.desks],
      devices: known ? [...ending.devices] : [],
      since: ending.since,
    }),
  );
}

/** Reads a notice strictly, from exactly the text that the leaf binds; every fault of one that is not for us. */
export function readNotice(
  text: string,
  { partner, firstDigest }: Pick<Treaty, "partner" | "firstDigest">,
): Parsed<EndingNotice> {
  const parsed = parseStrict(new TextEncoder().encode(text));
  if (!parsed.ok) return refused(parsed.faults[0] ?? { code: "not_json", where: "" });
  const notice = readShape(parsed.value);
  if (!notice.ok) return notice;
  if (notice.value.party !== partner.party) return refused({ code: "unknown_sender", where: "/party" });
  if (notice.value.agreement !== hexOf(firstDigest))
    return refused({ code: "unknown_agreement", where: "/agreement" });
  return passed(notice.value);
}
