import { ENTRY_KIND } from "@entente/ledger";
import { bytesOfHex, hexOf, statementDigest } from "@entente/protocol";
import { stillInService, stillTrusted } from "../people/door.ts";
import { type Commit, StoreFault } from "../store/door.ts";
import { queueAttachment } from "./attachments/attachment-store.ts";
import { listedIn } from "./attachments/standing-under.ts";
import { effectSteps, effectsOf, effectsOn } from "./effects.ts";
import { answeredEvent } from "./events.ts";
import { laneOf } from "./lanes.ts";
import { exchangeLeaf } from "./leaves.ts";
import { advanceStream, enqueue, startStream, streamOut } from "./outbox-store.ts";
import { placeOf } from "./record.ts";
import { decisionStep, Releasable, type SentBack, sendBack, setAside } from "./release.ts";
import { Sealed, type SealingParts } from "./seal.ts";
import { changeDispatch, dispatchById, heldAnew, heldBeyond, releasable } from "./store.ts";

const MOST_AT_ONCE = 64;
const LONGEST_HOLD = 86_400_000;
/** What may not leave yet steps aside for so long, so that it keeps no other back. */
const LOOKED_AT_AGAIN = 5_000;

/** Lets out what was approved and whose hold is over. One instance a node: it numbers the stream. */
export interface Releaser {
  /** Decides again, seals and queues what is due; how many left their hold (sent back ones included). */
  runDue(): Promise<number>;
}

/**
 * Phases of one run: (1) due rows are loaded and decided again, each on its own; what differs goes back. (2) The
 * rest get consecutive numbers and are signed and sealed side by side. (3) Each is committed in number order:
 * leaf, row, outbox and counter together or not at all. A commit that fails leaves its row approved; the
 * counter is read anew and the next run tries again.
 */
export function openReleaser(parts: SealingParts): Releaser {
  const partner = parts.treaty.partner.party;
  async function streamPlace() {
    const stored = await streamOut(parts.store, partner);
    if (stored !== null) return { stream: hexOf(stored.stream), next: stored.next };
    const stream = parts.random(16);
    await parts.store.commit({ steps: [startStream(partner, stream)] });
    return { stream: hexOf(stream), next: 1 };
  }

  async function signAndQueue(due: readonly Releasable[], at: number): Promise<void> {
    const { stream, next } = await streamPlace();
    const sealed = await Promise.all(
      due.map(async (from, nth) => {
        const sequence = next + nth;
        return { sealed: await Sealed.of(parts, from, { stream, sequence }), sequence, from };
      }),
    );
    const id = bytesOfHex(stream) ?? new Uint8Array();
    const commits = await Promise.all(sealed.map((one) => queueCommit(parts, one, id, at)));
    await Promise.all(commits.map((commit) => parts.store.commit(commit)));
  }

  return {
    async runDue() {
      const at = parts.clock.now();
      await holdAnew(parts, at);
      const ids = await releasable(parts.store, at, MOST_AT_ONCE);
      if (ids.length === 0) return 0;
      // Decided and signed under one version of the agreement and one set of keys: neither changes in between.
      await parts.signing(async () => {
        const judged = await Promise.all(ids.map((id) => decideAgain(parts, id, at)));
        const due = judged.filter((result) => result instanceof Releasable);
        if (due.length > 0) await signAndQueue(due, at);
      });
      return ids.length;
    },
  };
}

/** No hold is longer than a day: one that ends later was set under a clock that has since been put back (T07). */
async function holdAnew(parts: SealingParts, at: number): Promise<void> {
  const strange = await heldBeyond(parts.store, at + LONGEST_HOLD);
  if (strange.length === 0) return;
  const until = at + parts.treaty.hold("routine");
  await parts.store.commit({ steps: strange.map((id) => heldAnew(id, until)) });
}

async function decideAgain(parts: SealingParts, id: string, at: number): Promise<Releasable | null> {
  try {
    const record = await dispatchById(parts.store, id);
    if (record === null) return null;
    if ((await parts.waits(record)) !== null) {
      await parts.store.commit({ steps: [heldAnew(id, at + LOOKED_AT_AGAIN)] });
      return null;
    }
    const result: Releasable | SentBack = await Releasable.decideAgain(parts, record, at);
    if (result instanceof Releasable) return result;
    await sendBack(parts, record, result, at);
  } catch (fault) {
    // One row that does not read must not keep the others from leaving; a broken store stops everything.
    if (fault instanceof StoreFault && fault.code !== "column_type") throw fault;
    await setAside(parts, id, at);
  }
  return null;
}

/** Log append and outbox, one transaction (stage 8). */
async function queueCommit(
  parts: SealingParts,
  one: { readonly sealed: Sealed; readonly sequence: number; readonly from: Releasable },
  stream: Uint8Array,
  at: number,
): Promise<Commit> {
  const { signed, approvalSalt, bytes, sealKey } = Sealed.contentOf(one.sealed);
  const { record, key, judged, matter, body, approvals, madeAt } = Releasable.contentOf(one.from);
  const partner = parts.treaty.partner.party;
  const leaf = exchangeLeaf(ENTRY_KIND.release, parts.random(32), signed);
  const decision = decisionStep(parts, record, judged, key, at);
  const salts = new Uint8Array([...leaf.salt, ...approvalSalt]);
  const change = changeDispatch(
    record.id,
    { states: ["approved"], version: record.version },
    {
      state: "queued",
      sealed_statement: key.seal(placeOf("statement"), signed),
      sealed_salt: key.seal(placeOf("salt"), salts),
      leaf: { leafOf: 0 },
      stream,
      sequence: one.sequence,
      release_at: null,
    },
    at,
  );
  const queued = {
    dispatch: record.id,
    stream,
    sequence: one.sequence,
    digest: statementDigest(signed),
    sealed: bytes,
    sealKey,
    lane: laneOf(record),
  };
  const target = record.replyTo === null ? null : await dispatchById(parts.store, record.replyTo);
  const { declaration } = matter;
  const effects = target === null ? [] : effectsOn(target, effectsOf(body, declaration), declaration, "ours");
  const closes = effects.some(({ effect }) => effect === "closes");
  const told = await answeredEvent(parts, closes ? target : null, 2, at);
  return {
    appends: [leaf.append, decision.leaf.append, ...(told === null ? [] : [told.append])],
    steps: [
      // Whoever was revoked while it was sealed takes it back: the next run decides without him.
      ...approvals.map(({ officer }) => stillInService(officer)),
      stillTrusted(matter.author, madeAt),
      change,
      advanceStream(partner, stream, one.sequence),
      enqueue(partner, queued, at),
      decision.step,
      ...listedIn(body).map(({ id }) => queueAttachment(id, record.id)),
      ...(target === null ? [] : effectSteps(target, effects, record.id, at)),
      ...(told === null ? [] : [told.step]),
    ],
  };
}
