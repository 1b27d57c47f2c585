import {
  APPROVAL_ROLES,
  conflictOf,
  DUTIES,
  type Fault,
  isAgencyCode,
  isDeskId,
  isWordOf,
  type Right,
  rightsOf,
  type Sight,
  sees,
  type Tie,
} from "@entente/words";
import { isUsableDeviceKey } from "./devices.ts";
import type { NewOfficer, Officer, Posting } from "./port.ts";

/** The rights an officer's duties give him (users' page A4b); of a program's, those that are in its scope too. */
export function rightsOfOfficer({ duties, scope }: Pick<Officer, "duties" | "scope">): readonly Right[] {
  const rights = rightsOf(duties);
  return scope === undefined ? rights : rights.filter((right) => scope.includes(right));
}

/** Whether an officer's duties include a right. */
export function may(officer: Officer, right: Right): boolean {
  return rightsOfOfficer(officer).includes(right);
}

/** The rights of which a program needs one in its scope for each sight; none = the officer's duties decide alone. */
const NEEDED: Readonly<Record<Sight, readonly Right[]>> = {
  content: ["read"],
  sample: ["audit"],
  proof: ["read", "audit"],
  line: [],
  erase: ["read"],
};

/** Whether an officer, or a program that asks in his name, sees this of a dispatch that stands to him in these ways. */
export function maySee(officer: Officer, ties: readonly Tie[], sight: Sight): boolean {
  const needed = NEEDED[sight];
  return (
    sees(officer.duties, ties, sight) && (needed.length === 0 || needed.some((right) => may(officer, right)))
  );
}

/** As it stands in a device file and in logs. */
const OFFICER_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST_NAME = 200;

/** Everything wrong with an enrolment; empty where nothing is. */
export function faultsOfEnrolment(officer: NewOfficer): readonly Fault[] {
  return [
    ...unless(OFFICER_ID.test(officer.id), "/id"),
    ...unless(isName(officer.name), "/name"),
    ...unless(isAgencyCode(officer.agency), "/agency"),
    ...faultsOfPosting(officer),
    ...unless(isUsableDeviceKey(officer.devicePublicKey), "/devicePublicKey", "bad_device_key"),
  ];
}

/** Everything wrong with what an officer is to hold; empty where nothing is. */
export function faultsOfPosting({ desks, duties, approvalRoles }: Posting): readonly Fault[] {
  const [one, other] = conflictOf(duties) ?? [];
  return [
    ...unless(isListOf(desks, isDeskId) && desks.length > 0, "/desks"),
    ...unless(isListOf(duties, isDuty) && duties.length > 0, "/duties"),
    ...(one === undefined
      ? []
      : [{ code: "duties_conflict", where: "/duties", detail: `nobody is both ${one} and ${other}` }]),
    ...unless(isListOf(approvalRoles, isRole), "/approvalRoles"),
  ];
}

function unless(holds: boolean, where: string, code = "bad_officer"): readonly Fault[] {
  return holds ? [] : [{ code, where }];
}

/** One line of text: a name that breaks lines could write a line of somebody else's into a printed record. */
function isName(name: string): boolean {
  return (
    name !== "" &&
    name.length <= MOST_NAME &&
    name === name.trim() &&
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name)
  );
}

function isListOf(words: readonly string[], is: (word: string) => boolean): boolean {
  return words.every(is) && new Set(words).size === words.length;
}

function isDuty(word: string): boolean {
  return isWordOf(DUTIES, word);
}

function isRole(word: string): boolean {
  return isWordOf(APPROVAL_ROLES, word);
}
