import { t, word } from "../i18n/messages.ts";
import { chipsIn, keyOf } from "./chips.ts";
import type { FormPart } from "./form-part.ts";

/** What the page found in the text of a request or an answer, each to be left in or taken out. */
export function Recognised({ form, change }: Pick<FormPart, "form" | "change">) {
  const { dropped } = form;
  const chips = chipsIn(form.text).map((chip) => ({ ...chip, key: keyOf(chip) }));
  if (chips.length === 0) return <p className="hint">{t("chips.none")}</p>;
  return (
    <ul className="chips" aria-label={t("chips.label")}>
      {chips.map(({ key, type, value }) => {
        const out = dropped.includes(key);
        return (
          <li key={key}>
            <button
              type="button"
              className="chip"
              aria-pressed={!out}
              onClick={() =>
                change({ dropped: out ? dropped.filter((one) => one !== key) : [...dropped, key] })
              }
            >
              <span className="chip-type">{word("identifier", type)}</span>
              <span className="chip-value">{value}</span>
              <span className="chip-state">{out ? t("chips.out") : t("chips.in")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
