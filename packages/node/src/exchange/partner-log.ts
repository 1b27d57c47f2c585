import {
  cosign,
  EMPTY_ROOT,
  judgeCheckpoint,
  type LogVerifier,
  logVerifier,
  verifyCheckpoint,
  withCosignatures,
} from "@entente/ledger";
import { bytesOfBase64 } from "@entente/protocol";
import type { Side } from "../agreement/door.ts";
import type { Store } from "../store/door.ts";
import type { Contradiction } from "./evidence.ts";
import { insertTaken, type NotedHead, newestTaken, takenAt } from "./heads-store.ts";
import type { NodeKeys } from "./keys.ts";
import type { BroughtEntries, Mirror, MirrorGrowth } from "./mirror.ts";
import { type SignedHead, seconds } from "./own-log.ts";
import type { Clock } from "./parts.ts";

/** Why a head of the partner's log was not taken. `equivocation`: two roots he signed contradict each other. */
export interface HeadRefused {
  readonly ok: false;
  readonly code: string;
  readonly knownSize: number;
}

/** The partner's exchange log as this node has seen and cosigned it. Only ever grows. */
export interface PartnerLog {
  readonly verifier: LogVerifier;
  /** The newest head taken; size 0 before the first. */
  newest(): Promise<{ readonly size: number; readonly root: Uint8Array }>;
  /** Root of the head of this size that was taken; null where none of this size was. */
  rootAt(size: number): Promise<Uint8Array | null>;
  /**
   * Verifies, persists and then cosigns a head (C2SP tlog-witness: in this order).
   * @param from the size the proof starts from
   * @param brought entries of his log that came along; where they do not reach, his door is asked
   * @returns the note with our cosignatures and the two lines alone
   */
  take(
    note: Uint8Array,
    from: number,
    proof: readonly Uint8Array[],
    brought?: BroughtEntries,
  ): Promise<{ readonly ok: true; readonly head: SignedHead; readonly lines: string } | HeadRefused>;
  /** Runs one at a time whatever depends on the newest head staying what it is. */
  exclusively<T>(act: () => Promise<T>): Promise<T>;
}

/** Steps of one commit: the event loop stands still for it. */
const SLICE = 2_048;

/** What the witness's side of the partner's log stands on. */
export interface PartnerLogParts {
  readonly store: Store;
  readonly partner: Side;
  readonly keys: Pick<NodeKeys, "witness">;
  readonly clock: Clock;
  readonly mirror: Pick<Mirror, "upTo">;
  /** hears of two heads that contradict each other, whatever came with them */
  readonly contradicted: (found: Contradiction) => Promise<unknown>;
}

/** Opens the witness's side of the partner's log. */
export function openPartnerLog(parts: PartnerLogParts): PartnerLog {
  const { store, partner } = parts;
  const { origin } = partner.card.log;
  const verifier = logVerifier({ origin, ...rawKeys(partner.card.log) });
  let queue: Promise<unknown> = Promise.resolve();
  let known: { size: number; root: Uint8Array } | null = null;
  const newest = async () => (known ??= await newestTaken(store, origin));
  // One head after the other, whoever brings it: each is judged against the newest, and grows the mirror from there.
  let taking: Promise<unknown> = Promise.resolve();
  const take: PartnerLog["take"] = (note, from, proof, brought) => {
    const turn = taking.then(async () => {
      const taken = await takeNext(parts, verifier, await newest(), { note, from, proof, brought });
      if (taken.ok) known = { size: taken.head.size, root: taken.head.root };
      return taken;
    });
    taking = turn.catch(() => undefined);
    return turn;
  };
  return {
    verifier,
    newest,
    rootAt: async (size) => (size === 0 ? EMPTY_ROOT : ((await takenAt(store, origin, size))?.root ?? null)),
    take,
    exclusively(act) {
      const turn = queue.then(act, act);
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}

interface Offer {
  readonly note: Uint8Array;
  readonly from: number;
  readonly proof: readonly Uint8Array[];
  readonly brought: BroughtEntries | undefined;
}

type Taken = Awaited<ReturnType<PartnerLog["take"]>>;

/** Verify, judge, mirror, persist, cosign: in this order, and nothing counts before it is on the disk. */
async function takeNext(
  parts: PartnerLogParts,
  verifier: LogVerifier,
  before: { readonly size: number; readonly root: Uint8Array },
  { note, from, proof, brought }: Offer,
): Promise<Taken> {
  const no = (code: string, knownSize = before.size) => ({ ok: false, code, knownSize }) as const;
  const checked = await verifyCheckpoint(note, verifier, []);
  if (!checked.ok) return no(checked.faults[0]?.code ?? "checkpoint");
  const offered = { size: checked.size, root: checked.root };
  const known = before.size === 0 ? null : before;
  const judged = judgeCheckpoint({ known, offered, oldSize: from, proof });
  if (judged.verdict === "conflict") return no("conflict", judged.knownSize);
  if (judged.verdict === "reject") {
    await suspect(parts, before.size, { ...offered, note }, proof);
    return no(judged.code);
  }
  const growth = await parts.mirror.upTo(offered, brought);
  if (growth === null) return no("entries_withheld");
  await persist(parts, growth, { ...offered, note });
  return cosigned(parts, offered, note);
}

/** Two heads he signed that contradict each other are evidence; his not proving anything is not. */
async function suspect(
  { store, partner, contradicted }: PartnerLogParts,
  size: number,
  offered: NotedHead,
  proof: readonly Uint8Array[],
): Promise<void> {
  const { origin } = partner.card.log;
  const held = await takenAt(store, origin, size);
  if (held !== null) await contradicted({ origin, known: held, offered, proof });
}

/** The entries first where they are many; the head with the last of them. */
async function persist(parts: PartnerLogParts, growth: MirrorGrowth, head: NotedHead): Promise<void> {
  const { store, partner, clock } = parts;
  const { steps } = growth;
  const whole = Math.floor(Math.max(0, steps.length - 1) / SLICE) * SLICE;
  for (let at = 0; at < whole; at += SLICE) await store.commit({ steps: steps.slice(at, at + SLICE) });
  const taken = insertTaken(partner.card.log.origin, head, clock.now());
  await store.commit({ steps: [...steps.slice(whole), taken] });
  growth.adopt();
}

async function cosigned(
  { partner, keys, clock }: PartnerLogParts,
  head: { readonly size: number; readonly root: Uint8Array },
  note: Uint8Array,
): Promise<Taken> {
  const lines = await cosign({ origin: partner.card.log.origin, ...head }, keys.witness, seconds(clock));
  const both = withCosignatures(note, lines);
  if (!both.ok) throw new TypeError("our own cosignature does not fit the note");
  return { ok: true, head: { ...head, note: both.value }, lines };
}

function rawKeys(keys: { readonly ed25519: string; readonly mldsa44: string }) {
  const [ed25519, mldsa44] = [bytesOfBase64(keys.ed25519), bytesOfBase64(keys.mldsa44)];
  if (ed25519 === null || mldsa44 === null) throw new TypeError("a verified card holds readable keys");
  return { ed25519, mldsa44 };
}
