import type { EnrolContext } from "./commands/enrol-officer.ts";
import {
  forgetSessions,
  insertSession,
  sessionByDigest,
  sessionEnded,
  sessionSeen,
} from "./session-store.ts";
import { TOKEN_BYTES, tokenDigest, writeToken } from "./tokens.ts";

/** A desk that nobody touches is locked: a passer-by must not find it open. */
export const IDLE_MS = 30 * 60_000;
/** One shift and a half; whoever stays longer proves again who he is. */
export const LONGEST_MS = 12 * 3_600_000;
/** How exactly "last seen" is kept: a write for every request would cost more than the request. */
const TOUCH_MS = 60_000;
/** A clock that steps back a little must not throw everybody out. */
const BACKWARDS_MS = 60_000;

/** Opens a session for an officer who proved who he is: 32 random bytes, of which only the digest is kept. */
export async function openSession(context: EnrolContext, officer: string): Promise<string> {
  const { store, clock, random } = context;
  const secret = writeToken(random(TOKEN_BYTES));
  const digest = tokenDigest(secret, "session");
  if (digest === null) throw new TypeError("the random source gave no 32 bytes");
  const at = clock();
  await store.commit({ steps: [forgetSessions(at - LONGEST_MS), insertSession(digest, officer, at)] });
  return secret;
}

/**
 * The id of the officer whose session this is; null for one that is unknown, ended, locked or too old.
 * @param touch whether this request shows that somebody is there; a page that only listens does not
 */
export async function officerOfSession(
  context: EnrolContext,
  secret: string,
  touch: boolean,
): Promise<string | null> {
  const digest = tokenDigest(secret, "session");
  const session = digest === null ? null : await sessionByDigest(context.store, digest);
  if (digest === null || session === null) return null;
  const at = context.clock();
  const [idle, age] = [at - session.seenAt, at - session.openedAt];
  if (idle > IDLE_MS || age > LONGEST_MS || idle < -BACKWARDS_MS) return null;
  if (touch && idle > TOUCH_MS) await context.store.commit({ steps: [sessionSeen(digest, at)] });
  return session.officer;
}

/** Ends a session at once; one that is none is none. */
export async function endSession(context: EnrolContext, secret: string): Promise<void> {
  const digest = tokenDigest(secret, "session");
  if (digest !== null) await context.store.commit({ steps: [sessionEnded(digest, context.clock())] });
}
