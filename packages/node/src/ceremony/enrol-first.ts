import { readerOf } from "@entente/contract";
import { bytesOfBase64, isUsableEd25519 } from "@entente/protocol";
import { APPROVAL_ROLES, DUTIES, type Fault } from "@entente/words";
import { Type } from "typebox";
import { deviceIdOf, type NewOfficer, openPeople, type People } from "../people/door.ts";
import { systemRandom } from "../ports.ts";
import { withStore } from "../setup.ts";
import { settled, type Verdict } from "./verdict.ts";

const Name = Type.String({ minLength: 1, maxLength: 200 });
const Enrolment = Type.Object(
  {
    id: Type.String({ pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$" }),
    name: Name,
    agency: Name,
    desks: Type.Array(Name, { minItems: 1, maxItems: 64, uniqueItems: true }),
    duties: Type.Array(Type.Enum(DUTIES), { minItems: 1, uniqueItems: true }),
    approval_roles: Type.Array(Type.Enum(APPROVAL_ROLES), { uniqueItems: true }),
    /** as `entente device new` printed it: 32 bytes in base64 */
    device_public_key: Type.String({ pattern: "^[A-Za-z0-9+/]{43}=$" }),
  },
  { additionalProperties: false },
);
const readEnrolments = readerOf(Type.Array(Enrolment, { minItems: 1, maxItems: 100 }));

/** Handed out once, here. */
export interface Handed {
  readonly id: string;
  readonly token: string;
  readonly device: string;
}

/**
 * Enrols the first officers of a node that is stopped, with devices they made on their own computers.
 * @param input.officers a list of `{id, name, agency, desks, duties, approval_roles, device_public_key}`
 * @param input.unlock paths of unlock shares; none on a sandbox
 * @param input.now Unix milliseconds
 * @returns every fault of the list before anybody is enrolled; `officer_taken` or `device_taken` where somebody was before
 * @throws {SetupFault} where the node stays locked
 */
export async function enrolFirst(input: {
  readonly data: string;
  readonly officers: unknown;
  readonly unlock?: readonly string[];
  readonly now: number;
}): Promise<Verdict<readonly Handed[]>> {
  const { data, unlock, now } = input;
  const read = readEnrolments(input.officers);
  if (!read.ok) return { ok: false, how: "malformed", faults: read.faults };
  const officers = read.value.map(({ approval_roles, device_public_key, ...rest }) => ({
    ...rest,
    approvalRoles: approval_roles,
    devicePublicKey: bytesOfBase64(device_public_key) ?? new Uint8Array(),
  }));
  const faults = officers.flatMap(faultsAmong);
  if (faults.length > 0) return { ok: false, how: "malformed", faults };
  return withStore(data, unlock, async (store) => {
    const people = openPeople({ store, clock: () => now, random: systemRandom });
    const taken = await takenBefore(people, officers);
    if (taken.length > 0) return { ok: false, how: "conflict", faults: taken };
    return settled(await enrolAll(people, officers));
  });
}

/** What the schema cannot say: keys nobody can sign with, and two of one kind in the same list. */
function faultsAmong(officer: NewOfficer, at: number, all: readonly NewOfficer[]): readonly Fault[] {
  const before = all.slice(0, at);
  const device = deviceIdOf(officer.devicePublicKey);
  const usable = isUsableEd25519(officer.devicePublicKey);
  const sameDevice = before.some((other) => deviceIdOf(other.devicePublicKey) === device);
  return [
    ...(usable ? [] : [{ code: "bad_device_key", where: `/${at}/device_public_key` }]),
    ...(before.some(({ id }) => id === officer.id) ? [{ code: "officer_taken", where: `/${at}/id` }] : []),
    ...(sameDevice ? [{ code: "device_taken", where: `/${at}/device_public_key` }] : []),
  ];
}

async function takenBefore(people: People, officers: readonly NewOfficer[]): Promise<readonly Fault[]> {
  const faults: Fault[] = [];
  for (const [at, { id, devicePublicKey }] of officers.entries()) {
    if ((await people.officer(id)) !== null) faults.push({ code: "officer_taken", where: `/${at}/id` });
    if ((await people.device(deviceIdOf(devicePublicKey))) !== null)
      faults.push({ code: "device_taken", where: `/${at}/device_public_key` });
  }
  return faults;
}

/**
 * One after the other. Only the id or the key of somebody who was revoked passes all that was looked at before; it throws
 * PeopleFault, and those before it in the list are enrolled with tokens nobody has seen.
 */
async function enrolAll(people: People, officers: readonly NewOfficer[]): Promise<readonly Handed[]> {
  const handed: Handed[] = [];
  for (const officer of officers) {
    const { token, device } = await people.enrol(officer);
    handed.push({ id: officer.id, token, device });
  }
  return handed;
}
