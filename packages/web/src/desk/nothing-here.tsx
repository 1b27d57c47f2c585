import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import type { AnswerOf } from "../api/client.ts";
import { countsQuery, healthQuery } from "../api/queries.ts";
import { clock } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { sizeIn } from "../shell/rail.tsx";
import { useCreate } from "../write/creating.ts";
import { mayContribute } from "./duties.ts";
import { type ShownView, viewsOf } from "./views.ts";

/** Nothing here is a sentence with what is known, and what to do instead; never a blank. */
export function NothingHere({ view, me }: { readonly view: ShownView; readonly me: AnswerOf<"me"> }) {
  const create = useCreate(me);
  return (
    <div className="empty">
      <p>{useKnown(view, me)}</p>
      <Elsewhere view={view} me={me} />
      {create === null ? null : (
        <button type="button" onClick={create}>
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          {t("create")}
          <Key name="C" />
        </button>
      )}
    </div>
  );
}

/** What is known of a list that has nothing: when something last came, and how the line stands. */
function useKnown(view: ShownView, me: AnswerOf<"me">): string {
  const partner = useQuery(healthQuery).data?.partners[0];
  const last = useQuery(countsQuery).data?.newest_arrival ?? null;
  const line = partner === undefined ? "" : `${partner.reachable ? t("line.up") : t("line.down")}.`;
  const arrival = last === null ? t("empty.no_arrival") : t("empty.arrival", { at: clock(last, me.party) });
  const queued =
    partner === undefined || partner.queued === 0 ? "" : t("line.queued", { items: partner.queued });
  // Of arrivals one who only releases is told nothing.
  return [word("empty", view), mayContribute(me) ? arrival : "", line, queued]
    .filter((part) => part !== "")
    .join(" ");
}

/** The other views that have something, with how much. */
function Elsewhere({ view, me }: { readonly view: ShownView; readonly me: AnswerOf<"me"> }) {
  const counts = useQuery(countsQuery).data;
  if (counts === undefined) return null;
  const others = viewsOf(me).filter((one) => one !== view && one !== "done" && counts[one].rows > 0);
  if (others.length === 0) return null;
  return (
    <p className="elsewhere">
      <span>{t("empty.elsewhere")}</span>
      {others.map((one) => (
        <Link key={one} to="/desk/$view" params={{ view: one }}>
          {`${word("view", one)} ${sizeIn(counts, one)}`}
        </Link>
      ))}
    </p>
  );
}
