import { useSyncExternalStore } from "react";

/** Something of an officer's own that can be taken back, and what it was, in words. */
export interface Undoable {
  readonly said: string;
  readonly undo: () => Promise<unknown>;
  /** true = only as long as it is said: what it would bring back is kept nowhere but here */
  readonly brief?: boolean;
}

/** What the line at the bottom says: the last act, and whether it can still be taken back. */
export interface Said {
  readonly text: string;
  readonly undoable: boolean;
  /** a refusal or a fault: it stays until the next act */
  readonly trouble: boolean;
}

const done: Undoable[] = [];
let said: Said | null = null;
const listeners = new Set<() => void>();

/** What was said goes away by itself; what it was about can be taken back for longer, and a refusal stays. */
const SHOWN_MS = 10_000;
let fading: number | undefined;

function tell(next: Said | null): void {
  said = next;
  window.clearTimeout(fading);
  if (next !== null && !next.trouble) fading = window.setTimeout(() => tell(null), SHOWN_MS);
  for (const listener of listeners) listener();
}

/** Says what was done and keeps how to take it back. Releases never come here: they are held, not undone. */
export function didUndoable(act: Undoable): void {
  done.push(act);
  if (act.brief === true) window.setTimeout(() => forget(act), SHOWN_MS);
  tell({ text: act.said, undoable: true, trouble: false });
}

function forget(act: Undoable): void {
  const at = done.indexOf(act);
  if (at >= 0) done.splice(at, 1);
}

/** Says something that cannot be taken back here. */
export function say(text: string, trouble = false): void {
  tell({ text, undoable: false, trouble });
}

/** Takes the last act back; nothing happens where there is none. */
export async function undoLast(report: (act: Undoable) => string): Promise<void> {
  const act = done.pop();
  if (act === undefined) return;
  await act.undo();
  tell({ text: report(act), undoable: false, trouble: false });
}

export function useSaid(): Said | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => said,
  );
}
