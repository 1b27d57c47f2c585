import { type RelationState, readDocument, readStatePayload } from "@entente/protocol";
import type { StandingState } from "../../agreement/door.ts";
import {
  bytes,
  int,
  intOrNull,
  type LeafIndex,
  type Row,
  type Step,
  type Store,
  text,
} from "../../store/door.ts";

/** A statement of either party as this node keeps it; moments are Unix milliseconds. */
export interface KeptState {
  /** SHA-256 of its payload */
  readonly digest: Uint8Array;
  readonly party: string;
  readonly statement: RelationState;
  /** the signed document, whole */
  readonly document: Uint8Array;
  /** `root` also where a later statement of the root follows it */
  readonly by: "root" | "node";
  /** since when it is in force here */
  readonly at: number;
  /** where it stands on our exchange log */
  readonly leaf: number;
  /** ours: since when the partner has acknowledged it; null = not yet, or his own */
  readonly toldAt: number | null;
}

const COLUMNS = "digest, party, serial, document, by_root, at, leaf, told_at";
/** More than one relation can see; a chain that is longer is read in pieces. */
const PIECE = 500;

/** The statements of a party that stand, in order from serial 1. */
export async function keptStates(store: Store, party: string): Promise<readonly KeptState[]> {
  const found: KeptState[] = [];
  for (let after = 0; ; ) {
    const rows = await store.all(
      `select ${COLUMNS} from relation_state where party = ? and void = 0 and serial > ? order by serial limit ?`,
      [party, after, PIECE],
    );
    found.push(...rows.map(kept));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PIECE) return found;
    after = int(last, "serial");
  }
}

/** What each party has last said of the whole and of each area, where that is not `active`. */
export async function standingStates(
  store: Store,
  parties: readonly string[],
): Promise<readonly StandingState[]> {
  const chains = await Promise.all(parties.map((party) => keptStates(store, party)));
  return chains.flatMap(lastOfEach);
}

/** The last statement of each scope of one party's chain, where it narrows anything. */
export function lastOfEach(chain: readonly KeptState[]): readonly StandingState[] {
  const last = new Map(chain.map((one) => [one.statement.scope, one]));
  return [...last.values()].filter(({ statement }) => statement.state !== "active").map(standingOf);
}

function standingOf({ party, statement, at }: KeptState): StandingState {
  const { scope, state, reason, note, serial } = statement;
  return { party, scope, state, reason, note, serial, since: at };
}

function kept(row: Row): KeptState {
  const document = bytes(row, "document");
  const read = readDocument(document);
  const statement = read.ok ? readStatePayload(read.value.payload) : read;
  if (!statement.ok) throw new TypeError("a kept state of the relation does not read any more");
  return {
    digest: bytes(row, "digest"),
    party: text(row, "party"),
    statement: statement.value,
    document,
    by: int(row, "by_root") === 1 ? "root" : "node",
    at: int(row, "at"),
    leaf: int(row, "leaf"),
    toldAt: intOrNull(row, "told_at"),
  };
}

/** Keeps a statement; its leaf is an append of the same commit. */
export function insertState(
  { digest, party, statement, document, by, at }: Omit<KeptState, "leaf" | "toldAt">,
  leaf: LeafIndex,
): Step {
  return {
    sql: `insert into relation_state (digest, party, serial, document, by_root, at, leaf, void)
      values (?, ?, ?, ?, ?, ?, ?, 0)`,
    params: [digest, party, statement.serial, document, by === "root" ? 1 : 0, at, leaf],
    changes: 1,
  };
}

/** The root has spoken in the place of these: what the node said from a serial on does not stand any more. */
export function voidFrom(party: string, serial: number): Step {
  return {
    sql: "update relation_state set void = 1 where party = ? and serial >= ? and void = 0 and by_root = 0",
    params: [party, serial],
  };
}

/** The root follows, or has signed, what stands up to a serial. */
export function confirmUpTo(party: string, serial: number): Step {
  return {
    sql: "update relation_state set by_root = 1 where party = ? and serial <= ? and void = 0 and by_root = 0",
    params: [party, serial],
  };
}

/** The root's signature takes the place of the node's; the partner is told again. */
export function confirmedBy(digest: Uint8Array, document: Uint8Array): Step {
  return {
    sql: "update relation_state set document = ?, told_at = null where digest = ? and void = 0",
    params: [document, digest],
    changes: 1,
  };
}

/** The partner has acknowledged the statement as it is now; nothing where it has become another document meanwhile. */
export function stateTold(digest: Uint8Array, document: Uint8Array, at: number): Step {
  return {
    sql: "update relation_state set told_at = ? where digest = ? and document = ?",
    params: [at, digest, document],
  };
}
