import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { workingListQuery } from "../api/queries.ts";
import { ago } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { useNow } from "../shell/rail.tsx";
import { textIn } from "../thread/reading.ts";

/** As much of a text as fits beside its age. */
const SHOWN = 80;

/**
 * What was begun and not sent: back to it with one key, on whatever machine it was begun. What has become a draft stands
 * in the list below instead.
 */
export function Continue() {
  const now = useNow(60_000);
  const forms = (useQuery(workingListQuery).data?.items ?? []).filter(
    ({ form }) => textIn(form, "dispatch") === "",
  );
  if (forms.length === 0) return null;
  return (
    <nav className="continue" aria-label={t("continue.label")}>
      <p className="rail-head">{t("continue.label")}</p>
      <ul>
        {forms.slice(0, 5).map(({ id, form, changed_at }) => (
          <li key={id}>
            <Link to="/write/$item" params={{ item: id }}>
              <span className="continue-kind">{word("kind", textIn(form, "kind"))}</span>
              <span className="continue-title">{firstWords(form)}</span>
              <span className="ago">{ago(now - Date.parse(changed_at))}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What tells one begun form from another: its title, else how its text begins; at most `most` characters. */
export function firstWords(form: unknown, most = SHOWN): string {
  const said = [textIn(form, "title"), textIn(form, "text")].map((text) =>
    text.trim().replaceAll(/\s+/g, " "),
  );
  const first = said.find((text) => text !== "");
  if (first === undefined) return t("continue.untitled");
  return first.length <= most ? first : `${first.slice(0, most - 1)}…`;
}
