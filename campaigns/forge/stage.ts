import type { ApprovalChallenge } from "@entente/contract";
import { newSeed, type ReceiptItem, type SigningKeys, signingKeys } from "@entente/protocol";
import { officerAt, type SignedAct, signedBy } from "../doors/officer.ts";
import { framed } from "../doors/partners-door.ts";
import { fieldOf, textOf } from "../doors/users-door.ts";
import { type Ground, until } from "../ground.ts";
import { isMembers, type Members } from "../malform/json-text.ts";
import type { Role } from "../nodes/terms.ts";
import { bytesOf, type Lie, type Made, sha256 } from "../partner/hand.ts";
import { type CoverNames, joined, payloadOf, sealOwn } from "../partner/own-sealer.ts";
import { refusedWhole } from "../trial.ts";

/** A dispatch India's node has stored, with the receipt it gave the first time. */
export interface Delivered {
  readonly made: Made;
  readonly receipt: Extract<ReceiptItem, { event: "stored" }>;
}

/** What the forgeries stand on. */
export interface Forged {
  readonly ground: Ground;
  readonly delivered: readonly Delivered[];
  /** keys nobody has ever named */
  readonly stranger: SigningKeys;
  readonly draft: Members;
  /** proposals of India's `lo` that nobody has approved, and one of `second` */
  readonly proposals: { readonly one: Proposal; readonly other: Proposal; readonly ofSecond: Proposal };
  /** an approval that was used once, rightly, and the dispatch it let out; Canada has stored it */
  readonly used: { readonly id: string; readonly act: SignedAct };
  /** the newest head of Canada's log that India's node has cosigned */
  readonly known: { readonly size: number; readonly root: Uint8Array };
}

/** What waits for an approval, and the challenge an officer who may approve it was given. */
export interface Proposal {
  readonly id: string;
  readonly challenge: ApprovalChallenge;
}

const DELIVERED = 8;

export async function prepareForged(ground: Ground): Promise<Forged> {
  const { users, founded } = ground;
  const lo = officerAt(users, founded.india, "lo");
  const draft: unknown = await lo.example("request");
  if (!isMembers(draft)) throw new Error("the example is an object");
  const used = await usedApproval(ground, draft);
  const proposals = {
    one: await propose(ground, "lo", draft),
    other: await propose(ground, "lo", draft),
    ofSecond: await propose(ground, "second", draft),
  };
  return {
    ground,
    delivered: await deliver(ground),
    stranger: signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() }),
    draft,
    proposals,
    used,
    known: knownHead(ground),
  };
}

async function deliver({ hand, peer }: Ground): Promise<readonly Delivered[]> {
  const made = await Promise.all(Array.from({ length: DELIVERED }, () => hand.make()));
  const { receipts } = await peer.dispatches(made.map((one) => one.sealed));
  return made.map((one, nth) => {
    const receipt = receipts[nth];
    if (receipt?.event !== "stored") throw new Error("an honest dispatch was not stored");
    return { made: one, receipt };
  });
}

async function propose({ users, founded }: Ground, author: Role, draft: Members): Promise<Proposal> {
  const officer = officerAt(users, founded.india, author);
  const id = await officer.draft("request", draft);
  await officer.submit(id);
  return { id, challenge: await officerAt(users, founded.india, "authority").challenge(id) };
}

/** A request approved and let out, until Canada has stored it and both logs are witnessed. */
async function usedApproval(ground: Ground, draft: Members): Promise<Forged["used"]> {
  const { users, founded, watch } = ground;
  const { id, challenge } = await propose(ground, "lo", draft);
  const act = signedBy(founded.india.officers.authority.device, challenge);
  const authority = officerAt(users, founded.india, "authority");
  const said = await authority.tried(`/api/releases/${id}/approve`, act);
  if (said.status !== 200) throw new Error(`an honest approval was refused: ${textOf(said.json, "code")}`);
  const settled = () => {
    const [row] = watch.rows(
      "select (select state from dispatch where id = ?) as state, (select size from log_head where log = 'exchange') - coalesce((select max(size) from checkpoint), 0) as open",
      id,
    );
    return row?.state === "stored" && Number(row.open) === 0;
  };
  await until(settled, "an honest request did not reach Canada");
  await until(() => knownHead(ground).size > 1, "Canada's receipt was not witnessed");
  return { id, act };
}

