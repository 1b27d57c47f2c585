import type { ClockName } from "@entente/words";

/** Which dispatches a kind may reply to: these kinds, every kind, or none where the list is empty. */
export type Targets = readonly string[] | "any";

/**
 * Whether a kind replies to another dispatch, and to which: the partner's (an answer) or our own (a correction). Its
 * address, area and purpose are then those of the dispatch replied to, and it stands in its thread.
 */
export interface ReplyRule {
  readonly need: "none" | "optional" | "required";
  readonly theirs: Targets;
  readonly ours: Targets;
}

/** What a dispatch waits for at its receiver's: a clock of the agreement, and the kinds that can stop it. */
export interface AskRule {
  readonly clock: ClockName;
  readonly by: readonly string[];
}

/**
 * Who must approve where the law gate asks for nobody (design §4, "Who approves"). `second_person`: one officer who
 * releases. `impersonal_alone`: nobody where no part is personal or protected, one officer otherwise.  */
export type ApprovalRule = "second_person" | "impersonal_alone";

/** What a dispatch does, when it leaves and when it arrives, to the dispatch it replies to. A closed list. */
export const EFFECTS = ["closes", "extends_due", "corrects", "narrows", "recalls"] as const;

/**
 * `corrects`, `narrows` and `recalls` are for one's own dispatches: the target says which dispatch changed it last, and what
 * is recalled is no longer read at its receiver's.
 *
 * `until` is a day (YYYY-MM-DD): the clock then runs to the end of it, UTC. `why` is a word of a closed list.
 */
export type Effect =
  | { readonly effect: "closes" | "corrects" | "narrows" | "recalls" }
  | { readonly effect: "extends_due"; readonly until: string; readonly why: string };

/** How far a draft says what its receiver needs. */
export interface Completeness {
  /** 0 to 100; 100 only where nothing is missing */
  readonly score: number;
  /** JSON pointers into the draft */
  readonly missing: readonly string[];
}

/** Whether a list of targets has a kind. */
export function targets(list: Targets, kind: string): boolean {
  return list === "any" || list.includes(kind);
}
