import type { OfficerView } from "@entente/contract";
import type { EnrolContext } from "./commands/enrol-officer.ts";
import { isDormant } from "./dormant.ts";
import { readOfficer } from "./reading.ts";
import { devicesOf, type StoredRecord } from "./record-store.ts";

/** An officer's record as operators and auditors see it. */
export async function presentRecord(context: EnrolContext, record: StoredRecord): Promise<OfficerView> {
  const { id, name, agency, desks, duties, approvalRoles } = readOfficer(record);
  return {
    officer: id,
    name,
    agency,
    desks: [...desks],
    duties: [...duties],
    approval_roles: [...approvalRoles],
    state: stateOf(context, record),
    version: record.version,
    devices: [...(await devicesOf(context.store, id))],
    enrolled_at: new Date(record.enrolledAt).toISOString(),
    seen_at: record.seenAt === null ? null : new Date(record.seenAt).toISOString(),
  };
}

function stateOf(context: EnrolContext, record: StoredRecord): OfficerView["state"] {
  if (record.revokedAt !== null) return "revoked";
  if (record.closedAt !== null) return "closed";
  if (record.awayAt !== null) return "away";
  return isDormant(context, record) ? "dormant" : "active";
}
