import { signCheckpoint } from "@entente/ledger";
import type { Store } from "../store/door.ts";
import { insertWitnessed, newestWitnessed } from "./heads-store.ts";
import type { NodeKeys } from "./keys.ts";
import type { Clock } from "./parts.ts";

/** A tree head of the node's own exchange log with its hybrid checkpoint. */
export interface SignedHead {
  readonly size: number;
  /** 32 bytes */
  readonly root: Uint8Array;
  /** signed note bytes (C2SP tlog-checkpoint) */
  readonly note: Uint8Array;
}

/** The node's own exchange log as it shows it to the partner. */
export interface OwnLog {
  /** The newest durable head, signed. Calls that come together share one signature. */
  signed(): Promise<SignedHead>;
  /** The newest head the partner has cosigned; null before the first. */
  witnessed(): Promise<SignedHead | null>;
  /** Root of the first `size` entries. The log only grows, so what was computed once is remembered. */
  rootAt(size: number): Promise<Uint8Array>;
  /** Keeps a checkpoint with its cosignatures. */
  keepWitnessed(head: SignedHead): Promise<void>;
}

/** A partner's dispatches of one moment all name the same few sizes. */
const REMEMBERED_ROOTS = 64;

/** Opens the log's outward side over the store. */
export function openOwnLog(store: Store, keys: Pick<NodeKeys, "log">, clock: Clock): OwnLog {
  let last: Promise<SignedHead> | null = null;
  let lastSize = -1;
  const roots = new Map<number, Uint8Array>();
  let newest: SignedHead | null | undefined;
  return {
    async signed() {
      const head = await store.logs.head("exchange");
      if (last === null || lastSize !== head.size) {
        lastSize = head.size;
        last = signCheckpoint(head, keys.log, seconds(clock)).then((note) => ({ ...head, note }));
      }
      return last;
    },
    async rootAt(size) {
      const known = roots.get(size);
      if (known !== undefined) return known;
      const root = await store.logs.rootAt("exchange", size);
      if (roots.size >= REMEMBERED_ROOTS) roots.clear();
      roots.set(size, root);
      return root;
    },
    async witnessed() {
      if (newest === undefined) newest = await newestWitnessed(store);
      return newest;
    },
    async keepWitnessed(head) {
      await store.commit({ steps: [insertWitnessed(head, clock.now())] });
      newest = await newestWitnessed(store);
    },
  };
}

/** C2SP times are POSIX seconds and never zero. */
export function seconds(clock: Clock): number {
  return Math.max(1, Math.floor(clock.now() / 1000));
}
