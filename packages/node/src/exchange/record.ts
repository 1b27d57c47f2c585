import type { Direction, DispatchState } from "@entente/words";
import type { Desk } from "../agreement/door.ts";

/** One dispatch as the node keeps it, content still sealed. Times are Unix milliseconds. */
export interface DispatchRecord {
  readonly id: string;
  readonly direction: Direction;
  readonly kind: string;
  readonly thread: string;
  readonly replyTo: string | null;
  readonly area: string;
  readonly urgency: string;
  readonly state: DispatchState;
  readonly version: number;
  readonly fromParty: string;
  readonly fromDesk: string;
  readonly toParty: string;
  readonly toDesk: string;
  readonly author: string | null;
  readonly assignee: string | null;
  readonly createdAt: number;
  readonly dueAt: number | null;
  /** why it is due later than the agreement's clock says; null = as the clock says */
  readonly dueWhy: string | null;
  /** the later dispatch of its sender that corrected, narrowed or recalled it last; null = none */
  readonly changedBy: string | null;
  readonly releaseAt: number | null;
  readonly sealed: SealedColumns;
  readonly decision: string | null;
  readonly leaf: number | null;
  readonly receiptLeaf: number | null;
  readonly sentAt: number | null;
  readonly storedAt: number | null;
  readonly openedAt: number | null;
  readonly answeredAt: number | null;
  readonly ground: string | null;
}

/** Columns under the item's key; null where nothing is stored yet. */
export interface SealedColumns {
  readonly draft: Uint8Array | null;
  readonly body: Uint8Array | null;
  readonly plan: Uint8Array | null;
  readonly statement: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly receipt: Uint8Array | null;
  /** why it was taken back or declined, in the officer's own words */
  readonly ground: Uint8Array | null;
}

export type SealedColumn = keyof SealedColumns;

/** The place name a column is sealed under: bytes cannot be moved from one to another. */
export function placeOf(column: SealedColumn): string {
  return `dispatch.sealed_${column}`;
}

/** An approval as it was given, signature and all. */
export interface ApprovalRecord {
  readonly officer: string;
  readonly role: string;
  readonly device: string;
  readonly at: number;
  readonly expiresAt: number;
  readonly bodyDigest: Uint8Array;
  /** the exact text whose digest was signed */
  readonly challenge: string;
  readonly signature: Uint8Array;
}

/** What was fixed at submission beside the bytes. */
export interface PlanRecord {
  readonly madeAt: number;
  readonly withheld: readonly {
    readonly pointer: string;
    readonly category: string;
    readonly rule: string;
    readonly law: string;
  }[];
}

/** Both ends of a dispatch in the directory. */
export interface Ends {
  readonly from: Desk;
  readonly to: Desk;
}
