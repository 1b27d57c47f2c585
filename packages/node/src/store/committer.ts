import { StoreFault } from "./faults.ts";
import { LogGroup, type OwnLogs } from "./log-group.ts";
import type { Commit, Committed, LeafIndex, Step, Value } from "./port.ts";
import type { Sqlite } from "./sqlite.ts";

/** What the committer works on. */
export interface CommitterParts {
  readonly db: Sqlite;
  readonly logs: OwnLogs;
  /** Whether a step destroys a key, so that older copies of the page must leave the write-ahead log too. */
  readonly erases: (step: Step) => boolean;
  /** Whether the file that is written to is still the one under its name. */
  readonly present: () => boolean;
}

/** Most steps and entries in one transaction: the event loop stands still for it. */
const MAX_WEIGHT = 4_096;

interface Waiting {
  readonly commit: Commit;
  readonly resolve: (committed: Committed) => void;
  readonly reject: (fault: unknown) => void;
}
type Outcome = Committed | { readonly fault: unknown };

/**
 * The one writer of the node (design §5, "Fast by construction"). In phases:
 * 1. `commit` only queues; the flush comes with the next turn of the event loop, so that whatever arrived
 *    while the loop was busy shares one transaction and one sync of the disk.
 * 2. The flush is synchronous from `begin immediate` to `commit`: nothing else of the process sees, or falls
 *    into, an open transaction.
 * 3. Each commit stands in a savepoint of its own. A step that changes another number of rows than it must, or
 *    breaks a rule of the schema, undoes that commit alone, its log entries included.
 * 4. Log rows, tiles and heads are written once, behind the last commit; then `commit`; then answers.
 * 5. Anything else that fails (disk full, I/O, damage) fails the whole group and stops the writer for good:
 *    after a failed sync nobody can know what is on the disk.
 */
export class Committer {
  readonly #parts: CommitterParts;
  #queue: Waiting[] = [];
  #scheduled = false;
  #refusal: StoreFault | null = null;
  #erasing = false;

  constructor(parts: CommitterParts) {
    this.#parts = parts;
  }

  /**
   * Durable when it resolves with `committed: true`. The commit's bytes belong to the store until then.
   * Rejects with StoreFault: `constraint`, `bad_parameter`, `bad_statement` concern this commit alone,
   * `store_busy` nothing was written, `store_broken`, `log_damaged`, `store_closed` nothing will be any more.
   */
  commit(commit: Commit): Promise<Committed> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    return new Promise((resolve, reject) => {
      this.#queue.push({ commit, resolve, reject });
      this.#schedule();
    });
  }

  /** Why it writes no more; null while it does. */
  get refusal(): StoreFault | null {
    return this.#refusal;
  }

  /** Writes what is queued and takes no more. */
  close(): void {
    while (this.#queue.length > 0) this.#flush();
    this.#refusal ??= new StoreFault("store_closed", "the store is closed");
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
      if (this.#queue.length > 0) this.#schedule();
    });
  }

  #flush(): void {
    const group = this.#take();
    if (group.length === 0) return;
    try {
      const outcomes = this.#transact(group);
      // Into a file that was taken away the engine writes on without a word: a read would be on no record (T11).
      if (!this.#parts.present()) throw new StoreFault("store_broken", "the data file is not where it was");
      this.#eraseTraces(group, outcomes);
      for (const [at, outcome] of outcomes.entries()) settle(group[at], outcome);
    } catch (error) {
      this.#fail(group, error);
    }
  }

  /** The oldest commits up to the weight of one transaction, at least one. */
  #take(): readonly Waiting[] {
    let weight = 0;
    let count = 0;
    for (const { commit } of this.#queue) {
      weight += 1 + commit.steps.length + (commit.appends?.length ?? 0);
      if (count > 0 && weight > MAX_WEIGHT) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  #transact(group: readonly Waiting[]): readonly Outcome[] {
    const { db, logs } = this.#parts;
    db.run("begin immediate");
    try {
      const appends = new LogGroup(db, logs);
      const outcomes = group.map(({ commit }) => this.#attempt(commit, appends));
      appends.write();
      db.run("commit");
      appends.adopt();
      return outcomes;
    } catch (error) {
      if (db.inTransaction()) db.run("rollback");
      throw error;
    }
  }

  #attempt(commit: Commit, appends: LogGroup): Outcome {
    const { db } = this.#parts;
    const rewind = appends.mark();
    db.run("savepoint attempt");
    const outcome = this.#perform(commit, appends);
    if ("fault" in outcome || !outcome.committed) {
      rewind();
      db.run("rollback to attempt");
    }
    db.run("release attempt");
    return outcome;
  }

  #perform({ appends = [], steps }: Commit, group: LogGroup): Outcome {
    const { db } = this.#parts;
    try {
      const leaves = appends.map((append) => group.append(append));
      const step = steps.findIndex(({ sql, params, changes }) => {
        const changed = db.run(
          sql,
          params.map((param) => bound(param, leaves)),
        );
        return changes !== undefined && changed !== changes;
      });
      return step === -1 ? { committed: true, leaves } : { committed: false, step };
    } catch (fault) {
      if (concernsAll(fault) || !db.inTransaction()) throw fault;
      return { fault };
    }
  }

  /** A destroyed key must not live on in frames of the write-ahead log; a reader in the way = again next time. */
  #eraseTraces(group: readonly Waiting[], outcomes: readonly Outcome[]): void {
    const { db, erases } = this.#parts;
    this.#erasing ||= group.some(({ commit }, at) => isDurable(outcomes[at]) && commit.steps.some(erases));
    if (!this.#erasing) return;
    try {
      this.#erasing = db.pragma("wal_checkpoint(truncate)").some((row) => row.busy !== 0);
    } catch (error) {
      this.#break(error); // The group itself is durable and says so; the next one is refused.
    }
  }

  #fail(group: readonly Waiting[], error: unknown): void {
    if (error instanceof StoreFault && error.code === "store_busy") {
      for (const { reject } of group) reject(error);
      return;
    }
    const refusal = this.#break(error);
    for (const { reject } of [...group, ...this.#queue.splice(0)]) reject(refusal);
  }

  #break(error: unknown): StoreFault {
    const said = error instanceof Error ? error.message : "unknown error";
    const code = error instanceof StoreFault && error.code === "log_damaged" ? error.code : "store_broken";
    this.#refusal = new StoreFault(
      code,
      `the store has stopped writing and needs a restart on a sound disk: ${said}`,
      error,
    );
    return this.#refusal;
  }
}

function settle(waiting: Waiting | undefined, outcome: Outcome): void {
  if ("fault" in outcome) waiting?.reject(outcome.fault);
  else waiting?.resolve(outcome);
}

function isDurable(outcome: Outcome | undefined): boolean {
  return outcome !== undefined && "committed" in outcome && outcome.committed;
}

/** Faults of the machinery; whatever else goes wrong in a commit, a bug in its caller included, is its own. */
function concernsAll(fault: unknown): boolean {
  return fault instanceof StoreFault && (fault.code === "store_broken" || fault.code === "store_busy");
}

/** A parameter as it is bound: a leaf's index in place of its stand-in. */
function bound(param: Value | LeafIndex, leaves: readonly number[]): Value {
  if (typeof param !== "object" || param === null || param instanceof Uint8Array) return param;
  const leaf = leaves[param.leafOf];
  if (leaf === undefined)
    throw new StoreFault("bad_parameter", "neither a value nor the index of an own leaf");
  return leaf;
}
