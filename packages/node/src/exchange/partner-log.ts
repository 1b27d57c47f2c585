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
   * @returns the note with our cosignatures and the two lines alone
   */
  take(
    note: Uint8Array,
    from: number,
    proof: readonly Uint8Array[],
  ): Promise<{ readonly ok: true; readonly head: SignedHead; readonly lines: string } | HeadRefused>;
  /** Runs one at a time whatever depends on the newest head staying what it is. */
  exclusively<T>(act: () => Promise<T>): Promise<T>;
}

/** Opens the witness's side of the partner's log. */
export function openPartnerLog(
  store: Store,
  partner: Side,
  keys: Pick<NodeKeys, "witness">,
  clock: Clock,
  contradicted: (found: Contradiction) => Promise<unknown> = async () => undefined,
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

  async function take(note: Uint8Array, from: number, proof: readonly Uint8Array[]) {
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
    await store.commit({ steps: [insertTaken(origin, { size, root, note }, clock.now())] });
    known = { size, root };
    const lines = await cosign({ origin, size, root }, keys.witness, seconds(clock));
    const cosigned = withCosignatures(note, lines);
    if (!cosigned.ok) throw new TypeError("our own cosignature does not fit the note");
    return { ok: true, head: { size, root, note: cosigned.value }, lines } as const;
  }

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
