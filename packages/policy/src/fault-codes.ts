// table: every code this package may put in a fault.
import type { Fault } from "@entente/words";

export const POLICY_FAULT_CODES = [
  // facts and cases
  "missing_field",
  "unknown_field",
  "wrong_type",
  "unknown_value",
  "bad_format",
  "out_of_range",
  "too_many",
  // packs
  "pack_file_missing",
  "pack_file_malformed",
  "pack_id_differs",
  "pack_twice",
  "schema_invalid",
  "schema_differs",
  "policy_unreadable",
  "policy_invalid",
  "policy_unnamed",
  "policy_twice",
  "policy_scope_used",
  "policy_without_source",
  "source_unknown",
  "literal_unknown",
  "annotation_unknown",
  "annotation_value_unknown",
  "annotation_misplaced",
  "provision_twice",
  "provision_unused",
] as const;
export type PolicyFaultCode = (typeof POLICY_FAULT_CODES)[number];

/** A fault of this package: the code is checked against the list above by the compiler. */
export function fault(code: PolicyFaultCode, where: string, detail?: string): Fault {
  return detail === undefined ? { code, where } : { code, where, detail };
}
