import { hash } from "node:crypto";
import {
  isPostOrder,
  no,
  type PeopleOrder,
  type PostOrder,
  type Refusal,
  type Result,
} from "@entente/contract";
import { bytesOfBase64 } from "@entente/protocol";
import { guestOf, rightsOf } from "@entente/words";
import type { Append, Step } from "../store/door.ts";
import { type EnrolContext, rowOf } from "./commands/enrol-officer.ts";
import { deviceIdOf, isUsableDeviceKey } from "./devices.ts";
import { isDormant } from "./dormant.ts";
import { enrolmentEntry, SALTS } from "./leaf.ts";
import type { NewOfficer } from "./port.ts";
import { endingStep, insertEnding } from "./posts/ending-store.ts";
import { postChangeOf } from "./posts/post-order.ts";
import { backUnder, postEnded, postsOf, type StoredPost } from "./posts/post-store.ts";
import { readOfficer } from "./reading.ts";
import {
  accessEnded,
  allRecords,
  devicesOf,
  deviceTaken,
  recordById,
  recordChanged,
  recordRevoked,
  type StoredRecord,
} from "./record-store.ts";
import { faultsOfEnrolment, faultsOfPosting } from "./rules.ts";
import { deviceStep, enrolmentSteps } from "./store.ts";
import { TOKEN_BYTES, tokenDigest, writeToken } from "./tokens.ts";

/** An order about the record of an officer who is one already. */
type Later = Exclude<PeopleOrder, PostOrder | { readonly act: "enrol" }>;
type OrderOf<A extends PeopleOrder["act"]> = Extract<PeopleOrder, { readonly act: A }>;

/** What an order does to the tables, in the commit of its confirmation. */
export interface OrderedChange {
  readonly appends: readonly Append[];
  readonly steps: readonly Step[];
  /** the record as it was, as JSON; "" where there was none */
  readonly before: string;
  /** a sign-in token that is shown once; null where the order makes none */
  readonly token: string | null;
}

/** More officers than one node of one state has. */
const MOST_OFFICERS = 1_000;
/** With one operator nobody could order anything any more. */
const LEAST_OPERATORS = 2;

/**
 * The change an order makes as things stand now, or why it makes none: an id or key that is taken, an officer who is
 * none, a record that changed since it was signed, duties that nobody holds together, too few operators left.
 */
export async function changeOf(context: EnrolContext, order: PeopleOrder): Promise<Result<OrderedChange>> {
  if (order.act === "enrol") return enrolment(context, order);
  if (isPostOrder(order)) return postChangeOf(context, order);
  const record = await recordById(context.store, order.officer);
  if (record === null) return no("not_found");
  const refusal = refusalOf(record, order, context);
  if (refusal !== null) return { ok: false, refusal };
  if (await leavesTooFew(context, record, order)) return no("operators_needed");
  const change = await stepsOf(context, record, order);
  return change.ok ? { ok: true, value: { ...change.value, before: JSON.stringify(record) } } : change;
}

function refusalOf(record: StoredRecord, order: Later, context: EnrolContext): Refusal | null {
  if (record.revokedAt !== null) return { problem: "state_conflict", detail: "this officer was revoked" };
  if (order.act === "revoke") return null;
  if (record.closedAt !== null)
    return { problem: "state_conflict", detail: "this officer's record is closed" };
  if (order.act === "reopen" && !isDormant(context, record) && !atHome(record))
    return { problem: "state_conflict", detail: "this officer may sign in as it is" };
  return order.version === record.version ? null : { problem: "changed_meanwhile" };
}

/** Ours, and out of service for want of a post: two operators let him work at home. A guest needs a post. */
function atHome({ id, awayAt }: StoredRecord): boolean {
  return awayAt !== null && guestOf(id) === null;
}

/** What partners may know of an officer whose access ends: his posts, his desks, the digests of his devices' names. */
async function knownOf({ store }: EnrolContext, record: StoredRecord, since: number) {
  // Those that are over too: what he made under them, where it is in doubt, does not stand either.
  const posts = (await postsOf(store, record.id)).map(({ id }) => id);
  const devices = (await devicesOf(store, record.id)).map((device) => hash("sha256", device, "hex"));
  return { word: "revoked" as const, posts, desks: readOfficer(record).desks, devices, since };
}

/** His posts go with him. */
async function standing({ store }: EnrolContext, { id }: StoredRecord): Promise<readonly StoredPost[]> {
  return (await postsOf(store, id)).filter(({ endedAt }) => endedAt === null);
}

type Change = Omit<OrderedChange, "before">;

