import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Eye, Inbox, Layers, Link2, Link2Off, LogOut, Pause, Plus, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import type { AnswerOf } from "../api/client.ts";
import { countsQuery, healthQuery, narrowedQuery } from "../api/queries.ts";
import { roleName } from "../desk/roles.ts";
import { type ShownView, viewsOf } from "../desk/views.ts";
import { ago, clock, count, longDay } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { PAGE } from "./page.ts";

/** The left rail: whose desk, the views with their counts, the state of the line, both clocks. */
export function Rail(props: {
  readonly me: AnswerOf<"me">;
  readonly view: string | null;
  /** begins a request; null for one who writes none */
  readonly onCreate: (() => void) | null;
  readonly onPalette: () => void;
  readonly onSignOut: () => void;
}) {
  const { me, view } = props;
  return (
    <nav className="rail" aria-label={t("rail.label")}>
      <div className="whose">
        <Inbox size={18} strokeWidth={1.75} aria-hidden="true" />
        <div>
          <p className="node-name">{word("node", PAGE.party)}</p>
          <p className="officer">{me.name}</p>
          <p className="duty">{me.duties.map((duty) => word("duty", duty)).join(", ")}</p>
          {me.approval_roles.map((role) => (
            <p className="duty" key={role}>
              {roleName(role)}
            </p>
          ))}
        </div>
      </div>
      {props.onCreate === null ? null : (
        <button type="button" className="create-button" onClick={props.onCreate}>
          <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
          <span>{t("create")}</span>
          <Key name="C" />
        </button>
      )}
      <button type="button" className="palette-button" onClick={props.onPalette}>
        <Search size={15} strokeWidth={1.75} aria-hidden="true" />
        <span>{t("palette.title")}</span>
        <Key name="Ctrl K" />
      </button>
      <Views view={view} me={me} />
      <LineState />
      <Clocks party={me.party} />
      <button type="button" className="quiet" onClick={props.onSignOut}>
        <LogOut size={15} strokeWidth={1.75} aria-hidden="true" />
        {t("signout")}
      </button>
    </nav>
  );
}

/** One tab stop: the arrow keys move inside, so that the list is two stops from the top. */
function Views({ view, me }: { readonly view: string | null; readonly me: AnswerOf<"me"> }) {
  const views = viewsOf(me);
  const counts = useQuery(countsQuery).data;
  const move = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const links = [...event.currentTarget.querySelectorAll("a")];
    const at = links.findIndex((link) => link.matches(":focus"));
    links[(at + step + links.length) % links.length]?.focus();
  };
  const inside = views.some((one) => one === view);
  return (
    <div className="views">
      <p className="rail-head" id="views-head">
        {t("rail.views")}
      </p>
      <ul aria-labelledby="views-head" onKeyDown={move}>
        {views.map((one, index) => (
          <li key={one}>
            <Link
              to="/desk/$view"
              params={{ view: one }}
              className="view-link"
              aria-current={view === one ? "page" : undefined}
              tabIndex={view === one || (!inside && index === 0) ? 0 : -1}
              data-alarm={one === "overdue" && (counts?.overdue.rows ?? 0) > 0 ? "true" : undefined}
            >
              <span>{word("view", one)}</span>
              <span className="count">{sizeIn(counts, one)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many rows a view has, as it is written: a number, or one and more. */
export function sizeIn(counts: AnswerOf<"deskCounts"> | undefined, view: ShownView): string {
  if (counts === undefined) return "";
  const { rows, more } = counts[view];
  return more ? t("rail.more", { count: count(rows) }) : count(rows);
}

/** What stands between the two nodes now: never only a colour, always a sentence. */
function LineState() {
  const health = useQuery(healthQuery);
  const partner = health.data?.partners[0];
  if (partner === undefined) {
    return (
      <div className="line-state">
        <p>{health.isError ? t("line.node_down") : t("loading")}</p>
      </div>
    );
  }
  const behind = partner.log_size - partner.witnessed_size;
  return (
    <div className="line-state" data-down={partner.reachable ? undefined : "true"}>
      <p>
        {partner.reachable ? (
          <Link2 size={14} strokeWidth={1.75} aria-hidden="true" />
        ) : (
          <Link2Off size={14} strokeWidth={1.75} aria-hidden="true" />
        )}
        {partner.reachable ? t("line.up") : t("line.down")}
      </p>
      <p>
        <Eye size={14} strokeWidth={1.75} aria-hidden="true" />
        {behind <= 0 ? t("line.witnessed") : t("line.unwitnessed", { entries: behind })}
      </p>
      <p>
        <Layers size={14} strokeWidth={1.75} aria-hidden="true" />
        {partner.queued === 0 ? t("line.empty") : t("line.queued", { items: partner.queued })}
      </p>
      {partner.oldest_queued_seconds === null ? null : (
        <p className="since">{t("line.oldest", { ago: ago(partner.oldest_queued_seconds * 1000) })}</p>
      )}
      {partner.narrowed === 0 ? null : <NarrowedAreas />}
    </div>
  );
}

/** The areas that one of the two states has suspended or is winding down; not one that the agreement never opened. */
function NarrowedAreas() {
  const areas = useQuery(narrowedQuery).data?.areas ?? [];
  return areas.flatMap(({ id, status, narrowed_by: [first] }) => {
    if (first === undefined || status === "active") return [];
    const at = `${longDay(first.since, PAGE.party)}, ${clock(first.since, PAGE.party)}`;
    const said = { area: word("area", id), at };
    return (
      <p key={id}>
        <Pause size={14} strokeWidth={1.75} aria-hidden="true" />
        {status === "suspended" ? t("line.suspended", said) : t("line.wind_down", said)}
      </p>
    );
  });
}

/** Both capitals, home first. */
export function Clocks({ party }: { readonly party: string }) {
  const now = useNow(10_000);
  const parties = party === "IN" ? ["IN", "CA"] : ["CA", "IN"];
  return (
    <div className="clocks">
      {parties.map((one) => (
        <p key={one}>
          <span className="time">{clock(now, one)}</span>
          <span className="city">{word("city", one)}</span>
        </p>
      ))}
    </div>
  );
}

/** The time, anew every so many milliseconds. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), every);
    return () => window.clearInterval(timer);
  }, [every]);
  return now;
}
