import { useQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import type { ReactNode } from "react";
import type { AnswerOf } from "../api/client.ts";
import { directoryQuery, threadQuery } from "../api/queries.ts";
import { roleName, roleWithHolders } from "../desk/roles.ts";
import { codesOf } from "../glyphs/marking.ts";
import { count, listed } from "../i18n/format.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { PAGE } from "../shell/page.ts";
import { Hold } from "../thread/hold.tsx";
import { Cites } from "../write/verdict.tsx";
import { grouped } from "./body.ts";
import type { ReleaseActs } from "./release-screen.tsx";

/** Beside the border: to whom, who wrote it, what binds them, by which law, and the one act. */
export function ReleaseSide(props: {
  readonly view: AnswerOf<"release">;
  readonly me: AnswerOf<"me">;
  readonly bytes: number;
  readonly acts: ReleaseActs;
}) {
  const { view, me, acts } = props;
  const directory = useQuery(directoryQuery).data;
  const desk = directory?.desks.find((one) => one.desk === view.to.desk);
  const nameOf = (officer: string) => directory?.colleagues.find(({ id }) => id === officer)?.name ?? officer;
  const binding = [
    ...codesOf(view.ours.marking),
    ...view.decision.conditions
      .filter((one) => !view.ours.marking.handling.some((code) => code === one))
      .map((one) => word("condition", one)),
    ...(directory === undefined ? [] : [t("release.days", { days: directory.retention_days })]),
  ];
  return (
    <aside className="release-side" aria-label={t("release.side")}>
      <div className="side-facts">
        <Part name={t("release.recipient")}>
          <p className="recipient-name">{`${view.to.party} · ${view.to.agency}`}</p>
          <p>{desk?.name[LANGUAGE] ?? view.to.desk}</p>
        </Part>
        <Part name={t("release.binding")}>
          <ul className="codes">
            {[...new Set(binding)].map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </Part>
        <Part name={t("release.history")}>
          <p>
            {view.history.sent === 0
              ? t("release.history_none")
              : t("release.history_line", { answered: view.history.answered, sent: view.history.sent })}
          </p>
        </Part>
        <Part name={t("release.author")}>
          <p>
            {nameOf(view.author)}{" "}
            <span className="not-you">
              {view.author === me.officer ? t("release.is_you") : t("release.not_you")}
            </span>
          </p>
        </Part>
        <Part name={t("release.still")}>
          {view.open_roles.length === 0 ? <p>{t("release.nobody")}</p> : null}
          {view.open_roles.map((role) => (
            <p key={role}>{roleWithHolders(role, directory)}</p>
          ))}
          {view.approvals.map((approval) => (
            <p key={approval.role}>
              {t("release.approved_by", {
                officer: nameOf(approval.officer),
                role: roleName(approval.role),
              })}
            </p>
          ))}
        </Part>
        <Part name={t("release.digest", { bytes: count(props.bytes) })}>
          <code className="digest">{grouped(view.body_sha256)}</code>
        </Part>
        <Cites cites={view.decision.cites} />
      </div>
      <div className="side-acts">
        <Act view={view} me={me} acts={acts} binding={binding} />
      </div>
    </aside>
  );
}

function Act(props: {
  readonly view: AnswerOf<"release">;
  readonly me: AnswerOf<"me">;
  readonly acts: ReleaseActs;
  readonly binding: readonly string[];
}) {
  const { view, me, acts } = props;
  if (acts.stage === "done" || view.state !== "proposed") return <Decided view={view} />;
  if (!acts.may && acts.stage === "looking") {
    const own = view.author === me.officer;
    return (
      <p className="hint">
        {own ? t("release.own") : t("release.may_not", { roles: listed(view.open_roles.map(roleName)) })}
      </p>
    );
  }
  const touching = acts.stage !== "looking";
  return (
    <>
      {touching ? (
        <button
          type="button"
          className="primary tall"
          onClick={acts.touch}
          disabled={acts.stage === "signing"}
        >
          <Fingerprint size={18} strokeWidth={1.75} aria-hidden="true" />
          <span>
            <strong>{acts.stage === "signing" ? t("release.signing") : t("release.touch")}</strong>
            <span>{PAGE.sandbox ? t("release.sandbox_device") : t("release.device")}</span>
          </span>
          <Key name="Y" />
        </button>
      ) : (
        <button type="button" className="primary tall" onClick={acts.ask}>
          <span>
            <strong>{t("release.approve", { recipient: `${view.to.party} · ${view.to.agency}` })}</strong>
            <span className="codes-line">{[...new Set(props.binding)].join(" · ")}</span>
          </span>
          <Key name="Y" />
        </button>
      )}
      <button type="button" className="wide" onClick={acts.refuse}>
        {t("release.refuse")}
        <Key name="N" />
      </button>
      <p className="hint" role="status">
        {t("release.then", { seconds: view.hold_seconds })}
      </p>
    </>
  );
}

/** What became of it, as it goes on. After the last approval the hold runs, and until it ends the dispatch can be stopped. */
function Decided({ view }: { readonly view: AnswerOf<"release"> }) {
  const row = useQuery(threadQuery(view.thread)).data?.items.find(({ id }) => id === view.id);
  if (row?.state === "approved") return <Hold row={row} />;
  return <p role="status">{row === undefined ? t("loading") : word("decided", row.state)}</p>;
}

function Part({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <section className="part">
      <p className="label">{name}</p>
      {children}
    </section>
  );
}
