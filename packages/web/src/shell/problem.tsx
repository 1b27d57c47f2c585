import { useEffect, useRef } from "react";
import { Refused, Unreachable } from "../api/client.ts";
import { t, word } from "../i18n/messages.ts";

/** Everything a refusal says, on one line, for the line at the bottom. */
export function refusalLine(fault: unknown): string {
  if (fault instanceof Refused) {
    const { code, detail } = fault.problem;
    const title = word("problem", code);
    return detail === undefined ? title : `${title} (${detail})`;
  }
  if (fault instanceof Unreachable) return t("fault.unreachable");
  return t("fault.unknown");
}

/**
 * A refusal in place of what was asked for, or above it: what, the rule and the law, what can be done. It takes the
 * focus, so that nobody goes on unaware.
 */
export function ProblemBox({ fault, focus = true }: { readonly fault: unknown; readonly focus?: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus) box.current?.focus();
  }, [focus]);
  const problem = fault instanceof Refused ? fault.problem : null;
  const { policy, errors } = problem ?? {};
  return (
    <div className="problem" role="alert" tabIndex={-1} ref={box} data-code={problem?.code ?? "fault"}>
      <h2>{refusalLine(fault)}</h2>
      {policy !== undefined && policy.reasons.length > 0 && (
        <dl className="reasons">
          {policy.reasons.map((reason) => (
            <div key={reason.rule}>
              <dt>{reason.law}</dt>
              <dd>
                <span className="rule">{reason.rule}</span>
                {reason.text === undefined ? null : <span lang="en">{reason.text}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {policy !== undefined && policy.remedies.length > 0 && (
        <>
          <h3>{t("problem.remedies")}</h3>
          <ul className="remedies" lang="en">
            {policy.remedies.map((remedy) => (
              <li key={remedy}>{remedy}</li>
            ))}
          </ul>
        </>
      )}
      {errors !== undefined && errors.length > 0 && (
        <ul className="errors">
          {errors.map((error) => (
            <li key={`${error.pointer} ${error.code}`}>
              <span>{word("fault", error.code)}</span>
              <code>{error.pointer}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** One sentence and one next step, in the place and type of the content that is not there. */
export function Empty({ text, step }: { readonly text: string; readonly step?: string }) {
  return (
    <div className="empty">
      <p>{text}</p>
      {step === undefined ? null : <p className="next">{step}</p>}
    </div>
  );
}

/** Rows of the height the content will have. */
export function Skeleton({ rows }: { readonly rows: number }) {
  return (
    <div className="skeleton" role="status" aria-label={t("loading")}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={`row-${String(row)}`} className="skeleton-row" />
      ))}
    </div>
  );
}
