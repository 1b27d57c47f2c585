import {
  done,
  no,
  type Result,
  type SignedStateChange,
  type StateChangeView,
  stateChangeText,
} from "@entente/contract";
import {
  bytesOfBase64,
  hexOf,
  type ParsedRelationState,
  parseRelationState,
  type RelationState,
  readStatePayload,
  readUnsigned,
  STATE_TYPE,
  sameBytes,
  signDocument,
} from "@entente/protocol";
import { narrowest, type Parsed, passed, refused } from "@entente/words";
import type { Officer } from "../../people/door.ts";
import { actMark } from "../domestic.ts";
import { rootKeysOf } from "../key-chain.ts";
import { type AppliedChange, firstStands, handRefused } from "../key-change/two-persons.ts";
import { sha256 } from "../proposal.ts";
import { phaseOf } from "../recovery/phase.ts";
import { bringInForce } from "./bring-in-force.ts";
import type { ChangingParts } from "./changing.ts";
import { faultsHere, placeHere } from "./ground.ts";
import { keepHandOf, waitingStates } from "./hand-store.ts";
import type { KeptState } from "./state-store.ts";

/**
 * Puts a state of our side in force. What the root has signed to suspend or to wind down takes one operator: it must not
 * wait for a second. A resumption takes two, and so does an emergency, which no root has signed. Refused in this order: a
 * restored node; a statement that does not verify, does not follow or contradicts the agreement, with every fault; no
 * signature of the officer's device; the same person twice.
 */
export async function applyState(
  parts: ChangingParts,
  officer: Officer,
  signed: SignedStateChange,
): Promise<Result<StateChangeView>> {
  const { store, treaty } = parts;
  if ((await phaseOf(store)) !== "none")
    return no("state_conflict", {
      detail: "a restored node says nothing of the relation before it works again",
    });
  const file = bytesOfBase64(signed.document_base64) ?? new Uint8Array();
  const parsed = await oursIn(parts, file);
  if (!parsed.ok) return no("malformed", { faults: parsed.faults });
  const { digest, statement, by } = parsed.value;
  const { serial, scope, state } = statement;
  const refusedHand = await handRefused(parts, officer, changeOf(digest, serial), signed);
  if (refusedHand !== null) return refusedHand;
  const { place, chain } = await placeHere(store, treaty, treaty.us, parsed.value);
  const takesTwo = place.kind === "next" && (by === "node" || widens(chain, statement));
  if (takesTwo) {
    const second = await secondOf(parts, officer, parsed.value);
    if (second === "same_person") return no("same_person");
    if (second === "first") {
      await keepHand(parts, officer, signed, parsed.value);
      return done({ serial, scope, state, stands: "one_of_two" });
    }
  }
  const document = by === "root" ? file : await signedByNode(parts, parsed.value.payload);
  const said = { side: treaty.us, parsed: parsed.value, document, officer: officer.id };
  if (!(await bringInForce(parts, said))) return no("changed_meanwhile");
  parts.changed();
  return done({ serial, scope, state, stands: "in_force" });
}

/** Whether more crosses after it than before, as far as it is ours to say. */
function widens(chain: readonly KeptState[], { scope, state }: RelationState): boolean {
  const before = chain.findLast((one) => one.statement.scope === scope)?.statement.state ?? "active";
  return narrowest([before, state]) !== state;
}

function changeOf(digest: Uint8Array, serial: number): AppliedChange {
  const statement = hexOf(digest);
  const text = (officer: string, expires_at: string) =>
    stateChangeText({ officer, statement, serial, expires_at });
  return { where: "relation_state", digest: statement, text };
}

/** A statement of ours: under our root, or without any signature for two devices. */
async function oursIn(parts: ChangingParts, file: Uint8Array): Promise<Parsed<ParsedRelationState>> {
  const { us } = parts.treaty;
  const unsigned = readUnsigned(file);
  const parsed =
    unsigned.ok && unsigned.value.signatures.length === 0
      ? emergencyIn(unsigned.value)
      : await parseRelationState(file, { party: us.party, root: rootKeysOf(us), node: [] });
  if (!parsed.ok) return parsed;
  const { place } = await placeHere(parts.store, parts.treaty, us, parsed.value);
  const faults = [
    ...faultsHere(parts.treaty, us, parsed.value.statement),
    ...(place.kind === "refused" ? place.faults : []),
  ];
  return faults.length === 0 ? parsed : refused(...faults);
}

function emergencyIn({
  type,
  payload,
}: {
  readonly type: string;
  readonly payload: Uint8Array;
}): Parsed<ParsedRelationState> {
  if (type !== STATE_TYPE) return refused({ code: "wrong_type", where: "/type" });
  const read = readStatePayload(payload);
  if (!read.ok) return read;
  if (read.value.state !== "suspended") return refused({ code: "missing_signature", where: "/signatures" });
  return passed({ statement: read.value, payload, digest: sha256(payload), by: "node" });
}

/** Whether a first operator has signed this very statement, and still counts. */
async function secondOf(
  parts: ChangingParts,
  officer: Officer,
  { digest, statement }: ParsedRelationState,
): Promise<"first" | "second" | "same_person"> {
  const waiting = (await waitingStates(parts.store)).find((one) => sameBytes(one.digest, digest));
  if (waiting === undefined) return "first";
  if (waiting.first.officer === officer.id) return "same_person";
  return (await firstStands(parts, changeOf(digest, statement.serial), waiting.first)) ? "second" : "first";
}

async function keepHand(
  parts: ChangingParts,
  officer: Officer,
  { device, expires_at, signature }: SignedStateChange,
  { digest, payload, statement }: ParsedRelationState,
): Promise<void> {
  const word = String(statement.serial);
  const mark = await actMark(parts, { act: "state_signed", dispatch: "", officer: officer.id, word });
  const first = { officer: officer.id, device, expires_at, signature };
  const step = keepHandOf({ digest, payload, first }, parts.clock.now());
  await parts.store.commit({ appends: [mark.append], steps: [step, mark.step] });
}

/** The partner knows no device of ours: what two of them have signed reaches him under our node's key. */
function signedByNode({ treaty, keys }: ChangingParts, payload: Uint8Array): Promise<Uint8Array> {
  return signDocument(STATE_TYPE, payload, [{ party: treaty.us.party, keys: keys.sign }]);
}
