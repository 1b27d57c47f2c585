import type { DeskRow } from "@entente/contract";
import { clock, day } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";

type Trail = Pick<DeskRow, "state" | "sent_at" | "stored_at" | "opened_at" | "answered_at">;

/** Nothing of these will ever be receipted as they stand: "not yet" would promise it. */
const STAYS: readonly string[] = ["draft", "refused", "recalled"];

/** What is proven about a dispatch of ours, in order: each mark is on a log both sides witness. */
export function ReceiptTrail({ trail, party }: { readonly trail: Trail; readonly party: string }) {
  if (STAYS.includes(trail.state)) return null;
  const steps = [
    ["sent", trail.sent_at],
    ["stored", trail.stored_at],
    ["opened", trail.opened_at],
    ["answered", trail.answered_at],
  ] as const;
  return (
    <ol className="trail" aria-label={t("trail.label")}>
      {steps.map(([name, at]) => (
        <li key={name} data-reached={at === null ? undefined : "true"}>
          <span className="dot" aria-hidden="true" />
          <span className="step">{word("state", name)}</span>
          <span className="when">
            {at === null ? t("trail.not_yet") : `${day(at, party)} ${clock(at, party)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
