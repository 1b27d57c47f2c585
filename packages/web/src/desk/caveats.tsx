import type { DeskRow } from "@entente/contract";
import { Check, X } from "lucide-react";
import { codesOf, type Marked } from "../glyphs/marking.ts";
import { t, word } from "../i18n/messages.ts";

/** What each condition and handling code forbids or asks; a code without an entry is shown by itself. */
const FORBIDS = ["use_limit", "no_onward", "life_safety_only", "no_death_penalty", "H1", "H2", "H3"] as const;
const ASKS = ["accuracy_note", "return_or_destroy"] as const;

/** What the reader may and may not do, in words he understands in five seconds; the codes stand above. */
export function CaveatBox(props: {
  readonly marking: Marked | null;
  readonly caveats: DeskRow["caveats"];
  readonly deleteBy?: string | undefined;
}) {
  const { marking, caveats } = props;
  const words: readonly string[] = [...caveats, ...(marking?.handling ?? [])];
  const not = FORBIDS.filter((code) => words.includes(code));
  const must = ASKS.filter((code) => words.includes(code));
  const red = marking?.tlp === "RED";
  return (
    <section className="caveats" aria-label={t("caveat.label")}>
      <header>
        <span className="codes">
          {marking === null ? t("row.not_checked") : codesOf(marking).join(" · ")}
        </span>
        {props.deleteBy === undefined ? null : <span>{t("caveat.delete_by", { day: props.deleteBy })}</span>}
      </header>
      <div className="may">
        <div>
          <h3>{t("caveat.may")}</h3>
          <ul>
            <li>
              <Check size={14} strokeWidth={2} aria-hidden="true" />
              {t("caveat.may_use")}
            </li>
            {!red && (
              <li>
                <Check size={14} strokeWidth={2} aria-hidden="true" />
                {t("caveat.may_share")}
              </li>
            )}
            {must.map((code) => (
              <li key={code}>
                <Check size={14} strokeWidth={2} aria-hidden="true" />
                {word("caveat", code)}
              </li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{t("caveat.may_not")}</h3>
          <ul>
            {not.length === 0 && !red && <li>{t("caveat.none")}</li>}
            {red && (
              <li>
                <X size={14} strokeWidth={2} aria-hidden="true" />
                {t("caveat.red")}
              </li>
            )}
            {not.map((code) => (
              <li key={code}>
                <X size={14} strokeWidth={2} aria-hidden="true" />
                {word("caveat", code)}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}
