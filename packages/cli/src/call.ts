import type { FlagName } from "./arguments.ts";
import type { Ending } from "./ending.ts";
import type { World } from "./world.ts";

/** One call of a verb, its words without the verb's own. */
export interface Call {
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<FlagName, string>;
  /** every value of a flag that may be given more than once, in order; none where it was not given */
  readonly every: (name: FlagName) => readonly string[];
  readonly world: World;
  /** how the verb is called, for a call that is wrong */
  readonly usage: string;
}

/** What a verb does. */
export type Act = (call: Call) => Promise<Ending>;
