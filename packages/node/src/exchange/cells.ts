import { canonicalJson, parseStrict } from "@entente/protocol";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { type Cell, type CellCosignature, type CellHead, encodeCell, readCell } from "./cell-codec.ts";
import { eventsThatFit, type SentEvent, settleSent, takeCellEvent } from "./cell-events.ts";
import { noteOf, openOffers, signaturesOf } from "./cell-heads.ts";
import { CELL_HOLDS } from "./line/door.ts";
import type { PeerAnswer } from "./port.ts";
import { sha256 } from "./proposal.ts";
import type { ReceivingParts } from "./receive.ts";
import { recordRejection } from "./rejection.ts";

/**
 * The heartbeat between the two nodes: cells of one size, sent by a clock whether or not anything happened. What has no
 * hurry rides in them (a head to be cosigned, the cosignature, word of what was opened), so that its moment tells
 * nothing to whoever watches the line (T26).
 */
export interface Cells {
  /** Makes the next cell; what it carries is fixed then. The result sends it, and never throws for an absent partner. */
  ready(): Promise<() => Promise<void>>;
  /** Takes the partner's. */
  take(body: Uint8Array): Promise<PeerAnswer>;
}

export interface CellParts extends ReceivingParts {
  /** whether this node has forgotten what it signed: then it says nothing, at the same times and in the same size */
  readonly lost: () => Promise<boolean>;
}

const AnswerSchema = Type.Object(
  {
    events: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 4 }),
    /** `none`, `taken`, or why the head was not */
    head: Type.String({ maxLength: 40 }),
    /** as in a cell, after this one was taken */
    known: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  },
  { additionalProperties: false },
);
type CellAnswer = Static<typeof AnswerSchema>;
const answerShape = Compile(AnswerSchema);

interface Made {
  readonly cell: Cell;
  readonly sent: readonly SentEvent[];
}

/** Opens the heartbeat with the one partner. What is under way is lost at a restart, and asked for anew. */
export function openCells(parts: CellParts): Cells {
  const offers = openOffers(parts);
  let owed: CellCosignature | null = null;

  async function cell(): Promise<Made> {
    const { size: known } = await parts.partnerLog.newest();
    if (await parts.lost()) return { cell: { known, cosigned: null, head: null, events: [] }, sent: [] };
    // Both at once do not fit.
    const head = owed === null ? await offers.next() : null;
    const bare = { known, cosigned: owed, head, events: [] };
    const proven = head?.size ?? (await offers.held());
    const sent = await eventsThatFit(parts, proven, CELL_HOLDS - encodeCell(bare).length);
    return { cell: { ...bare, events: sent.map(({ wire }) => wire) }, sent };
  }

  async function send({ cell: made, sent }: Made): Promise<void> {
    const answer = await said(parts, encodeCell(made));
    if (answer?.head !== "taken") offers.notTaken();
    if (answer === null) return;
    if (owed === made.cosigned) owed = null;
    await offers.learn(answer.known);
    await settleSent(parts, sent, answer.events);
  }

  async function take({ known, cosigned, head, events }: Cell, digest: Uint8Array): Promise<CellAnswer> {
    await offers.learn(known);
    if (cosigned !== null) await offers.cosigned(cosigned);
    const taken = head === null ? null : await takeHead(parts, head, digest);
    owed = taken?.cosignature ?? owed;
    const told: string[] = [];
    for (const event of events) told.push(await takeCellEvent(parts, event));
    const { size } = await parts.partnerLog.newest();
    return { events: told, head: taken?.said ?? "none", known: size };
  }

  return {
    async ready() {
      const made = await cell();
      return () => send(made);
    },
    async take(body) {
      const [read, digest] = [readCell(body), sha256(body)];
      if (read.ok) return answered(200, await take(read.value, digest));
      const code = read.faults[0]?.code ?? "cell_malformed";
      await recordRejection(parts, { door: "peer", code, where: "cell", digest });
      return answered(400, { code });
    },
  };
}

/** Takes a head of the partner's log; what to say of it, and the cosignature that the next cell owes him. */
async function takeHead(parts: CellParts, head: CellHead, digest: Uint8Array) {
  const note = noteOf(parts.treaty.partner.card.log.origin, head);
  const taken = await parts.partnerLog.exclusively(() =>
    parts.partnerLog.take(note, head.from, head.proof, { from: head.from, entries: head.entries }),
  );
  if (taken.ok) {
    const signatures = signaturesOf(taken.head.note, parts.keys.witness.name);
    return { said: "taken", cosignature: { size: head.size, signatures } };
  }
  if (taken.code !== "conflict")
    await recordRejection(parts, { door: "peer", code: taken.code, where: "cell", digest });
  return { said: taken.code, cosignature: null };
}

async function said(parts: CellParts, cell: Uint8Array): Promise<CellAnswer | null> {
  const answer = await parts.line.cell(cell).catch(() => null);
  if (answer === null || answer.status !== 200) return null;
  const parsed = parseStrict(answer.body);
  return parsed.ok && answerShape.Check(parsed.value) ? parsed.value : null;
}

function answered(status: number, value: CellAnswer | { readonly code: string }): PeerAnswer {
  return { status, type: "application/json", body: canonicalJson({ ...value }) };
}
