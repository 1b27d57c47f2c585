/** Lets many pass at once, or one alone: what is verified under keys and then committed, and what changes the keys. */
export interface Gate {
  /** Runs beside others, and while nothing runs alone. */
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** Runs once everything that began before has ended; what comes later waits. Never call it within the gate's own work. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Opens a gate. */
export function openGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  const running = new Set<Promise<unknown>>();
  return {
    shared(work) {
      const turn = last.then(work);
      const ended = turn.then(
        () => undefined,
        () => undefined,
      );
      running.add(ended);
      void ended.then(() => running.delete(ended));
      return turn;
    },
    alone(work) {
      const before = [last, ...running];
      const turn = Promise.all(before).then(work);
      last = turn.then(
        () => undefined,
        () => undefined,
      );
      return turn;
    },
  };
}
