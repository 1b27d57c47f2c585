import { kindNamed } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import { type FoundNode, loadNodeKey, openSqliteStore, type Store } from "../../campaigns/door.ts";

const GROUP = 500;
const HOUR = 3_600_000;
const INSERT = `insert into dispatch (id, direction, kind, thread, area, urgency, state, version, from_party, from_desk,
  to_party, to_desk, author, assignee, created_at, changed_at, due_at, sealed_body, leaf)
  values (?, ?, 'request', ?, 'drugs', 'routine', ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const PUT_AWAY =
  "insert into desk_mark (officer, dispatch, seen_at, accepted_at, done_at, snoozed_until) values (?, ?, ?, null, ?, null)";

/** What a row is: of a hundred, how many stand so. The desk works, and most is long answered. */
const SORTS = [
  { share: 4, direction: "theirs", state: "filed" },
  { share: 6, direction: "theirs", state: "assigned" },
  { share: 40, direction: "theirs", state: "answered" },
  { share: 1, direction: "ours", state: "proposed" },
  { share: 9, direction: "ours", state: "opened" },
  { share: 40, direction: "ours", state: "answered" },
] as const;

/**
 * Puts whole invented dispatches into the store of a node that does not run: sealed bodies under keys of their own and
 * row seals as the node makes them. What they are not is signed: no list asks for that.
 * @param from how many it has already; @param to how many it has afterwards
 */
export async function fill(node: FoundNode, from: number, to: number): Promise<void> {
  const store = await openSqliteStore({ folder: node.data, nodeKey: await loadNodeKey(node.data) });
  try {
    for (let at = from; at < to; at += GROUP) {
      const rows = Array.from({ length: Math.min(GROUP, to - at) }, (_, nth) => put(store, node, at + nth));
      await Promise.all(rows);
    }
  } finally {
    await store.close();
  }
}

async function put(store: Store, node: FoundNode, nth: number): Promise<void> {
  const { direction, state } = sortOf(nth);
  const at = Date.now() - 400 * 24 * HOUR + nth * 1_000;
  const id = timeOrderedId(at, randomOf(nth));
  const [here, there] = [
    { party: "CA", agency: "RCMP", desk: "ca-rcmp-liaison" },
    { party: "IN", agency: "NCB", desk: "in-ncb-liaison" },
  ];
  const [sender, receiver] = direction === "ours" ? [here, there] : [there, here];
  const { key, step } = store.vault.create(id);
  const body = key.seal("dispatch.sealed_body", bodyOf(id, sender, receiver));
  const { lo, second } = node.officers;
  const author = direction === "ours" ? (nth % 3 === 0 ? lo.id : second.id) : null;
  const assignee = state === "assigned" ? (nth % 2 === 0 ? lo.id : second.id) : null;
  const due = nth % 5 === 0 ? null : Date.now() + ((nth % 97) - 20) * HOUR;
  const row = [
    id,
    direction,
    id,
    state,
    sender.party,
    sender.desk,
    receiver.party,
    receiver.desk,
    author,
    assignee,
  ];
  const steps = [{ sql: INSERT, params: [...row, at, at, due, body, nth] }];
  // Every tenth of what is over he has put away himself.
  if (nth % 10 === 9) steps.push({ sql: PUT_AWAY, params: [lo.id, id, at, at] });
  await store.commit({ steps: [step, ...steps] });
}

function sortOf(nth: number) {
  let left = (nth * 37) % 100;
  for (const sort of SORTS) {
    if (left < sort.share) return sort;
    left -= sort.share;
  }
  throw new Error("the shares add up to a hundred");
}

/** Ten bytes that are another row's for no other number. */
function randomOf(nth: number): Uint8Array {
  const bytes = new Uint8Array(10);
  new DataView(bytes.buffer).setUint32(6, nth);
  return bytes;
}

interface End {
  readonly party: string;
  readonly agency: string;
  readonly desk: string;
}

function bodyOf(id: string, from: End, to: End): Uint8Array {
  const setting = { party: from.party, from: from.desk, to: to.desk, area: "drugs" as const, holding: null };
  const draft = kindNamed("request")?.example(setting) ?? {};
  const { purpose, channel, urgency, language, title, marking, evidential_use, content } = draft;
  const body = {
    format: "entente/dispatch/v1",
    kind: "request",
    id,
    thread: id,
    reply_to: null,
    realm: "live",
    from,
    to,
    area: "drugs",
    purpose,
    channel,
    urgency,
    language,
    title,
    marking,
    caveats: ["use_limit", "no_onward"],
    legal_basis: ["An invented basis"],
    evidential_use,
    made_at: "2026-11-22T12:00:00.000Z",
    content,
  };
  return new TextEncoder().encode(JSON.stringify(body));
}
