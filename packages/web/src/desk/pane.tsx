import type { DeskRow } from "@entente/contract";
import { Check, CornerUpLeft, FolderOpen, UserPlus } from "lucide-react";
import { Said } from "../glyphs/said.tsx";
import { StateBadge } from "../glyphs/state.tsx";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { Empty } from "../shell/problem.tsx";
import { CaveatBox } from "./caveats.tsx";
import { ClockLine } from "./clock-line.tsx";
import { ReceiptTrail } from "./trail.tsx";

/** What an officer may do with the row that is chosen, and what its key is. */
export interface PaneActs {
  readonly open: () => void;
  readonly openLabel: string;
  readonly answer: (() => void) | null;
  readonly assign: (() => void) | null;
  readonly done: () => void;
}

/** The reading pane: everything about a row but its content, which unfolds only when it is opened. */
export function Pane(props: {
  readonly row: DeskRow | null;
  readonly now: number;
  readonly party: string;
  readonly deskName: (desk: string) => string;
  readonly acts: PaneActs;
}) {
  const { row, now, party, acts } = props;
  if (row === null) {
    return (
      <aside className="pane" aria-label={t("pane.label")}>
        <Empty text={t("pane.empty")} />
      </aside>
    );
  }
  return (
    <aside className="pane" aria-label={t("pane.label")}>
      <div className="pane-body">
        <p className="eyebrow">
          <code>{row.id.slice(-12)}</code>
          <span>{word("kind", row.kind)}</span>
          <StateBadge state={row.state} />
        </p>
        <h2 className="pane-title" lang={row.language ?? undefined}>
          {row.title === null ? t("row.withheld") : <Said text={row.title} lang={row.language} />}
        </h2>
        <p className="route">
          {`${row.from.party} · ${row.from.agency}, ${props.deskName(row.from.desk)} → ${row.to.party} · ${row.to.agency}, ${props.deskName(row.to.desk)}`}
        </p>
        <ClockLine row={row} now={now} party={party} />
        {row.direction === "theirs" && row.marking !== null && (
          <CaveatBox marking={row.marking} caveats={row.caveats} />
        )}
        {row.state === "quarantined" && (
          <Empty text={t("pane.quarantined")} step={t("pane.quarantined_step")} />
        )}
        {row.direction === "theirs" && row.state !== "quarantined" && !row.accepted && (
          <p className="folded">{t("pane.folded")}</p>
        )}
        {row.direction === "ours" && row.state !== "draft" && <ReceiptTrail trail={row} party={party} />}
      </div>
      <footer className="acts">
        <button type="button" className="primary" onClick={acts.open}>
          <FolderOpen size={15} strokeWidth={1.75} aria-hidden="true" />
          {acts.openLabel}
          <Key name="Enter" />
        </button>
        {acts.answer !== null && (
          <button type="button" onClick={acts.answer}>
            <CornerUpLeft size={15} strokeWidth={1.75} aria-hidden="true" />
            {t("act.answer")}
            <Key name="R" />
          </button>
        )}
        {acts.assign !== null && (
          <button type="button" onClick={acts.assign}>
            <UserPlus size={15} strokeWidth={1.75} aria-hidden="true" />
            {t("act.assign")}
            <Key name="A" />
          </button>
        )}
        <button type="button" onClick={acts.done}>
          <Check size={15} strokeWidth={1.75} aria-hidden="true" />
          {row.done ? t("act.undone") : t("act.put_done")}
          <Key name="E" />
        </button>
      </footer>
    </aside>
  );
}