async function stepsOf(context: EnrolContext, record: StoredRecord, order: Later): Promise<Result<Change>> {
  const at = context.clock();
  const plain = (...steps: readonly Step[]): Result<Change> => ({
    ok: true,
    value: { appends: [], steps, token: null },
  });
  switch (order.act) {
    case "change":
      return posting(record, order);
    case "close":
      return plain(
        recordChanged(record, { closed_at: at }),
        ...accessEnded(record.id, at),
        ...(await standing(context, record)).flatMap((post) => [
          postEnded(post.id, "ended", at),
          endingStep(context, post, "ended", at),
        ]),
      );
    case "reopen":
      return plain(recordChanged(record, { seen_at: at }), ...(atHome(record) ? [backUnder(record.id)] : []));
    case "device":
      return newDevice(context, record, order, at);
    case "revoke": {
      const since = order.since === null ? null : Date.parse(order.since);
      const told = insertEnding(context, await knownOf(context, record, since ?? at), at);
      const posts = (await standing(context, record)).map(({ id }) => postEnded(id, "ended", at));
      return plain(recordRevoked(record.id, at, since), ...accessEnded(record.id, at), ...posts, told);
    }
  }
}

function posting(record: StoredRecord, order: OrderOf<"change">): Result<Change> {
  const { desks, duties, approval_roles: approvalRoles } = order;
  const faults = faultsOfPosting({ desks, duties, approvalRoles }, record.id);
  if (faults.length > 0) return no("malformed", { faults: faults.map(inOrder) });
  const set = {
    desks: JSON.stringify(desks),
    duties: JSON.stringify(duties),
    approval_roles: JSON.stringify(approvalRoles),
  };
  return { ok: true, value: { appends: [], steps: [recordChanged(record, set)], token: null } };
}

/**
 * Whoever lost his device may have lost the token and the open browser beside it: everything old ends in the commit that
 * enrols the new key (T36).
 */
function newDevice(
  context: EnrolContext,
  record: StoredRecord,
  order: OrderOf<"device">,
  at: number,
): Result<Change> {
  const publicKey = bytesOfBase64(order.device_public_key);
  if (publicKey === null || !isUsableDeviceKey(publicKey))
    return no("malformed", { faults: [{ code: "bad_device_key", where: "/order/device_public_key" }] });
  const token = writeToken(context.random(TOKEN_BYTES));
  const digest = tokenDigest(token);
  if (digest === null) throw new TypeError("the random source gave no 32 bytes");
  const steps = [
    recordChanged(record, { token_digest: digest, seen_at: at }),
    ...accessEnded(record.id, at),
    deviceStep(deviceIdOf(publicKey), record.id, publicKey, at),
  ];
  return { ok: true, value: { appends: [], steps, token } };
}

async function enrolment(context: EnrolContext, order: OrderOf<"enrol">): Promise<Result<OrderedChange>> {
  const officer: NewOfficer = {
    id: order.officer,
    name: order.name,
    agency: order.agency,
    desks: order.desks,
    duties: order.duties,
    approvalRoles: order.approval_roles,
    devicePublicKey: bytesOfBase64(order.device_public_key) ?? new Uint8Array(),
  };
  const faults = faultsOfEnrolment(officer);
  if (faults.length > 0) return no("malformed", { faults: faults.map(inOrder) });
  const token = writeToken(context.random(TOKEN_BYTES));
  const row = rowOf(officer, token, context.clock());
  if ((await recordById(context.store, row.id)) !== null || (await deviceTaken(context.store, row.device)))
    return no("officer_taken");
  const salts = await context.store.vault.secret(SALTS, () => context.random(32));
  const append: Append = { log: "domestic", entry: enrolmentEntry(salts, row) };
  return { ok: true, value: { appends: [append], steps: enrolmentSteps(row), before: "", token } };
}

/** Whether an order takes away an operator whom the others need; a revocation never waits for that. */
async function leavesTooFew(context: EnrolContext, record: StoredRecord, order: Later): Promise<boolean> {
  const stays = order.act === "change" ? rightsOf(order.duties).includes("operate") : order.act !== "close";
  if (stays) return false;
  const records = await allRecords(context.store, MOST_OFFICERS);
  const operators = records.filter((one) => one.revokedAt === null && one.closedAt === null && operates(one));
  return operates(record) && operators.length - 1 < LEAST_OPERATORS;
}

function operates(record: StoredRecord): boolean {
  return rightsOf(readOfficer(record).duties).includes("operate");
}

/** A fault's place in the body that brought the order; the contract's words are not the room's. */
function inOrder<F extends { readonly where: string }>(fault: F): F {
  const name = fault.where
    .replace("/approvalRoles", "/approval_roles")
    .replace("/devicePublicKey", "/device_public_key");
  return { ...fault, where: `/order${name === "/id" ? "/officer" : name}` };
}
