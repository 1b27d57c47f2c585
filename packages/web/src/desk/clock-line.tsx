import type { DeskRow } from "@entente/contract";
import { clock, day, span } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { leftOf, pressureOf } from "./due.ts";
import { stateLabel } from "./roles.ts";

/** Time left and whose time it is, both clocks, and why the clock runs or rests; never a bare time without its city. */
export function ClockLine(props: { readonly row: DeskRow; readonly now: number; readonly party: string }) {
  const { row, now, party } = props;
  const left = leftOf(row, now);
  if (left === null || row.due === null) {
    return (
      <div className="clock-line">
        <p className="rests">{whyItRests(row)}</p>
      </div>
    );
  }
  const other = party === "CA" ? "IN" : "CA";
  const theirs = row.direction === "ours";
  const whose = word("party", row.to.party);
  return (
    <div className="clock-line" data-pressure={pressureOf(row, now, party)}>
      <p className="big">
        {left < 0
          ? t(theirs ? "clock.over_theirs" : "clock.over", { span: span(-left), party: whose })
          : t(theirs ? "clock.left_theirs" : "clock.left", { span: span(left), party: whose })}
      </p>
      <p className="by">
        <span>{t("clock.answer_by")}</span>
        <strong>{`${clock(row.due, party)} `}</strong>
        {`${word("city", party)} · `}
        <strong>{`${clock(row.due, other)} `}</strong>
        {`${word("city", other)}, ${day(row.due, party)}`}
      </p>
      <p className="why">
        {theirs
          ? t("clock.runs_ours", { party: whose, at: clock(row.stored_at ?? row.created_at, party) })
          : t("clock.runs_theirs", { at: clock(row.created_at, party) })}
      </p>
      {row.due_why === null ? null : <p className="why">{word("clock_why", row.due_why)}</p>}
    </div>
  );
}

/** Before the partner has it nobody's clock can run; afterwards the state says why it rests. */
function whyItRests(row: DeskRow): string {
  const unsent = row.direction === "ours" && row.stored_at === null && row.state !== "recalled";
  return unsent
    ? t("clock.not_yet", { party: word("party", row.to.party) })
    : t("clock.none", { state: stateLabel(row) });
}
