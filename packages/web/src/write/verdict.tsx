import type { AnswerOf } from "../api/client.ts";
import { roleWithHolders } from "../desk/roles.ts";
import { listed } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { ProblemBox } from "../shell/problem.tsx";

/** What the node said of the form when it was last checked. */
export type Verdict =
  | { readonly at: "none" }
  | { readonly at: "asking" }
  | { readonly at: "refused"; readonly fault: unknown }
  | { readonly at: "decided"; readonly decision: AnswerOf<"checkDraft"> };

/** What the law gate says now: whether it may go, on what conditions, who must agree, by which law. */
export function VerdictBox(props: {
  readonly verdict: Verdict;
  readonly directory: AnswerOf<"directory"> | undefined;
}) {
  const { verdict, directory } = props;
  if (verdict.at === "none") return <p className="hint">{t("verdict.none")}</p>;
  if (verdict.at === "asking") return <p role="status">{t("verdict.asking")}</p>;
  if (verdict.at === "refused") return <ProblemBox fault={verdict.fault} />;
  const { decision } = verdict;
  const stays = decision.strip.map((category) => word("category", category));
  return (
    <div className="verdict" data-outcome={decision.outcome} role="status">
      <h2>{word("outcome_word", decision.outcome)}</h2>
      {decision.open_roles.length > 0 && (
        <div>
          <p>{t("verdict.needs")}</p>
          <ul className="plain">
            {decision.open_roles.map((role) => (
              <li key={role}>{roleWithHolders(role, directory)}</li>
            ))}
          </ul>
        </div>
      )}
      {decision.conditions.length > 0 && (
        <p>
          {t("verdict.conditions", {
            conditions: listed(decision.conditions.map((one) => word("condition", one))),
          })}
        </p>
      )}
      {stays.length > 0 && <p>{t("verdict.strip", { categories: listed(stays) })}</p>}
      {decision.remedies.length > 0 && (
        <>
          <h3>{t("problem.remedies")}</h3>
          <ul className="remedies" lang="en">
            {decision.remedies.map((remedy) => (
              <li key={remedy}>{remedy}</li>
            ))}
          </ul>
        </>
      )}
      <Cites cites={decision.cites} />
      <p className="hint">
        {t("verdict.packs", { packs: decision.packs.map((pack) => `${pack.id}-${pack.version}`).join(", ") })}
      </p>
    </div>
  );
}

/** The law behind a decision: the citation first, what it says under it. */
export function Cites({ cites }: { readonly cites: AnswerOf<"checkDraft">["cites"] }) {
  return (
    <details className="cites">
      <summary>{t("verdict.laws", { count: cites.length })}</summary>
      <dl className="reasons">
        {cites.map((cite) => (
          <div key={cite.id}>
            <dt lang="en">{cite.citation}</dt>
            <dd>
              <span className="rule">{word("provision", cite.status)}</span>
              <span lang="en">{cite.text}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
