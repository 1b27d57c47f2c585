import {
  encodeCheckpoint,
  encodeNote,
  parseNote,
  signatureLine,
  verifyCheckpoint,
  withCosignatures,
} from "@entente/ledger";
import { type CellCosignature, type CellHead, encodeCell } from "./cell-codec.ts";
import { CELL_HOLDS } from "./line/door.ts";
import type { SignedHead } from "./own-log.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";
import { partnerWitness } from "./witness.ts";

/** Our side of having our log witnessed in cells: what is offered, what the partner holds, what he cosigned. */
export interface Offers {
  /** The newest head, where it lacks the partner's cosignature; null where not, or where the last cell offered one. */
  next(): Promise<CellHead | null>;
  /** The cell that carried the last offer brought nothing: the next may offer again. */
  notTaken(): void;
  /** The size of our log that the partner says he has taken. */
  learn(known: number): Promise<void>;
  /** The largest tree of ours that the partner has taken, as far as we know. */
  held(): Promise<number>;
  /** Verifies and keeps his cosignature; one that does not verify is recorded. */
  cosigned(given: CellCosignature): Promise<void>;
}

/** An offer that was not cosigned within so many further offers never will be. */
const OFFERS_KEPT = 4;
const ENTRY = 34;

/** Opens it. After a restart whatever was offered is offered anew. */
export function openOffers(parts: ReceivingParts): Offers {
  const witness = partnerWitness(parts.treaty.partner);
  const offers: SignedHead[] = [];
  let offeredLast = false;
  let known: number | null = null;
  const witnessedSize = async () => (await parts.ownLog.witnessed())?.size ?? 0;

  async function next(): Promise<CellHead | null> {
    const [{ size }, witnessed] = await Promise.all([parts.store.logs.head("exchange"), witnessedSize()]);
    // Not in two cells running: the answer to the first is still on its way.
    const due = !offeredLast && size > witnessed;
    offeredLast = due;
    if (!due) return null;
    const head = await parts.ownLog.signed();
    offers.push(head);
    if (offers.length > OFFERS_KEPT) offers.shift();
    return headOf(parts, head, Math.min(known ?? witnessed, head.size));
  }

  async function cosigned({ size, signatures }: CellCosignature): Promise<void> {
    const head = offers.find((one) => one.size === size);
    // Not offered since the start, or cosigned already: the next offer asks anew.
    if (head === undefined) return;
    const lines = signatures.map((bytes) => signatureLine({ name: witness.name, ...cut(bytes) })).join("");
    const note = withCosignatures(head.note, lines);
    const verified = note.ok ? await verifyCheckpoint(note.value, parts.keys.log.verifier, [witness]) : null;
    if (note.ok && verified?.ok === true && verified.witnessedBy.includes(witness.name)) {
      offers.splice(0, offers.indexOf(head) + 1);
      return parts.ownLog.keepWitnessed({ ...head, note: note.value });
    }
    const digest = sha256(new Uint8Array(Buffer.concat([...signatures])));
    await recordRejection(parts, { door: "peer", code: "cosignature_unproven", where: "cell", digest });
  }

  return {
    next,
    notTaken() {
      offeredLast = false;
    },
    async learn(size) {
      const { size: ours } = await parts.store.logs.head("exchange");
      // He holds more of our log than we do: an older copy of our database may have been put back.
      if (size > ours) parts.doubt();
      else known = size;
    },
    held: async () => Math.max(known ?? 0, await witnessedSize()),
    cosigned,
  };
}

async function headOf(parts: ReceivingParts, head: SignedHead, from: number): Promise<CellHead> {
  const { logs } = parts.store;
  const proof =
    from === 0 || from === head.size ? [] : await logs.consistencyProof("exchange", from, head.size);
  const bare = {
    from,
    size: head.size,
    root: head.root,
    signatures: signaturesOf(head.note, parts.keys.log.origin),
    proof: [...proof],
    entries: [],
  };
  const room = CELL_HOLDS - encodeCell({ known: 0, cosigned: null, head: bare, events: [] }).length;
  // More than fits came after a burst that was seen on the line anyway: the partner asks our door for it.
  if ((head.size - from) * ENTRY > room) return bare;
  return { ...bare, entries: [...(await logs.entries("exchange", from, head.size - from))] };
}

/**
 * The two signature lines of a note under one name, as a cell carries them.
 * @throws {TypeError} for a note of ours that has no two lines under the name
 */
export function signaturesOf(note: Uint8Array, name: string): readonly Uint8Array[] {
  const parsed = parseNote(note);
  const lines = parsed.ok ? parsed.value.signatures.filter((line) => line.name === name) : [];
  if (lines.length !== 2) throw new TypeError("a hybrid note has two lines of each signer");
  return lines.map(({ keyId, signature }) => new Uint8Array(Buffer.concat([keyId, signature])));
}

/** The note as the log's owner signed it: our logs write no extension lines, so size and root are all of its text. */
export function noteOf(origin: string, { size, root, signatures }: CellHead): Uint8Array {
  const text = encodeCheckpoint({ origin, size, root });
  return encodeNote({ text, signatures: signatures.map((bytes) => ({ name: origin, ...cut(bytes) })) });
}

function cut(bytes: Uint8Array) {
  return { keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}
