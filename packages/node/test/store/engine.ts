import type { Store } from "../../src/store/door.ts";

/** An engine under test: every call of `raise` gives an empty database of its own. */
export interface Engine {
  readonly name: string;
  raise(): Promise<Raised>;
}

export interface Raised {
  readonly store: Store;
  /** Closes the store and opens the same data again. */
  reopen(): Promise<Store>;
  /** Closes what is open and removes the data. */
  remove(): Promise<void>;
}
