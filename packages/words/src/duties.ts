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
] as const;
export type Duty = WordOf<typeof DUTIES>;

/** Rights are apart: no duty holds both write and release, none of the last two reads content (T35). */
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
] as const;
export type Right = WordOf<typeof RIGHTS>;

const RIGHTS_OF: Readonly<Record<Duty, readonly Right[]>> = {
  liaison: ["read", "contribute", "assign", "carry"],
  duty_desk: ["read", "contribute", "assign", "carry"],
  analyst: ["read", "contribute", "assign", "import_holding"],
  release_authority: ["read", "release"],
  auditor: ["audit"],
  coordinator: ["plan"],
  operator: ["operate", "carry"],
};

/** The rights of an officer who holds these duties. */
export function rightsOf(duties: readonly Duty[]): readonly Right[] {
  return RIGHTS.filter((right) => duties.some((duty) => RIGHTS_OF[duty].includes(right)));
}