function knownHead({ watch }: Ground): Forged["known"] {
  const [row] = watch.rows("select size, root from partner_checkpoint order by size desc limit 1");
  const root = row?.root;
  if (row === undefined || !(root instanceof Uint8Array)) throw new Error("no head of Canada's log is known");
  return { size: Number(row.size), root };
}

/** India's node must refuse one sealed dispatch whole, for one of these reasons. */
export function refusedSealed(
  { ground }: Forged,
  sealed: Uint8Array,
  ...codes: readonly string[]
): Promise<string> {
  const recorded = [sealed, framed(0, [sealed])];
  return refusedWhole(ground, () => ground.peer.dispatches([sealed]), { codes, recorded });
}

/** Makes a dispatch with one lie in it by the kit's own sealer; it must be refused. */
export async function refusedMade(stage: Forged, lie: Lie, ...codes: readonly string[]): Promise<string> {
  return refusedSealed(stage, (await stage.ground.hand.make(lie)).sealed, ...codes);
}

/** What the partner's own sealer may do otherwise than the spec says. */
export interface SealLie {
  readonly names?: Partial<CoverNames>;
  readonly body?: Uint8Array;
  readonly payload?: (signed: Uint8Array, body: Uint8Array) => Uint8Array;
  readonly to?: Uint8Array;
  readonly info?: "live" | "exercise";
}

/** Seals a signed statement past every check of ours. */
export async function ownSealed(stage: Forged, made: Made, lie: SealLie = {}) {
  const { statement, signed } = made;
  const { publicKey } = stage.ground.founded.india.keys.opening;
  const { suite, realm, agreementDigest, sender, recipient } = statement;
  const names = {
    suite,
    realm,
    agreementDigest,
    sender,
    recipient,
    sealKey: sha256(publicKey),
    ...lie.names,
  };
  const body = lie.body ?? made.body;
  const payload = lie.payload?.(signed, body) ?? payloadOf(signed, body);
  return sealOwn(payload, names, lie.to ?? publicKey, lie.info === undefined ? {} : { info: lie.info });
}

/** As `refusedMade`, through the partner's own sealer. */
export async function refusedOwn(
  stage: Forged,
  lie: Lie,
  sealLie: SealLie,
  ...codes: readonly string[]
): Promise<string> {
  const made = await stage.ground.hand.make(lie);
  return refusedSealed(stage, joined(await ownSealed(stage, made, sealLie)), ...codes);
}

/** Honest ones through both sealers are stored, and the authority's own approval stands. */
/** Two histories of Canada's log were shown among the attacks: releases stop until an operator has looked into it. */
async function forgive({ users, founded }: Ground): Promise<void> {
  const operator = officerAt(users, founded.india, "operator");
  const said = await operator.tried("/api/alarms/clear", {
    code: "equivocation",
    reason: "Invented: a campaign.",
  });
  if (said.status !== 200 && said.status !== 409) throw new Error(`the operator was refused: ${said.code}`);
}

export async function honestForged(stage: Forged): Promise<string> {
  const { ground, proposals } = stage;
  const { users, founded, watch } = ground;
  await forgive(ground);
  const made = await Promise.all([ground.hand.make(), ground.hand.make()]);
  const [ours, theirs] = made;
  if (ours === undefined || theirs === undefined) throw new Error("two were made");
  const own = joined(await ownSealed(stage, theirs));
  const { receipts } = await ground.peer.dispatches([ours.sealed, own]);
  if (receipts.some((receipt) => receipt.event !== "stored") || receipts.length !== 2) {
    return "an honest dispatch was refused";
  }
  const authority = officerAt(users, founded.india, "authority");
  await authority.approve(proposals.one.id);
  const state = () => watch.rows("select state from dispatch where id = ?", proposals.one.id)[0]?.state;
  await until(() => state() === "stored", "an honest approval let nothing out");
  return "";
}

/** A member of an object that came as JSON. */
export function memberOf(json: unknown, name: string): unknown {
  return fieldOf(json, name);
}

/** A body with something said otherwise. */
export function saying(changes: Members): Lie {
  return { body: (honest) => bytesOf({ ...honest, ...changes }) };
}
