import { int, type Step, type Store, text } from "../store/door.ts";

/** A browser session as it stands in the table. Times are Unix milliseconds. */
export interface StoredSession {
  readonly officer: string;
  readonly openedAt: number;
  readonly seenAt: number;
}

/** The session with this digest; null where there is none or it was ended. */
export async function sessionByDigest(store: Store, digest: Uint8Array): Promise<StoredSession | null> {
  const [row] = await store.all(
    "select officer, opened_at, seen_at from session where digest = ? and ended_at is null limit 1",
    [digest],
  );
  if (row === undefined) return null;
  return { officer: text(row, "officer"), openedAt: int(row, "opened_at"), seenAt: int(row, "seen_at") };
}

export function insertSession(digest: Uint8Array, officer: string, at: number): Step {
  return {
    sql: "insert into session (digest, officer, opened_at, seen_at) values (?, ?, ?, ?)",
    params: [digest, officer, at, at],
    changes: 1,
  };
}

export function sessionSeen(digest: Uint8Array, at: number): Step {
  return { sql: "update session set seen_at = ? where digest = ?", params: [at, digest] };
}

export function sessionEnded(digest: Uint8Array, at: number): Step {
  return {
    sql: "update session set ended_at = ? where digest = ? and ended_at is null",
    params: [at, digest],
  };
}

/** Takes away what ended or was forgotten before a moment: nobody signs in with it, and it tells nothing. */
export function forgetSessions(before: number): Step {
  return { sql: "delete from session where seen_at < ?", params: [before] };
}

/** Takes every session away: one that was ended since a backup must not come back. */
export function forgetAllSessions(): Step {
  return { sql: "delete from session", params: [] };
}
