import type { PostEndWord } from "@entente/contract";
import { timeOrderedId } from "@entente/words";
import { int, type Row, type Step, type Store, text } from "../../store/door.ts";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import type { StoredPost } from "./post-store.ts";

/** Something a partner knows of that ended here: what he is told names no person, only what he has seen of one. */
export interface Ending {
  readonly id: string;
  readonly word: PostEndWord | "revoked";
  readonly posts: readonly string[];
  readonly desks: readonly string[];
  /** SHA-256 of the names of its devices, hex */
  readonly devices: readonly string[];
  /** Unix milliseconds; what was made from then on does not stand */
  readonly since: number;
}

/** The step that keeps an end of a post for the other state of it. */
export function endingStep(
  { random }: Pick<EnrolContext, "random">,
  post: Pick<StoredPost, "id" | "sending" | "host" | "desks" | "officer">,
  word: PostEndWord,
  at: number,
): Step {
  const desks: unknown = JSON.parse(post.desks);
  return insertEnding(
    { random },
    { word, posts: [post.id], desks: listOf(desks), devices: [], since: at },
    at,
  );
}

/** The step that keeps it; whom it is for is worked out by who tells it: the states of its posts, or every partner. */
export function insertEnding(
  { random }: Pick<EnrolContext, "random">,
  { word, ...words }: Omit<Ending, "id">,
  at: number,
): Step {
  return {
    sql: "insert into ending (id, word, words, at) values (?, ?, ?, ?)",
    params: [timeOrderedId(at, random(10)), word, JSON.stringify(words), at],
    changes: 1,
  };
}

/** Ends after an id ("" = all), oldest first. */
export async function endingsAfter(store: Store, after: string, limit: number): Promise<readonly Ending[]> {
  const rows = await store.all("select id, word, words, at from ending where id > ? order by id limit ?", [
    after,
    limit,
  ]);
  return rows.map(endingOf);
}

function endingOf(row: Row): Ending {
  const words: unknown = JSON.parse(text(row, "words"));
  const field = (name: string): unknown =>
    typeof words === "object" && words !== null ? Reflect.get(words, name) : null;
  const since = field("since");
  return {
    id: text(row, "id"),
    word: wordOf(text(row, "word")),
    posts: listOf(field("posts")),
    desks: listOf(field("desks")),
    devices: listOf(field("devices")),
    since: typeof since === "number" ? since : int(row, "at"),
  };
}

const WORDS = ["term", "ended", "unwelcome", "told", "revoked"] as const;

function wordOf(word: string): Ending["word"] {
  const known = WORDS.find((one) => one === word);
  if (known === undefined) throw new TypeError("a stored end's word is no word of ours");
  return known;
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
