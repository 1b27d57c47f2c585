import type { DeskRow } from "@entente/contract";
import type { AnswerOf } from "../api/client.ts";
import { Said } from "../glyphs/said.tsx";
import { StateBadge } from "../glyphs/state.tsx";
import { t, word } from "../i18n/messages.ts";
import { Empty } from "../shell/problem.tsx";
import { CaveatBox } from "./caveats.tsx";
import { ClockLine } from "./clock-line.tsx";
import { roleWithHolders, stateLabel } from "./roles.ts";
import { ActsBar, type RowActs } from "./row-acts.tsx";
import { ReceiptTrail } from "./trail.tsx";

/** The reading pane: everything about a row but its content, which unfolds only when it is opened. */
export function Pane(props: {
  readonly row: DeskRow | null;
  readonly now: number;
  readonly party: string;
  readonly deskName: (desk: string) => string;
  readonly directory: AnswerOf<"directory"> | undefined;
  readonly acts: RowActs | null;
  /** the list beside it has nothing to choose from */
  readonly empty: boolean;
}) {
  const { row, now, party, acts } = props;
  if (row === null) {
    return (
      <aside className="pane" aria-label={t("pane.label")}>
        {props.empty ? null : <Empty text={t("pane.empty")} />}
      </aside>
    );
  }
  return (
    <aside className="pane" aria-label={t("pane.label")}>
      <div className="pane-body">
        <p className="eyebrow">
          <code>{row.id.slice(-12)}</code>
          <span>{word("kind", row.kind)}</span>
          <StateBadge state={row.state} label={stateLabel(row)} />
        </p>
        <h2 className="pane-title" lang={row.language ?? undefined}>
          {row.title === null ? t("row.withheld") : <Said text={row.title} lang={row.language} />}
        </h2>
        <p className="route">
          {`${row.from.party} · ${row.from.agency}, ${props.deskName(row.from.desk)} → ${row.to.party} · ${row.to.agency}, ${props.deskName(row.to.desk)}`}
        </p>
        {(row.kind === "request" || row.due !== null) && <ClockLine row={row} now={now} party={party} />}
        <MustApprove row={row} directory={props.directory} />
        {row.direction === "theirs" && row.marking !== null && (
          <CaveatBox marking={row.marking} caveats={row.caveats} />
        )}
        {row.state === "quarantined" && (
          <Empty text={t("pane.quarantined")} step={t("pane.quarantined_step")} />
        )}
        {row.direction === "theirs" && row.state !== "quarantined" && !row.accepted && (
          <p className="folded">{t("pane.folded")}</p>
        )}
        {row.direction === "ours" && <ReceiptTrail trail={row} party={party} />}
      </div>
      {acts === null ? null : <ActsBar acts={acts} first="open" />}
    </aside>
  );
}

/** Who must still approve, in words, and who of this desk can. */
export function MustApprove(props: {
  readonly row: Pick<DeskRow, "open_roles">;
  readonly directory: AnswerOf<"directory"> | undefined;
}) {
  const { open_roles: roles } = props.row;
  if (roles.length === 0) return null;
  return (
    <div className="must-approve">
      <p className="label">{t("release.still")}</p>
      <ul>
        {roles.map((role) => (
          <li key={role}>{roleWithHolders(role, props.directory)}</li>
        ))}
      </ul>
    </div>
  );
}
