import type { Commit, Committed, Step, Store } from "../store/door.ts";
import type { People } from "./port.ts";
import { asksAfterOfficer } from "./store.ts";

/** The store of a relation whose officers are kept in another one (decisions/0018). */
export interface Beside {
  readonly store: Store;
  /** Resolves once every commit that asked after an officer before this call has ended. */
  readonly settled: () => Promise<void>;
}

/**
 * A commit that stands only while an officer is in service is held against the store where officers are, then made. No
 * commit spans two stores; so a revocation is answered only when what was looked at before it has ended (`settling`):
 * nothing an officer asked for takes effect after that answer (T15).
 */
export function besideOfficers(officers: Store, store: Store): Beside {
  const underway = new Set<Promise<unknown>>();
  async function commit(wanted: Commit): Promise<Committed> {
    const asked = wanted.steps.filter(asksAfterOfficer);
    const looked = await officers.commit({ steps: asked });
    if (!looked.committed) return { ...looked, step: placeOf(wanted.steps, asked[looked.step]) };
    const rest = wanted.steps.filter((step) => !asksAfterOfficer(step));
    const done = await store.commit({ ...wanted, steps: rest });
    return done.committed ? done : { ...done, step: placeOf(wanted.steps, rest[done.step]) };
  }
  return {
    store: {
      ...store,
      commit(wanted) {
        if (!wanted.steps.some(asksAfterOfficer)) return store.commit(wanted);
        const work = commit(wanted);
        underway.add(work);
        const over = () => underway.delete(work);
        work.then(over, over);
        return work;
      },
    },
    settled: async () => void (await Promise.allSettled(underway)),
  };
}

/** Officers whose orders are answered only when `settled` says that nothing begun before is under way any more. */
export function settling(people: People, settled: () => Promise<void>): People {
  const { orders } = people;
  const after = async <T>(order: Promise<T>): Promise<T> => {
    const done = await order;
    await settled();
    return done;
  };
  return {
    ...people,
    orders: {
      ...orders,
      propose: (by, node, order, signed) => after(orders.propose(by, node, order, signed)),
      confirm: (by, id, signed) => after(orders.confirm(by, id, signed)),
    },
  };
}

function placeOf(steps: readonly Step[], step: Step | undefined): number {
  return step === undefined ? 0 : steps.indexOf(step);
}
