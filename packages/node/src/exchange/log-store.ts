import { type Static, type TSchema, Type } from "typebox";
import { Compile } from "typebox/compile";
import { bytes, int, type Row, type Step, type Store, text } from "../store/door.ts";
import type { Judged } from "./judge.ts";
import type { Leaf } from "./leaves.ts";
import type { ApprovalRecord } from "./record.ts";
import { openJson } from "./sealed-json.ts";

const DECISION_PLACE = "decision.sealed_record";
const APPROVAL_PLACE = "approval.sealed_record";

const StoredDecision = Type.Object({
  facts: Type.Array(Type.Unknown()),
  decision: Type.Unknown(),
  salt: Type.String(),
});
const StoredApproval = Type.Object({
  device: Type.String(),
  challenge: Type.String(),
  signature: Type.String(),
  salt: Type.String(),
});
const decisionShape = Compile(StoredDecision);
const approvalShape = Compile(StoredApproval);

/** A decision as it was stored, with what it takes to replay it. */
export interface DecisionRecord {
  readonly id: string;
  readonly stage: string;
  readonly at: number;
  readonly facts: readonly unknown[];
  readonly decision: unknown;
}

/** The step that keeps a decision with its inputs; its leaf is the n-th append of the same commit. */
export function insertDecision(
  seal: (place: string, plain: Uint8Array) => Uint8Array,
  record: {
    readonly id: string;
    readonly dispatch: string;
    readonly stage: string;
    readonly at: number;
    readonly judged: Judged;
    readonly leaf: Leaf;
  },
  nth: number,
): Step {
  const { id, dispatch, stage, at, judged, leaf } = record;
  const packs = judged.decision.packs.map((pack) => pack.sha256).join(" ");
  const stored = { ...judged, salt: hex(leaf.salt) };
  return {
    sql: "insert into decision (id, dispatch, stage, outcome, packs, at, sealed_record, leaf) values (?, ?, ?, ?, ?, ?, ?, ?)",
    params: [
      id,
      dispatch,
      stage,
      judged.decision.outcome,
      packs,
      at,
      seal(DECISION_PLACE, json(stored)),
      { leafOf: nth },
    ],
    changes: 1,
  };
}

/** The newest decision of a dispatch; null where none was made. */
export async function newestDecision(store: Store, dispatch: string): Promise<DecisionRecord | null> {
  const [row] = await store.all(
    "select id, stage, at, sealed_record from decision where dispatch = ? order by at desc, leaf desc limit 1",
    [dispatch],
  );
  if (row === undefined) return null;
  const stored = await opened(store, dispatch, DECISION_PLACE, bytes(row, "sealed_record"), decisionShape);
  if (stored === null) return null;
  return {
    id: text(row, "id"),
    stage: text(row, "stage"),
    at: int(row, "at"),
    facts: stored.facts,
    decision: stored.decision,
  };
}

/** The step that keeps one approval. A second one by the same officer of the same bytes breaks the commit. */
export function insertApproval(
  seal: (place: string, plain: Uint8Array) => Uint8Array,
  id: string,
  dispatch: string,
  approval: ApprovalRecord,
  leaf: Leaf,
  nth: number,
): Step {
  const { officer, role, device, at, expiresAt, bodyDigest, challenge, signature } = approval;
  const stored = { device, challenge, signature: hex(signature), salt: hex(leaf.salt) };
  return {
    sql: `insert into approval (id, dispatch, officer, role, body_digest, sealed_record, at, expires_at, leaf)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      id,
      dispatch,
      officer,
      role,
      bodyDigest,
      seal(APPROVAL_PLACE, json(stored)),
      at,
      expiresAt,
      { leafOf: nth },
    ],
    changes: 1,
  };
}

/** Approvals of exactly these bytes, oldest first; at most 16, far more than there are roles. */
export async function approvalsOf(
  store: Store,
  dispatch: string,
  bodyDigest: Uint8Array,
): Promise<readonly ApprovalRecord[]> {
  const rows = await store.all(
    "select officer, role, body_digest, sealed_record, at, expires_at from approval where dispatch = ? and body_digest = ? order by at, id limit 16",
    [dispatch, bodyDigest],
  );
  const records = await Promise.all(rows.map((row) => approvalOf(store, dispatch, row)));
  return records.filter((record) => record !== null);
}

async function approvalOf(store: Store, dispatch: string, row: Row): Promise<ApprovalRecord | null> {
  const stored = await opened(store, dispatch, APPROVAL_PLACE, bytes(row, "sealed_record"), approvalShape);
  if (stored === null) return null;
  return {
    officer: text(row, "officer"),
    role: text(row, "role"),
    device: stored.device,
    at: int(row, "at"),
    expiresAt: int(row, "expires_at"),
    bodyDigest: bytes(row, "body_digest"),
    challenge: stored.challenge,
    signature: Uint8Array.from(Buffer.from(stored.signature, "hex")),
  };
}

async function opened<S extends TSchema>(
  store: Store,
  item: string,
  place: string,
  sealed: Uint8Array,
  shape: ReturnType<typeof Compile<S>>,
): Promise<Static<S> | null> {
  const key = await store.vault.key(item);
  if (key === null) return null;
  const value = openJson(key, place, sealed);
  if (!shape.Check(value)) throw new TypeError(`what stands at ${place} is not what we wrote`);
  return value;
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function hex(value: Uint8Array): string {
  return Buffer.from(value).toString("hex");
}
