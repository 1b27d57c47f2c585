import type { Store } from "../../store/door.ts";
import { deviceIdOf } from "../devices.ts";
import { PeopleFault } from "../faults.ts";
import { enrolmentEntry, SALTS } from "../leaf.ts";
import type { EnrolledOfficer, NewOfficer } from "../port.ts";
import { faultsOfEnrolment } from "../rules.ts";
import { enrolmentSteps, type OfficerRow } from "../store.ts";
import { TOKEN_BYTES, tokenDigest, writeToken } from "../tokens.ts";

/** What an enrolment needs from outside. */
export interface EnrolContext {
  readonly store: Store;
  /** Unix milliseconds */
  readonly clock: () => number;
  /** that many bytes from the platform's secure generator */
  readonly random: (length: number) => Uint8Array;
  /** how long nobody need sign in before he is closed for it, milliseconds; 90 days where absent */
  readonly dormantMs?: number;
}

/**
 * Officer, device and one leaf of the domestic log become durable together, or nothing does.
 * @throws {PeopleFault} `bad_officer`, `duties_conflict`, `bad_device_key` (every fault named), `officer_taken`, `device_taken`
 */
export async function enrolOfficer(context: EnrolContext, officer: NewOfficer): Promise<EnrolledOfficer> {
  refuseFaults(officer);
  const token = writeToken(context.random(TOKEN_BYTES));
  const row = rowOf(officer, token, context.clock());
  const salts = await context.store.vault.secret(SALTS, () => context.random(32));
  const outcome = await context.store.commit({
    appends: [{ log: "domestic", entry: enrolmentEntry(salts, row) }],
    steps: enrolmentSteps(row),
  });
  if (!outcome.committed) throw taken(outcome.step);
  const { id, name, agency, desks, duties, approvalRoles } = officer;
  return { officer: { id, name, agency, desks, duties, approvalRoles }, token, device: row.device };
}

function refuseFaults(officer: NewOfficer): void {
  const faults = faultsOfEnrolment(officer);
  if (faults.length === 0) return;
  const codes = ["bad_officer", "duties_conflict", "bad_device_key"] as const;
  const code = codes.find((known) => faults.some((fault) => fault.code === known)) ?? "bad_officer";
  throw new PeopleFault(code, `not well formed: ${faults.map((fault) => fault.where).join(", ")}`);
}

/** What the tables hold of a new officer. */
export function rowOf(officer: NewOfficer, token: string, enrolledAt: number): OfficerRow {
  const digest = tokenDigest(token);
  if (digest === null) throw new TypeError("the random source gave no 32 bytes");
  return {
    id: officer.id,
    name: officer.name,
    agency: officer.agency,
    desks: JSON.stringify(officer.desks),
    duties: JSON.stringify(officer.duties),
    approvalRoles: JSON.stringify(officer.approvalRoles),
    tokenDigest: digest,
    device: deviceIdOf(officer.devicePublicKey),
    publicKey: officer.devicePublicKey,
    enrolledAt,
  };
}

/** Why an enrolment's steps did not change what they must. */
function taken(step: number): PeopleFault {
  return step === 0
    ? new PeopleFault("officer_taken", "an officer with this id was enrolled before")
    : new PeopleFault("device_taken", "a device with this key was enrolled before");
}
