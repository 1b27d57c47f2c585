import type { WordOf } from "./code-list.ts";
import type { Duty } from "./duties.ts";

/** How a dispatch stands to one officer. It may stand to him in several ways at once; what he may do adds up. */
export const TIES = [
  /** a draft of ours at his desk that he writes himself */
  "own_draft",
  /** a draft of ours at his desk that another writes */
  "desk_draft",
  /** ours, of his desk: proposed or approved, and not gone yet */
  "desk_awaiting",
  /** ours, of his desk: neither a draft nor awaiting release */
  "desk_ours",
  /** ours, of his desk, and he himself approved these bytes, refused them or took them back */
  "decided",
  /** it came to his desk */
  "desk_arrival",
  /** it came to this node and was given to him */
  "assigned",
  /** kept on this node, whosever it is, and no draft */
  "kept",
  /** a draft, whosever it is */
  "kept_draft",
] as const;
export type Tie = WordOf<typeof TIES>;

/** What an officer may see of a dispatch, or do to it because he may know of it. */
export const SIGHTS = [
  /** its title, its text, its files, and that it is there */
  "content",
  /** the same, as an auditor's sample: the reason is recorded and nothing is told to the partner */
  "sample",
  /** the proof of it: digests and signatures */
  "proof",
  /** its place in the queue: id, kind and why it waits */
  "line",
  /** destroy its key when it is over */
  "erase",
] as const;
export type Sight = WordOf<typeof SIGHTS>;

type Row = Readonly<Partial<Record<Tie, readonly Sight[]>>>;

const WORK: readonly Sight[] = ["content", "proof", "line", "erase"];
/** Whoever works on a desk: everything of his desk but a colleague's unfinished draft, and what was given to him. */
const DESK: Row = {
  own_draft: WORK,
  desk_awaiting: WORK,
  desk_ours: WORK,
  desk_arrival: WORK,
  assigned: WORK,
};

/**
 * Who sees what (users' page A4b): duty × how the dispatch stands to the officer. What is not here is seen by nobody, and
 * is then as absent as what does not exist (T35).
 */
const SEEN: Readonly<Record<Duty, Row>> = {
  liaison: DESK,
  duty_desk: DESK,
  analyst: DESK,
  // He judges what is about to leave: neither what others wrote meanwhile nor what came in is his to read. What is over he
  // erases unread, as the second person (T25).
  release_authority: { desk_awaiting: WORK, desk_ours: ["erase"], decided: WORK },
  auditor: { kept: ["sample", "proof"] },
  coordinator: {},
  operator: { desk_awaiting: ["line"], desk_ours: ["line"] },
};

/** Whether an officer of these duties sees this of a dispatch that stands to him in these ways. */
export function sees(duties: readonly Duty[], ties: readonly Tie[], sight: Sight): boolean {
  return duties.some((duty) => ties.some((tie) => SEEN[duty][tie]?.includes(sight) === true));
}
