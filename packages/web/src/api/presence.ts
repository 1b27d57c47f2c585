/** How long after the last touch the page counts as left alone: what it asks then keeps no session awake. */
const AWAY_MS = 120_000;
/** As long as the node waits before it locks a session (people/sessions.ts). */
export const IDLE_MS = 30 * 60_000;

let last = Date.now();

/** Remembers each touch of key or pointer. */
export function watchPresence(): void {
  const touched = () => {
    last = Date.now();
  };
  for (const event of ["keydown", "pointerdown", "wheel"] as const)
    window.addEventListener(event, touched, { capture: true, passive: true });
}

export function isAway(): boolean {
  return Date.now() - last > AWAY_MS;
}

export function idleFor(): number {
  return Date.now() - last;
}
