import type { Tie } from "@entente/words";
import type { Officer } from "../people/door.ts";
import { type Row, text, textOrNull } from "../store/door.ts";

/** What of a dispatch's row decides who may know of it. */
export interface Belonging {
  readonly id: string;
  readonly direction: string;
  readonly fromDesk: string;
  readonly toDesk: string;
  readonly state: string;
  /** null = the partner's */
  readonly author: string | null;
  /** whom an arrival was given to; null = nobody */
  readonly assignee: string | null;
}

/** The columns of `dispatch` that `belongingOf` reads. */
export const BELONGING = "id, direction, from_desk, to_desk, state, author, assignee";

export function belongingOf(row: Row): Belonging {
  return {
    id: text(row, "id"),
    direction: text(row, "direction"),
    fromDesk: text(row, "from_desk"),
    toDesk: text(row, "to_desk"),
    state: text(row, "state"),
    author: textOrNull(row, "author"),
    assignee: textOrNull(row, "assignee"),
  };
}

/** What has not left yet and still may not. */
const AWAITING = ["proposed", "approved"];

/** How a dispatch stands to an officer, as far as its row says: what he decided is on other rows (`decided.ts`). */
export function tiesOf(officer: Pick<Officer, "id" | "desks">, one: Belonging): readonly Tie[] {
  const at = (desk: string) => officer.desks.some((own) => own === desk);
  if (one.direction === "theirs") {
    const given = one.assignee === officer.id;
    return ["kept", ...tie(at(one.toDesk), "desk_arrival"), ...tie(given, "assigned")];
  }
  const own = at(one.fromDesk);
  if (one.state === "draft")
    return ["kept_draft", ...tie(own, one.author === officer.id ? "own_draft" : "desk_draft")];
  return ["kept", ...tie(own, AWAITING.includes(one.state) ? "desk_awaiting" : "desk_ours")];
}

function tie(stands: boolean, word: Tie): readonly Tie[] {
  return stands ? [word] : [];
}
