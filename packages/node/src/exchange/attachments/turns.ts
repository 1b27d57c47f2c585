/** Work on one thing at a time, in the order it was asked for; work on different things side by side. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Turns within this process: whoever measures and then writes must not be overtaken in between. */
export function takingTurns(): Turns {
  const waiting = new Map<string, Promise<unknown>>();
  return async (name, work) => {
    const before = waiting.get(name) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => undefined);
    waiting.set(name, settled);
    await settled;
    if (waiting.get(name) === settled) waiting.delete(name);
    return mine;
  };
}
