import { LANGUAGES, REALMS, statesOfPost } from "@entente/words";
import { type Static, Type } from "typebox";
import { Agency, CLOSED, Day, Desk, Instant, Line, Party } from "./fields.ts";

/** As `OfficerId`; here, so that orders about officers can take in orders about posts. */
const Somebody = Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" });
const Version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const Hour = Type.String({ pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$" });
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

export const PostName = Type.String({ pattern: "^[A-Z]{2,8}-[A-Z]{2,8}-[A-Z0-9]{1,16}$" });

/** When somebody can be reached, by the clock of a zone (IANA name): `Asia/Kolkata`, Monday to Friday, 09:30 to 18:00. */
export const WorkingHours = Type.Object(
  {
    zone: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9_+/-]+$" }),
    days: Type.Array(Type.Enum(DAYS), { minItems: 1, maxItems: 7, uniqueItems: true }),
    from: Hour,
    to: Hour,
  },
  CLOSED,
);
export type WorkingHours = Static<typeof WorkingHours>;

/** What of a post may change; its name, and so its states, never does. */
const TERMS = {
  /** the officer: of ours where we send, our guest account where we host; null = he has no account here */
  officer: Type.Union([Type.Null(), Somebody]),
  agency: Agency,
  desks: Type.Array(Desk, { minItems: 1, maxItems: 32, uniqueItems: true }),
  from: Instant,
  /** the term is over at this moment, and everything with it */
  to: Instant,
  /** the note by which the host accredited it */
  reference: Line,
  accredited_on: Day,
  languages: Type.Array(Type.Enum(LANGUAGES), { minItems: 1, maxItems: LANGUAGES.length, uniqueItems: true }),
  hours: WorkingHours,
  /** who stands in for him, the first first */
  deputies: Type.Array(Somebody, { maxItems: 8, uniqueItems: true }),
};

/** In every order about a post: which node it is for, which post, until when its signatures may be used. */
const EACH = {
  realm: Type.Enum(REALMS),
  party: Party,
  node: Type.String({ minLength: 1, maxLength: 64 }),
  post: PostName,
  expires_at: Instant,
};

export const PostAdd = Type.Object({ act: Type.Literal("post_add"), ...EACH, ...TERMS }, CLOSED);
/** whole: what is not named again would be nobody's word */
export const PostChange = Type.Object(
  { act: Type.Literal("post_change"), ...EACH, version: Version, ...TERMS },
  CLOSED,
);
export const PostEnd = Type.Object(
  {
    act: Type.Literal("post_end"),
    ...EACH,
    officer: TERMS.officer,
    version: Version,
    reason: Line,
  },
  CLOSED,
);
/** Persona non grata: the host's word, which acts with its first signature; a second person confirms within 72 hours. */
export const PostUnwelcome = Type.Object(
  { act: Type.Literal("unwelcome"), ...EACH, officer: TERMS.officer, reason: Line },
  CLOSED,
);
export type PostOrder =
  | Static<typeof PostAdd>
  | Static<typeof PostChange>
  | Static<typeof PostEnd>
  | Static<typeof PostUnwelcome>;
export const POST_ACTS = ["post_add", "post_change", "post_end", "unwelcome"] as const;

/** Why a post is over: its term, an order here, the host's word, or the other state's node told so. */
export const POST_ENDS = ["term", "ended", "unwelcome", "told"] as const;
export type PostEndWord = (typeof POST_ENDS)[number];
/** `coming` = its term has not begun. */
export const POST_STATES = ["coming", "standing", "over"] as const;

/** So long may an end that acts with one signature wait for the second, milliseconds: then the node alarms. */
export const LONGEST_UNCONFIRMED = 72 * 3_600_000;

/** A post as officers of the node see it. */
export const PostView = Type.Object({
  post: Type.String(),
  sending: Type.String(),
  host: Type.String(),
  ...TERMS,
  state: Type.Enum(POST_STATES),
  version: Type.Integer(),
  ended_at: Type.Union([Type.Null(), Type.String()]),
  end: Type.Union([Type.Null(), Type.Enum(POST_ENDS)]),
  /** threads a guest may read; none for a post of ours */
  threads: Type.Array(Type.String()),
});
export type PostView = Static<typeof PostView>;

/** Everything wrong with a post's terms that no schema says, by pointer; empty where nothing is. */
export function faultsOfTerms(post: string, terms: { from: string; to: string; hours: WorkingHours }) {
  return [
    ...unless(statesOfPost(post) !== null, "/post"),
    ...unless(Date.parse(terms.from) < Date.parse(terms.to), "/to"),
    ...unless(isZone(terms.hours.zone), "/hours/zone"),
    ...unless(terms.hours.from < terms.hours.to, "/hours/to"),
  ];
}

function unless(holds: boolean, where: string) {
  return holds ? [] : [{ code: "bad_post", where }];
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
