import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { workingListQuery } from "../api/queries.ts";
import { ago } from "../i18n/format.ts";
import { t } from "../i18n/messages.ts";
import { useNow } from "../shell/rail.tsx";
import { textIn } from "../thread/reading.ts";

/** What was begun and not sent: back to it with one key, on whatever machine it was begun. */
export function Continue() {
  const now = useNow(60_000);
  const forms = useQuery(workingListQuery).data?.items ?? [];
  if (forms.length === 0) return null;
  return (
    <nav className="continue" aria-label={t("continue.label")}>
      <p className="rail-head">{t("continue.label")}</p>
      <ul>
        {forms.slice(0, 5).map(({ id, form, changed_at }) => {
          const title = textIn(form, "title");
          return (
            <li key={id}>
              <Link to="/write/$item" params={{ item: id }}>
                <span className="continue-title">{title === "" ? t("continue.untitled") : title}</span>
                <span className="ago">{ago(now - Date.parse(changed_at))}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
