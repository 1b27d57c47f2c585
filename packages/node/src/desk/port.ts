import type {
  ChangeEvent,
  DeskCounts,
  DeskMarks,
  DeskPage,
  DeskRow,
  DeskView,
  DirectoryView,
  Result,
  ThreadView,
  WorkingCopy,
} from "@entente/contract";
import type { Standing } from "../exchange/door.ts";
import type { Officer } from "../people/door.ts";
import type { Place } from "./place.ts";

/** What an officer changes of his own marks; left out = stays. */
export interface MarkChange {
  readonly seen?: boolean;
  readonly done?: boolean;
  /** RFC 3339; null = not snoozed */
  readonly snoozed_until?: string | null;
}

/** Forms that are no drafts yet. Each belongs to one officer; to all others it is absent. */
export interface WorkingCopies {
  list(officer: Officer): Promise<Result<{ items: WorkingCopy[] }>>;
  show(officer: Officer, id: string): Promise<Result<WorkingCopy>>;
  create(officer: Officer, form: unknown): Promise<Result<WorkingCopy>>;
  /** `changed_meanwhile` unless `version` is the stored one: another window may be open. */
  save(officer: Officer, id: string, form: unknown, version: number): Promise<Result<WorkingCopy>>;
  drop(officer: Officer, id: string): Promise<Result<{ id: string }>>;
}

/** A piece of a view before anything of its rows is read. */
export interface PlacePage {
  readonly places: readonly Place[];
  /** the last row that was looked at, where there may be more behind it; null = there is none */
  readonly next: Place | null;
  /** whether the greatest key comes first */
  readonly down: boolean;
}

/**
 * What a list is made from: first places, then the rows of those that are shown. Apart, because a title is a read on
 * the domestic log: where several lists become one, nobody is put down as having read what was cut off.
 */
export interface DeskLists {
  places(
    officer: Officer,
    asked: { readonly view: DeskView; readonly after: Place | null; readonly limit: number },
  ): Promise<PlacePage>;
  rows(officer: Officer, ids: readonly string[]): Promise<Result<DeskRow[]>>;
}

/** What the screens ask beside the exchange: lists, an officer's own marks, forms, what changed. */
export interface DeskRoom {
  list(
    officer: Officer,
    asked: { readonly view: DeskView; readonly cursor: string | null; readonly limit: number },
  ): Promise<Result<DeskPage>>;
  counts(officer: Officer): Promise<Result<DeskCounts>>;
  thread(officer: Officer, id: string): Promise<Result<ThreadView>>;
  mark(officer: Officer, id: string, change: MarkChange): Promise<Result<DeskMarks>>;
  /** Recorded on the domestic log and in the officer's marks together. */
  accept(officer: Officer, id: string): Promise<Result<Standing>>;
  directory(officer: Officer): Promise<Result<DirectoryView>>;
  /** What changed at the officer's desks after a place; null = from now on. */
  since(
    officer: Officer,
    after: string | null,
  ): Promise<{ readonly cursor: string; readonly events: readonly ChangeEvent[] }>;
  readonly working: WorkingCopies;
}
