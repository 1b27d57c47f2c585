import { createHmac } from "node:crypto";
import { ENTRY_KIND, entry, saltedDigest } from "@entente/ledger";
import type { OfficerRow } from "./store.ts";

/** Name of the node secret from which the salts of this room's leaves are drawn. */
export const SALTS = "people.leaf_salts";

/**
 * The domestic log's entry for an enrolment. The record is not in it; whoever holds the node's secret can make
 * the entry again from the stored rows, so a row changed behind the node's back is found by the auditor.
 * @param salts the node secret, 32 bytes; the salt is its HMAC-SHA256 over the officer's id
 */
export function enrolmentEntry(salts: Uint8Array, row: OfficerRow): Uint8Array {
  const salt = new Uint8Array(createHmac("sha256", salts).update(row.id).digest());
  const texts = [
    row.id,
    row.name,
    row.agency,
    row.desks,
    row.duties,
    row.approvalRoles,
    row.device,
    String(row.enrolledAt),
  ];
  const parts = texts.map((text) => new TextEncoder().encode(text));
  return entry(
    ENTRY_KIND.people,
    saltedDigest(ENTRY_KIND.people, salt, ...parts, row.tokenDigest, row.publicKey),
  );
}

/**
 * The domestic log's entry for a record of this room: made again from the row it stands for, its values in the order
 * they are given. The name keeps two records of one row apart.
 * @param salts the node secret, 32 bytes
 */
export function recordEntry(salts: Uint8Array, name: string, values: readonly unknown[]): Uint8Array {
  const salt = new Uint8Array(createHmac("sha256", salts).update(name).digest());
  const bytes = new TextEncoder().encode(JSON.stringify([name, ...values]));
  return entry(ENTRY_KIND.people, saltedDigest(ENTRY_KIND.people, salt, bytes));
}
