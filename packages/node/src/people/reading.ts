import { APPROVAL_ROLES, DUTIES, isWordOf } from "@entente/words";
import { PeopleFault } from "./faults.ts";
import type { Officer } from "./port.ts";
import type { StoredOfficer } from "./store.ts";

/** An officer from his row. Throws PeopleFault `broken_row` for one that this program would not have written. */
export function readOfficer(stored: StoredOfficer): Officer {
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
export function readWords<W extends string>(json: string, read: (word: string) => W | null): readonly W[] {
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
