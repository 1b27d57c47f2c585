import type { DeskRow } from "@entente/contract";
import { clock, day, span } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { leftOf, pressureOf } from "./due.ts";

/** Time left, both clocks, and why the clock runs or rests; never a bare time without its city. */
export function ClockLine(props: {
  readonly row: Pick<DeskRow, "due" | "state" | "created_at" | "direction">;
  readonly now: number;
  readonly party: string;
}) {
  const { row, now, party } = props;
  const left = leftOf(row, now);
  if (left === null || row.due === null) {
    return (
      <div className="clock-line">
        <p className="rests">{t("clock.none", { state: word("state", row.state) })}</p>
      </div>
    );
  }
  const other = party === "CA" ? "IN" : "CA";
  const reason = row.direction === "ours" ? "clock.runs_ours" : "clock.runs_theirs";
  return (
    <div className="clock-line" data-pressure={pressureOf(row, now, party)}>
      <p className="big">
        {left < 0 ? t("clock.over", { span: span(-left) }) : t("clock.left", { span: span(left) })}
      </p>
      <p className="by">
        <span>{t("clock.answer_by")}</span>
        <strong>{`${clock(row.due, party)} `}</strong>
        {`${word("city", party)} · `}
        <strong>{`${clock(row.due, other)} `}</strong>
        {`${word("city", other)}, ${day(row.due, party)}`}
      </p>
      <p className="why">{t(reason, { at: clock(row.created_at, party) })}</p>
    </div>
  );
}
