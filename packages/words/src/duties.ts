import type { WordOf } from "./code-list.ts";

/** What an officer is employed for on a node (users' page A1, A4b). */
export const DUTIES = [
  "liaison",
  "duty_desk",
  "analyst",
  "release_authority",
  "auditor",
  "coordinator",
  "operator",
  /** an officer of another state who works at this node, seconded under a post (decisions/0029) */
  "guest",
] as const;
export type Duty = WordOf<typeof DUTIES>;

/** Rights are apart: no duty holds both write and release; who operates or audits reads no content (T35). */
export const RIGHTS = [
  "read",
  "contribute",
  "release",
  "assign",
  "audit",
  "plan",
  "operate",
  "import_holding",
  "carry",
  "see_officers",
  "unblock",
] as const;
export type Right = WordOf<typeof RIGHTS>;

const RIGHTS_OF: Readonly<Record<Duty, readonly Right[]>> = {
  liaison: ["read", "contribute", "assign", "carry"],
  duty_desk: ["read", "contribute", "assign", "carry"],
  analyst: ["read", "contribute", "assign", "import_holding"],
  release_authority: ["read", "release", "unblock"],
  auditor: ["audit", "see_officers"],
  coordinator: ["plan"],
  operator: ["operate", "carry", "see_officers", "unblock"],
  guest: ["read"],
};

/** The rights of an officer who holds these duties. */
export function rightsOf(duties: readonly Duty[]): readonly Right[] {
  return RIGHTS.filter((right) => duties.some((duty) => RIGHTS_OF[duty].includes(right)));
}

/**
 * The duties that one officer may hold beside each duty (users' page A4b). Whoever sees the machine sees no content,
 * whoever judges a release wrote nothing on that node, whoever audits does nothing that is audited: a person who holds
 * two of these apart is the insider that the others cannot see (T35).
 */
const TOGETHER: Readonly<Record<Duty, readonly Duty[]>> = {
  liaison: ["duty_desk", "analyst", "coordinator"],
  duty_desk: ["liaison", "analyst", "coordinator"],
  analyst: ["liaison", "duty_desk", "coordinator"],
  release_authority: [],
  auditor: [],
  coordinator: ["liaison", "duty_desk", "analyst", "operator"],
  operator: ["coordinator"],
  guest: [],
};

/** The first two of these duties that nobody holds together; null where they may stand together. */
export function conflictOf(duties: readonly Duty[]): readonly [Duty, Duty] | null {
  for (const [nth, one] of duties.entries()) {
    const other = duties.slice(nth + 1).find((later) => later !== one && !TOGETHER[one].includes(later));
    if (other !== undefined) return [one, other];
  }
  return null;
}
