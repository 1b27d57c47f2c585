import { APPROVAL_ROLES, DUTIES, isWordOf } from "@entente/words";
import { type EnrolContext, enrolOfficer } from "./commands/enrol-officer.ts";
import { PeopleFault } from "./faults.ts";
import { passkeyById } from "./passkey-store.ts";
import { openPasskeys } from "./passkeys.ts";
import type { Officer, People } from "./port.ts";
import { endSession, officerOfSession, openSession } from "./sessions.ts";
import { activeOfficers, deviceById, officerById, officerByToken, type StoredOfficer } from "./store.ts";
import { tokenDigest } from "./tokens.ts";

/** More officers than one node of one state has. */
const MOST_COLLEAGUES = 500;

/**
 * The officers of this node, over its store. `clock` gives Unix milliseconds, `random` that many secure bytes.
 * Reads reject with PeopleFault `broken_row` for a row this program would not have written.
 */
export function openPeople(context: EnrolContext): People {
  const { store } = context;
  return {
    async signIn(token) {
      const digest = tokenDigest(token);
      return digest === null ? null : readOfficer(await officerByToken(store, digest));
    },
    officer: async (id) => readOfficer(await officerById(store, id)),
    device: (id) => deviceById(store, id),
    passkey: (id) => passkeyById(store, id),
    passkeys: openPasskeys(context),
    openSession: (officer) => openSession(context, officer),
    async bySession(secret, touch) {
      const id = await officerOfSession(context, secret, touch);
      return id === null ? null : readOfficer(await officerById(store, id));
    },
    endSession: (secret) => endSession(context, secret),
    async atDesks(desks) {
      const stored = await activeOfficers(store, MOST_COLLEAGUES);
      const officers = stored.flatMap((one) => readOfficer(one) ?? []);
      return officers.filter((officer) => officer.desks.some((desk) => desks.includes(desk)));
    },
    enrol: (officer) => enrolOfficer(context, officer),
  };
}

function readOfficer(stored: StoredOfficer | null): Officer | null {
  if (stored === null) return null;
  return {
    id: stored.id,
    name: stored.name,
    agency: stored.agency,
    desks: readWords(stored.desks, (word) => word),
    duties: readWords(stored.duties, (word) => (isWordOf(DUTIES, word) ? word : null)),
    approvalRoles: readWords(stored.approvalRoles, (word) => (isWordOf(APPROVAL_ROLES, word) ? word : null)),
  };
}

/** A word this version does not know is not skipped: an officer with fewer duties than recorded is a damage. */
function readWords<W extends string>(json: string, read: (word: string) => W | null): readonly W[] {
  const words: unknown = JSON.parse(json);
  if (!Array.isArray(words)) throw broken();
  return words.map((word: unknown) => {
    const known = typeof word === "string" ? read(word) : null;
    if (known === null) throw broken();
    return known;
  });
}

function broken(): PeopleFault {
  return new PeopleFault("broken_row", "a stored officer's lists are not as they were written");
}
