import {
  done,
  type NewToken,
  no,
  type Result,
  TOKEN_DAYS,
  type TokenView,
  tokenText,
} from "@entente/contract";
import { bytesOfBase64 } from "@entente/protocol";
import { isWordOf, RIGHTS, type Right, timeOrderedId } from "@entente/words";
import type { EnrolContext } from "./commands/enrol-officer.ts";
import { isAwake } from "./dormant.ts";
import { recordEntry, SALTS } from "./leaf.ts";
import type { Officer, ProgramTokens, SignedText } from "./port.ts";
import { insertToken, type StoredToken, tokenByDigest, tokenEnded, tokensOf } from "./program-token-store.ts";
import { readOfficer, readWords } from "./reading.ts";
import { may } from "./rules.ts";
import { officerById, stillInService } from "./store.ts";
import { TOKEN_BYTES, tokenDigest, writeToken } from "./tokens.ts";

const DAY = 86_400_000;
const MOST_SHOWN = 100;
/** More programs than that in one officer's name are nobody's any more. */
const MOST_ACTIVE = 20;

interface TokenParts extends EnrolContext {
  readonly signed: (text: SignedText) => Promise<boolean>;
}

/** Tokens for programs: some of an officer's rights, for some of his time, and never a release. */
export function openProgramTokens(parts: TokenParts): ProgramTokens {
  const { store } = parts;
  return {
    async list(officer) {
      const stored = await tokensOf(store, officer.id, MOST_SHOWN);
      return done({ items: stored.map((token) => viewOf(token, parts.clock())) });
    },
    make: (officer, asked) => make(parts, officer, asked),
    async end(officer, id) {
      const token = (await tokensOf(store, officer.id, MOST_SHOWN)).find((one) => one.id === id);
      if (token === undefined) return no("not_found");
      const at = parts.clock();
      const entry = recordEntry(await saltsOf(parts), `token ${id} ended`, [officer.id, at]);
      const committed = await store.commit({
        appends: [{ log: "domestic", entry }],
        steps: [tokenEnded(id, at)],
      });
      return committed.committed
        ? done(viewOf({ ...token, endedAt: at }, at))
        : no("state_conflict", { detail: "it was ended before" });
    },
  };
}

async function make(
  parts: TokenParts,
  officer: Officer,
  asked: NewToken,
): Promise<Result<{ made: TokenView; token: string }>> {
  const at = parts.clock();
  const { name, rights, device } = asked;
  const expiresAt = Date.parse(asked.expires_at);
  const wider = rights.findIndex((right) => right === "release" || !may(officer, right));
  if (wider >= 0) return no("malformed", { faults: [{ code: "beyond_scope", where: `/rights/${wider}` }] });
  if (!(expiresAt > at && expiresAt <= at + TOKEN_DAYS * DAY))
    return no("malformed", { faults: [{ code: "out_of_bounds", where: "/expires_at" }] });
  const signature = bytesOfBase64(asked.signature) ?? new Uint8Array();
  const text = tokenText({ ...asked, officer: officer.id });
  if (!(await parts.signed({ officer: officer.id, device, text, signature }))) return no("device_refused");
  const active = (await tokensOf(parts.store, officer.id, MOST_SHOWN)).filter((one) => isActive(one, at));
  if (active.length >= MOST_ACTIVE)
    return no("state_conflict", { detail: `${MOST_ACTIVE} tokens are active: end one first` });
  const token = writeToken(parts.random(TOKEN_BYTES));
  const digest = tokenDigest(token, "program");
  if (digest === null) throw new TypeError("the random source gave no 32 bytes");
  const id = timeOrderedId(at, parts.random(10));
  const row = {
    id,
    officer: officer.id,
    name,
    rights: JSON.stringify(rights),
    madeAt: at,
    expiresAt,
    endedAt: null,
  };
  const bound = [officer.id, name, row.rights, Buffer.from(digest).toString("hex"), at, expiresAt];
  const entry = recordEntry(await saltsOf(parts), `token ${id}`, bound);
  const committed = await parts.store.commit({
    appends: [{ log: "domestic", entry }],
    steps: [stillInService(officer.id), await insertToken(parts.store, row, digest)],
  });
  return committed.committed ? done({ made: viewOf(row, at), token }) : no("changed_meanwhile");
}

/**
 * The officer a program asks for, with the scope of its token; null for one that is none, ended or over, or whose officer
 * left or was away too long. What he lost since, the token has lost too.
 */
export async function officerOfProgram(context: EnrolContext, token: string): Promise<Officer | null> {
  const digest = tokenDigest(token, "program");
  const stored = digest === null ? null : await tokenByDigest(context.store, digest);
  if (stored === null || !isActive(stored, context.clock())) return null;
  const officer = await officerById(context.store, stored.officer);
  if (officer === null || !(await isAwake(context, officer.id, false))) return null;
  return { ...readOfficer(officer), scope: rightsIn(stored) };
}

function isActive({ endedAt, expiresAt }: StoredToken, at: number): boolean {
  return endedAt === null && at < expiresAt;
}

function viewOf(token: StoredToken, at: number): TokenView {
  const { id, name, madeAt, expiresAt, endedAt } = token;
  const over = isActive(token, at) ? "active" : "expired";
  return {
    id,
    name,
    rights: [...rightsIn(token)],
    made_at: new Date(madeAt).toISOString(),
    expires_at: new Date(expiresAt).toISOString(),
    state: endedAt === null ? over : "ended",
  };
}

function rightsIn({ rights }: StoredToken): readonly Right[] {
  return readWords(rights, (word) => (isWordOf(RIGHTS, word) ? word : null));
}

function saltsOf({ store, random }: EnrolContext): Promise<Uint8Array> {
  return store.vault.secret(SALTS, () => random(32));
}
