import type { DeskRow } from "@entente/contract";
import { memo } from "react";
import { shortMarking } from "../glyphs/marking.ts";
import { Said } from "../glyphs/said.tsx";
import { StateBadge, UrgentGlyph } from "../glyphs/state.tsx";
import { clock, sameDay, shortDay, span } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { leftOf, pressureOf } from "./due.ts";
import { stateLabel } from "./roles.ts";

/** The other side's desk, whichever end it is. */
export function otherEnd(row: Pick<DeskRow, "direction" | "from" | "to">): DeskRow["from"] {
  return row.direction === "ours" ? row.to : row.from;
}

export function rowId(id: string): string {
  return `row-${id}`;
}

/** One row: flag, title over state, desk and kind with the marking, time left over both clocks, who. */
export const Row = memo(function Row(props: {
  readonly row: DeskRow;
  readonly place: number;
  readonly chosen: boolean;
  readonly now: number;
  readonly party: string;
  readonly who: string;
  readonly onChoose: (id: string) => void;
  readonly onOpen: (row: DeskRow) => void;
}) {
  const { row, place, chosen, now, party } = props;
  const other = otherEnd(row);
  const urgent = row.urgency !== "routine";
  return (
    <div
      className="row"
      role="row"
      id={rowId(row.id)}
      aria-rowindex={place + 1}
      aria-selected={chosen}
      data-unread={row.unread ? "true" : undefined}
      onClick={() => props.onChoose(row.id)}
      onDoubleClick={() => props.onOpen(row)}
    >
      <div className="flag" role="gridcell">
        {urgent ? <UrgentGlyph /> : row.unread ? <span className="unread-dot" /> : null}
        <span className="hidden">
          {urgent ? `${t("row.urgent")} ` : ""}
          {row.unread ? t("row.unread") : ""}
        </span>
      </div>
      <div className="what" role="gridcell">
        <p className="title" lang={row.language ?? undefined}>
          {row.title === null ? t("row.withheld") : <Said text={row.title} lang={row.language} />}
        </p>
        <p className="second">
          <StateBadge state={row.state} label={stateLabel(row)} />
          <span className="desk">{`${other.party} · ${other.agency}`}</span>
          <span className="kind">{word("kind", row.kind)}</span>
          <span className="marking">
            {row.marking === null ? t("row.not_checked") : shortMarking(row.marking)}
          </span>
        </p>
      </div>
      <div className="due" role="gridcell" data-pressure={pressureOf(row, now, party)}>
        <DueCell row={row} now={now} party={party} />
      </div>
      <div className="who" role="gridcell">
        {props.who}
      </div>
    </div>
  );
});

/** A time of another day is no time without its day. */
function farAway(at: string, now: number, party: string): boolean {
  return !sameDay(Date.parse(at), now, party);
}

/** Time left decides, so it is the large one; both clocks stand under it, home first. */
function DueCell({
  row,
  now,
  party,
}: {
  readonly row: DeskRow;
  readonly now: number;
  readonly party: string;
}) {
  const left = leftOf(row, now);
  const at = left === null ? row.created_at : (row.due ?? row.created_at);
  const other = party === "CA" ? "IN" : "CA";
  const day = farAway(at, now, party) ? `${shortDay(at, party)} ` : "";
  const when = `${day}${clock(at, party)} / ${clock(at, other)}`;
  return (
    <>
      <p className="left">
        {left !== null && row.direction === "ours" ? (
          <span className="whose-clock">{t("row.their_clock", { party: row.to.party })}</span>
        ) : null}
        {left === null ? "" : span(left)}
      </p>
      <p className="zones">{left === null ? t("row.since", { at: when }) : when}</p>
    </>
  );
}
