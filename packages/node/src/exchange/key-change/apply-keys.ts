import {
  done,
  type KeyChangeView,
  keyChangeText,
  no,
  type Result,
  type SignedKeyChange,
} from "@entente/contract";
import {
  bytesOfBase64,
  hexOf,
  type ParsedKeyStatement,
  parseKeyStatement,
  sameBytes,
} from "@entente/protocol";
import type { Officer } from "../../people/door.ts";
import type { Step } from "../../store/door.ts";
import { actMark } from "../domestic.ts";
import { type ChangeableUse, faultsOfNext, replayChain, rootKeysOf } from "../key-chain.ts";
import { FIRST_SEEDS } from "../keys.ts";
import { keyStatementLeaf } from "../partner-keys.ts";
import { insertKeyStatement } from "../partner-keys-store.ts";
import type { ExchangeParts } from "../parts.ts";
import { phaseOf } from "../recovery/phase.ts";
import { currentOf } from "./keys-in-force.ts";
import {
  dropRequest,
  insertOwnKey,
  itemOf,
  type KeyRequest,
  keepFirst,
  keyRequest,
  moveOwnKey,
  type OwnKey,
  ownKeys,
} from "./own-key-store.ts";
import { type AppliedChange, firstStands, handRefused } from "./two-persons.ts";

/** What applying needs beside the exchange's parts. */
export interface ChangeParts extends ExchangeParts {
  /** Runs while nothing signs, and has whoever reads a key afterwards read what the store then holds. */
  readonly change: (commit: () => Promise<void>) => Promise<void>;
  /** wakes what tells the partner */
  readonly changed: () => void;
}

/**
 * Puts keys in force that the root has signed for. The first of two persons is kept, the second applies. In one commit:
 * the statement on our exchange log, the new keys in force, the old ones out of it; so a stop at any moment leaves one set
 * of keys in force and none lost. Refused in this order: nothing asked for; not our root's statement; not the one that
 * was asked for; not the next one; no signature of the officer's device; the same person twice.
 */
export async function applyKeys(
  parts: ChangeParts,
  officer: Officer,
  signed: SignedKeyChange,
): Promise<Result<KeyChangeView>> {
  const request = await keyRequest(parts.store);
  if (request === null || (await phaseOf(parts.store)) !== "none")
    return no("state_conflict", { detail: "no change of keys waits here" });
  const document = bytesOfBase64(signed.document_base64) ?? new Uint8Array();
  const parsed = await ours(parts, request, document);
  if (!parsed.ok) return parsed;
  const { serial } = request;
  const change = changeOf(hexOf(parsed.value.digest), serial);
  const refused = await handRefused(parts, officer, change, signed);
  if (refused !== null) return refused;
  const { first } = request;
  if (first === null || first.officer === officer.id || !(await firstStands(parts, change, first))) {
    if (first?.officer === officer.id) return no("same_person");
    await keepHand(parts, officer, signed, serial);
    return done({ serial, state: "one_of_two" });
  }
  await parts.change(() => commitChange(parts, officer, request, parsed.value, document));
  parts.changed();
  return done({ serial, state: "in_force" });
}

function changeOf(statement: string, serial: number): AppliedChange {
  const text = (officer: string, expires_at: string) =>
    keyChangeText({ officer, statement, serial, expires_at });
  return { where: "keys", digest: statement, text };
}

/** The statement, where it is byte for byte what this node asked its root for, and follows what is in force. */
async function ours(
  { store, treaty }: ExchangeParts,
  request: KeyRequest,
  document: Uint8Array,
): Promise<Result<ParsedKeyStatement>> {
  const { us } = treaty;
  const parsed = await parseKeyStatement(document, { party: us.party, root: rootKeysOf(us) });
  if (!parsed.ok) return no("malformed", { faults: parsed.faults });
  if (!sameBytes(parsed.value.payload, request.payload))
    return no("malformed", { faults: [{ code: "not_the_next", where: "/card" }] });
  const faults = faultsOfNext(await replayChain(store, us), us, parsed.value);
  return faults.length === 0
    ? done(parsed.value)
    : no("malformed", { faults: faults.map((where) => ({ code: "not_the_next", where })) });
}

async function keepHand(
  parts: ChangeParts,
  officer: Officer,
  { device, expires_at, signature }: SignedKeyChange,
  serial: number,
): Promise<void> {
  const word = String(serial);
  const mark = await actMark(parts, { act: "keys_signed", dispatch: "", officer: officer.id, word });
  const step = keepFirst({ officer: officer.id, device, expires_at, signature });
  await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] });
}

/** Logged before it counts, and counting with the log: leaf, statement and keys are one commit. */
async function commitChange(
  parts: ChangeParts,
  officer: Officer,
  { serial }: KeyRequest,
  { statement, digest }: ParsedKeyStatement,
  document: Uint8Array,
): Promise<void> {
  const { store, treaty, clock } = parts;
  const at = clock.now();
  const all = await ownKeys(store);
  const word = `${serial} ${statement.reason}`;
  const mark = await actMark(parts, { act: "keys_applied", dispatch: "", officer: officer.id, word });
  const pending = all.filter((key) => key.state === "pending" && key.serial === serial);
  const replaced = pending.flatMap((key) =>
    replacedSteps(parts, all, key, statement.reason === "compromise", at),
  );
  const committed = await store.commit({
    appends: [mark.append, keyStatementLeaf(digest)],
    steps: [
      mark.step,
      insertKeyStatement(treaty.us.party, { serial, digest, document }, at, { leafOf: 1 }),
      ...replaced,
      ...pending.map((key) => moveOwnKey(key, "in_force", at)),
      dropRequest(),
    ],
  });
  if (!committed.committed) throw new TypeError("a change of keys met another one");
}

/**
 * What becomes of the key before. Only what is still needed outlives the change: an opening key for what was sealed to
 * it, a TLS key until the partner knows the next one. A revoked opening key opens nothing from this commit on.
 */
function replacedSteps(
  { store }: ExchangeParts,
  all: readonly OwnKey[],
  { use }: OwnKey,
  revoked: boolean,
  at: number,
): readonly Step[] {
  const name = use === "sign" || use === "seal" ? use : "tls";
  const before = currentOf(all, name);
  const state = name === "tls" || (name === "seal" && !revoked) ? "earlier" : "erased";
  const moved =
    before.serial === 0
      ? insertOwnKey({ use, serial: 0, state, since: at, sealedSeeds: null })
      : moveOwnKey(before, state, at);
  return state === "earlier" ? [moved] : [moved, ...destroyedSteps(store, before)];
}

/** The steps that make a key's seeds unreadable for good. */
export function destroyedSteps(
  store: ExchangeParts["store"],
  key: Pick<OwnKey, "use" | "serial">,
): readonly Step[] {
  if (key.serial > 0) return store.vault.destroy(itemOf(key));
  const named: Readonly<Record<ChangeableUse, readonly string[]>> = FIRST_SEEDS;
  const names = Object.entries(named).find(([use]) => use === key.use)?.[1] ?? [];
  return names.map((name) => store.vault.destroySecret(name));
}
