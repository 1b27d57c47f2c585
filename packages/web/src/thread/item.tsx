import type { DeskRow } from "@entente/contract";
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../api/client.ts";
import { dispatchQuery } from "../api/queries.ts";
import { CaveatBox } from "../desk/caveats.tsx";
import { ClockLine } from "../desk/clock-line.tsx";
import { MustApprove } from "../desk/pane.tsx";
import { stateLabel } from "../desk/roles.ts";
import { ReceiptTrail } from "../desk/trail.tsx";
import { Said } from "../glyphs/said.tsx";
import { StateBadge } from "../glyphs/state.tsx";
import { clock, day } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { Empty, ProblemBox, Skeleton } from "../shell/problem.tsx";
import { Content } from "./content.tsx";
import { Hold } from "./hold.tsx";
import { Proof } from "./proof.tsx";
import { TakeOn } from "./take-on.tsx";

/** One dispatch of a thread. What arrived unfolds only after its caveats were taken on. */
export function ThreadItem(props: {
  readonly row: DeskRow;
  readonly now: number;
  readonly party: string;
  readonly deskName: (desk: string) => string;
  readonly directory: AnswerOf<"directory"> | undefined;
  /** this is the one the keys of the screen mean */
  readonly keyed: boolean;
}) {
  const { row, now, party, deskName } = props;
  return (
    <article className="item" data-direction={row.direction} aria-labelledby={`item-${row.id}`}>
      <p className="eyebrow">
        <code>{row.id.slice(-12)}</code>
        <span>{word("kind", row.kind)}</span>
        <StateBadge state={row.state} label={stateLabel(row)} />
        <span>{`${day(row.created_at, party)} ${clock(row.created_at, party)} ${word("city", party)}`}</span>
      </p>
      <h2 id={`item-${row.id}`} tabIndex={-1}>
        {row.title === null ? t("row.withheld") : <Said text={row.title} lang={row.language} />}
      </h2>
      <p className="route">
        {`${row.from.party} · ${row.from.agency}, ${deskName(row.from.desk)} → ${row.to.party} · ${row.to.agency}, ${deskName(row.to.desk)}`}
      </p>
      {(row.kind === "request" || row.due !== null) && <ClockLine row={row} now={now} party={party} />}
      <MustApprove row={row} directory={props.directory} />
      {row.direction === "theirs" && row.marking !== null && (
        <CaveatBox marking={row.marking} caveats={row.caveats} />
      )}
      {row.state === "quarantined" ? (
        <Empty text={t("pane.quarantined")} step={t("pane.quarantined_step")} />
      ) : row.accepted ? (
        <Unfolded row={row} />
      ) : (
        <TakeOn row={row} keys={props.keyed ? "Y" : null} />
      )}
      {row.direction === "ours" && row.state === "approved" && <Hold row={row} />}
      {row.direction === "ours" && <ReceiptTrail trail={row} party={party} />}
      {hasProof(row) && <Proof id={row.id} keyed={props.keyed} party={party} />}
    </article>
  );
}

/** Why there are no bytes: not yet, or not any more. */
function whyNoBody({ state }: DeskRow): string {
  if (state === "recalled") return t("thread.taken_back");
  return state === "erased" ? t("thread.erased") : t("thread.no_body");
}

/** On a log stands what left us, or what arrived and verified. */
function hasProof({ direction, sent_at, state }: DeskRow): boolean {
  return direction === "ours" ? sent_at !== null : state !== "quarantined" && state !== "erased";
}

function Unfolded({ row }: { readonly row: DeskRow }) {
  const query = useQuery(dispatchQuery(row.id));
  if (query.isPending) return <Skeleton rows={3} />;
  if (query.isError) return <ProblemBox fault={query.error} focus={false} />;
  const { body, ground, trail } = query.data;
  return (
    <>
      {body === null ? <Empty text={whyNoBody(row)} /> : <Content body={body} />}
      {ground === null ? null : (
        <p className="ground">
          <span className="label">{t("thread.ground")}</span>
          <span>{word("ground", ground)}</span>
        </p>
      )}
      {trail.waiting === null ? null : (
        <p className="ground">
          <span className="label">{t("thread.waits")}</span>
          <span>{word("waiting", trail.waiting)}</span>
        </p>
      )}
    </>
  );
}
