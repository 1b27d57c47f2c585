import {
  decodeEntryBundle,
  emptyTree,
  encodeEntryBundle,
  entriesPath,
  followState,
  leafHash,
  rootOfState,
  type TreeHead,
  type TreeState,
} from "@entente/ledger";
import { sameBytes } from "@entente/protocol";
import type { Step } from "../store/door.ts";
import { raiseAlarm } from "./alarms.ts";
import { takenAt } from "./heads-store.ts";
import { insertMirrored, mirrorEntries, mirroredSize } from "./mirror-store.ts";
import type { PartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { PeerAnswer } from "./port.ts";

const BUNDLE = 256;
/** The partner's exchange log, entry by entry: what he needs if he loses it, and what shows if he rewrites it. */
export interface Mirror {
  /**
   * Steps that bring the mirror up to a head that is about to be taken: no head counts without the entries under it, or
   * what he signed could not be given back to him. Null where he does not serve them, or serves others than he signed.
   */
  upTo(head: TreeHead, brought?: BroughtEntries): Promise<MirrorGrowth | null>;
  /** The root of the first `size` entries as the partner tells them now; null where he does not. */
  rootTold(size: number): Promise<Uint8Array | null>;
}

/** Entries that came with the head, where no line can be asked for them: those from `from` on. */
export interface BroughtEntries {
  readonly from: number;
  readonly entries: readonly Uint8Array[];
}

/** Not yet kept entries; `adopt` once they are durable. */
export interface MirrorGrowth {
  readonly steps: readonly Step[];
  adopt(): void;
}

/** Opens the mirror of the partner's log. One head at a time: the caller takes them one after the other. */
export function openMirror(parts: ExchangeParts): Mirror {
  const { party, card } = parts.treaty.partner;
  const { origin } = card.log;
  let mirrored: TreeState | null = null;

  async function upTo(head: TreeHead, brought?: BroughtEntries): Promise<MirrorGrowth | null> {
    mirrored ??= await stateOf(parts, origin);
    const from = mirrored.size;
    const told =
      from >= head.size ? [] : (cut(brought, from, head.size) ?? (await toldBy(parts, from, head.size)));
    if (told === null) return null;
    const grown = followState(mirrored, told.map(leafHash));
    if (grown.size === head.size && !sameBytes(rootOfState(grown), head.root)) {
      await raiseAlarm(parts, "mirror_differs", `${party} serves other entries than it signed`);
      return null;
    }
    return {
      steps: told.map((entry, nth) => insertMirrored(origin, from + nth, entry)),
      adopt() {
        mirrored = grown;
      },
    };
  }

  return {
    upTo,
    async rootTold(size) {
      const told = await toldBy(parts, 0, size);
      return told === null ? null : rootOfState(followState(emptyTree(), told.map(leafHash)));
    },
  };
}

function cut(brought: BroughtEntries | undefined, from: number, to: number): readonly Uint8Array[] | null {
  if (brought === undefined || brought.from > from) return null;
  const entries = brought.entries.slice(from - brought.from, to - brought.from);
  return entries.length === to - from ? entries : null;
}

/** The entries `from` to `to` of his tree of `to` as the partner's door serves them; null where it does not. */
async function toldBy(parts: ExchangeParts, from: number, to: number): Promise<readonly Uint8Array[] | null> {
  const entries: Uint8Array[] = [];
  for (let index = Math.floor(from / BUNDLE); index * BUNDLE < to; index += 1) {
    const width = Math.min(BUNDLE, to - index * BUNDLE);
    const answer = await parts.line.get(`/peer/v1/log/${entriesPath(index, width)}`).catch(() => null);
    const bundle = answer?.status === 200 ? decodeEntryBundle(answer.body) : null;
    if (bundle === null || !bundle.ok || bundle.value.length !== width) return null;
    entries.push(...bundle.value);
  }
  const first = Math.floor(from / BUNDLE) * BUNDLE;
  return entries.slice(from - first, to - first);
}

async function stateOf(parts: ExchangeParts, origin: string): Promise<TreeState> {
  const size = await mirroredSize(parts.store, origin);
  let state = emptyTree();
  while (state.size < size) {
    const entries = await mirrorEntries(parts.store, origin, state.size, 4_096);
    state = followState(state, entries.map(leafHash));
  }
  return state;
}

/**
 * Serves the partner his own log back, as far as it is mirrored: `checkpoint` is the newest head of his that we
 * took, a number is that bundle of 256 entries. Nobody else's, to nobody else.
 */
export async function readMirror(
  parts: ExchangeParts,
  partnerLog: PartnerLog,
  path: string,
): Promise<PeerAnswer> {
  const { origin } = parts.treaty.partner.card.log;
  if (path === "checkpoint") {
    const { size } = await partnerLog.newest();
    const head = await takenAt(parts.store, origin, size);
    return head === null ? absent() : { status: 200, type: "text/plain; charset=utf-8", body: head.note };
  }
  if (!/^(?:0|[1-9][0-9]{0,9})$/.test(path)) return absent();
  const entries = await mirrorEntries(parts.store, origin, Number(path) * BUNDLE, BUNDLE);
  return entries.length === 0
    ? absent()
    : { status: 200, type: "application/octet-stream", body: encodeEntryBundle(entries) };
}

function absent(): PeerAnswer {
  return { status: 404, type: "text/plain; charset=utf-8", body: new TextEncoder().encode("not mirrored\n") };
}
