import type { Belonging } from "../exchange/door.ts";

/** Whose desk it is and what he may know of it. */
export interface Asker {
  readonly officer: string;
  readonly desks: readonly string[];
  /** whether everything that comes to his desks is his to read */
  readonly arrivals: boolean;
  /** whether everything that left his desks is; false = of each of them it must be asked */
  readonly all: boolean;
  /** those of these dispatches (at most 201) that he may know of */
  readonly knows: <One extends Belonging>(ones: readonly One[]) => Promise<readonly One[]>;
  /** which of these proposals (at most 201) he could release; null = he releases nothing */
  readonly releases: ((ids: readonly string[]) => Promise<ReadonlySet<string>>) | null;
  /** Unix milliseconds */
  readonly now: number;
  /** kinds that wait for an answer */
  readonly asking: readonly string[];
}
