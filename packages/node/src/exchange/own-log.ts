import { signCheckpoint } from "@entente/ledger";
import type { Store } from "../store/door.ts";
import { bytes, int } from "../store/door.ts";
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
  /** Keeps a checkpoint with its cosignatures. */
  keepWitnessed(head: SignedHead): Promise<void>;
}

/** Opens the log's outward side over the store. */
export function openOwnLog(store: Store, keys: Pick<NodeKeys, "log">, clock: Clock): OwnLog {
  let last: Promise<SignedHead> | null = null;
  let lastSize = -1;
  let newest: SignedHead | null | undefined;
  const load = async () => {
    const [row] = await store.all(
      "select size, root, note from checkpoint where log = 'exchange' and witnessed_at is not null order by size desc limit 1",
    );
    return row === undefined
      ? null
      : { size: int(row, "size"), root: bytes(row, "root"), note: bytes(row, "note") };
  };
  return {
    async signed() {
      const head = await store.logs.head("exchange");
      if (last === null || lastSize !== head.size) {
        lastSize = head.size;
        last = signCheckpoint(head, keys.log, seconds(clock)).then((note) => ({ ...head, note }));
      }
      return last;
    },
    async witnessed() {
      if (newest === undefined) newest = await load();
      return newest;
    },
    async keepWitnessed(head) {
      const at = clock.now();
      await store.commit({
        steps: [
          {
            sql: `insert into checkpoint (log, size, root, note, made_at, witnessed_at) values ('exchange', ?, ?, ?, ?, ?)
              on conflict (log, size) do nothing`,
            params: [head.size, head.root, head.note, at, at],
          },
        ],
      });
      newest = await load();
    },
  };
}

/** C2SP times are POSIX seconds and never zero. */
export function seconds(clock: Clock): number {
  return Math.max(1, Math.floor(clock.now() / 1000));
}
