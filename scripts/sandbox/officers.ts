import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type DeviceFile, readerOf } from "@entente/contract";
import { APPROVAL_ROLES } from "@entente/words";
import { type Static, Type } from "typebox";
import { SandboxFailure } from "./failure.ts";
import type { Folder } from "./folder.ts";
import { PARTIES, type Party, POSTS, ROLES, type Role } from "./story.ts";

const Enrolled = Type.Object({
  id: Type.String(),
  token: Type.String(),
  /** absolute path of the device file */
  device: Type.String(),
  roles: Type.Array(Type.Enum(APPROVAL_ROLES)),
});
const OfCountry = Type.Object(Object.fromEntries(ROLES.map((role) => [role, Enrolled])));
const Officers = Type.Object(Object.fromEntries(PARTIES.map((party) => [party, OfCountry])));
const readOfficersFile = readerOf(Officers);

/** An officer as those who play him need him. */
export type Enrolled = Static<typeof Enrolled>;
export type Officers = Readonly<Record<Party, Readonly<Record<Role, Enrolled>>>>;

/** The id of a role's officer: `ca-lo`. */
export function officerId(party: Party, role: Role): string {
  return `${party.toLowerCase()}-${role}`;
}

/** What the enrolment handed out. */
export interface Handed {
  readonly id: string;
  readonly token: string;
  readonly deviceFile: DeviceFile;
}

/** Keeps tokens and devices where only the one who started the sandbox reads them. */
export function keepOfficers(folder: Folder, handed: Readonly<Record<Party, readonly Handed[]>>): void {
  mkdirSync(folder.at("devices"), { recursive: true, mode: 0o700 });
  const kept = PARTIES.map((party) => [
    party,
    Object.fromEntries(ROLES.map((role) => [role, keepOne(folder, party, role, handed[party])])),
  ]);
  writeSecret(folder.at("officers.json"), `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

function keepOne(folder: Folder, party: Party, role: Role, handed: readonly Handed[]): Enrolled {
  const id = officerId(party, role);
  const found = handed.find((one) => one.id === id);
  if (found === undefined) throw new SandboxFailure(`${id} was not enrolled`);
  writeSecret(folder.at("devices", `${id}.json`), `${JSON.stringify(found.deviceFile)}\n`);
  return {
    id,
    token: found.token,
    device: devicePath(folder, id),
    roles: [...POSTS[party][role].approvalRoles],
  };
}

function devicePath(folder: Folder, id: string): string {
  return folder.at("devices", `${id}.json`);
}

/** The officers of an earlier start; device paths follow a folder that was moved. */
export function loadOfficers(folder: Folder): Officers {
  const read = readOfficersFile(JSON.parse(readFileSync(folder.at("officers.json"), "utf8")));
  if (!read.ok) throw new SandboxFailure("officers.json of the data folder is damaged; start with --fresh");
  const of = (party: Party) => {
    const one = (role: Role): Enrolled => {
      const found = read.value[party]?.[role];
      if (found === undefined)
        throw new SandboxFailure(`officers.json has no ${party} ${role}; start with --fresh`);
      return { ...found, device: devicePath(folder, found.id) };
    };
    return {
      lo: one("lo"),
      duty: one("duty"),
      analyst: one("analyst"),
      authority: one("authority"),
      head: one("head"),
      legal: one("legal"),
      auditor: one("auditor"),
      coordinator: one("coordinator"),
      operator: one("operator"),
      operator2: one("operator2"),
    };
  };
  return { CA: of("CA"), IN: of("IN") };
}

/** A file for the owner's eyes; `mode` alone would leave an older file open. */
export function writeSecret(path: string, text: string): void {
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600);
}
