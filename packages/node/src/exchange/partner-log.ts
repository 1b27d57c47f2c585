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
import type { BroughtEntries, Mirror } from "./mirror.ts";
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

/** Opens the witness's side of the partner's log. */
export function openPartnerLog(
  store: Store,
  partner: Side,
  keys: Pick<NodeKeys, "witness">,
  clock: Clock,
  mirror: Pick<Mirror, "upTo">,
  contradicted: (found: Contradiction) => Promise<unknown>,
): PartnerLog {
  const verifier = logVerifier({ origin: partner.card.log.origin, ...rawKeys(partner.card.log) });
  const { origin } = partner.card.log;
  let queue: Promise<unknown> = Promise.resolve();
  let known: { size: number; root: Uint8Array } | null = null;
  const newest = async () => (known ??= await newestTaken(store, origin));

  /** Two heads he signed that contradict each other are evidence; his not proving anything is not. */
  async function suspect(offered: NotedHead, proof: readonly Uint8Array[]): Promise<void> {
    const { size } = await newest();
    const held = await takenAt(store, origin, size);
    if (held !== null) await contradicted({ origin, known: held, offered, proof });
  }

  async function takeNext(
    note: Uint8Array,
    from: number,
    proof: readonly Uint8Array[],
    brought?: BroughtEntries,
  ) {
    const before = await newest();
    const checked = await verifyCheckpoint(note, verifier, []);
    if (!checked.ok)
      return { ok: false, code: checked.faults[0]?.code ?? "checkpoint", knownSize: before.size } as const;
    const { size, root } = checked;
    const judged = judgeCheckpoint({
      known: before.size === 0 ? null : before,
      offered: { size, root },
      oldSize: from,
      proof,
    });
    if (judged.verdict === "conflict")
      return { ok: false, code: "conflict", knownSize: judged.knownSize } as const;
    if (judged.verdict === "reject") {
      await suspect({ size, root, note }, proof);
      return { ok: false, code: judged.code, knownSize: before.size } as const;
    }
    const growth = await mirror.upTo({ size, root }, brought);
    if (growth === null) return { ok: false, code: "entries_withheld", knownSize: before.size } as const;
    for (let at = SLICE; at < growth.steps.length; at += SLICE)
      await store.commit({ steps: growth.steps.slice(at - SLICE, at) });
    const rest = growth.steps.slice(Math.floor(Math.max(0, growth.steps.length - 1) / SLICE) * SLICE);
    await store.commit({ steps: [...rest, insertTaken(origin, { size, root, note }, clock.now())] });
    growth.adopt();
    known = { size, root };
    const lines = await cosign({ origin, size, root }, keys.witness, seconds(clock));
    const cosigned = withCosignatures(note, lines);
    if (!cosigned.ok) throw new TypeError("our own cosignature does not fit the note");
    return { ok: true, head: { size, root, note: cosigned.value }, lines } as const;
  }

  // One head after the other, whoever brings it: each is judged against the newest, and grows the mirror from there.
  let taking: Promise<unknown> = Promise.resolve();
  const take: PartnerLog["take"] = (note, from, proof, brought) => {
    const turn = taking.then(() => takeNext(note, from, proof, brought));
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

function rawKeys(keys: { readonly ed25519: string; readonly mldsa44: string }) {
  const [ed25519, mldsa44] = [bytesOfBase64(keys.ed25519), bytesOfBase64(keys.mldsa44)];
  if (ed25519 === null || mldsa44 === null) throw new TypeError("a verified card holds readable keys");
  return { ed25519, mldsa44 };
}
