import {
  decodeEntryBundle,
  emptyTree,
  encodeEntryBundle,
  entriesPath,
  followState,
  leafHash,
  rootOfState,
  type TreeState,
} from "@entente/ledger";
import { sameBytes } from "@entente/protocol";
import { raiseAlarm } from "./alarms.ts";
import { takenAt } from "./heads-store.ts";
import { insertMirrored, mirrorEntries, mirroredSize } from "./mirror-store.ts";
import type { PartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { PeerAnswer } from "./port.ts";

const BUNDLE = 256;
/** Steps of one commit: the event loop stands still for it. */
const SLICE = 2_048;

/** The partner's exchange log, entry by entry: what he needs if he loses it, and what shows if he rewrites it. */
export interface Mirror {
  /** Fetches what is new up to the newest head taken; how many entries came. Never throws for an absent partner. */
  follow(): Promise<number>;
  /** The root of the first `size` entries as the partner tells them now; null where he does not. */
  rootTold(size: number): Promise<Uint8Array | null>;
}

/** Opens the mirror of the partner's log. */
export function openMirror(parts: ExchangeParts, partnerLog: PartnerLog): Mirror {
  const { origin } = parts.treaty.partner.card.log;
  let mirrored: TreeState | null = null;

  async function follow(): Promise<number> {
    const head = await partnerLog.newest();
    mirrored ??= await stateOf(parts, origin);
    const from = mirrored.size;
    if (from >= head.size) return 0;
    const told = await toldBy(parts, from, head.size, head.size);
    if (told === null) return 0;
    const grown = followState(mirrored, told.map(leafHash));
    if (!sameBytes(rootOfState(grown), head.root)) {
      const detail = `${parts.treaty.partner.party} serves other entries than it signed`;
      await raiseAlarm(parts, "mirror_differs", detail);
      return 0;
    }
    for (let at = 0; at < told.length; at += SLICE) {
      const steps = told
        .slice(at, at + SLICE)
        .map((entry, nth) => insertMirrored(origin, from + at + nth, entry));
      await parts.store.commit({ steps });
    }
    mirrored = grown;
    return told.length;
  }

  return {
    follow,
    async rootTold(size) {
      const told = await toldBy(parts, 0, size, size);
      return told === null ? null : rootOfState(followState(emptyTree(), told.map(leafHash)));
    },
  };
}

/** The entries `from` to `to` as the partner's door serves them; null where it does not. */
async function toldBy(
  parts: ExchangeParts,
  from: number,
  to: number,
  size: number,
): Promise<readonly Uint8Array[] | null> {
  const entries: Uint8Array[] = [];
  for (let index = Math.floor(from / BUNDLE); index * BUNDLE < to; index += 1) {
    const width = Math.min(BUNDLE, size - index * BUNDLE);
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
