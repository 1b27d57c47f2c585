import { MISTREATMENT_RISKS, OFFENCE_CLASSES, TLPS, URGENCIES } from "@entente/words";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { Field, WordSelect } from "./fields.tsx";
import type { FormPart } from "./form-part.ts";

/** Why it may go, in the officer's words, and the declaration he makes: read first, then said with one key. */
export function Basis({ form, change, missing }: FormPart) {
  return (
    <section className="basis" aria-labelledby="basis-head">
      <h2 id="basis-head">{t("basis.title")}</h2>
      <Field id="necessity" label={t("field.necessity")} missing={missing.includes("necessity")}>
        <textarea
          id="necessity"
          rows={2}
          lang={form.language}
          value={form.necessity}
          onChange={(event) => change({ necessity: event.target.value, basis: false })}
        />
      </Field>
      <details>
        <summary>{t("basis.more")}</summary>
        <Field id="proportionality" label={t("field.proportionality")}>
          <textarea
            id="proportionality"
            rows={2}
            lang={form.language}
            value={form.proportionality}
            onChange={(event) => change({ proportionality: event.target.value, basis: false })}
          />
        </Field>
        <Field id="accuracy" label={t("field.accuracy")}>
          <textarea
            id="accuracy"
            rows={2}
            lang={form.language}
            value={form.accuracy}
            onChange={(event) => change({ accuracy: event.target.value, basis: false })}
          />
        </Field>
        <div className="pairs">
          <Field id="offence" label={t("field.offence")}>
            <WordSelect
              id="offence"
              family="offence"
              words={OFFENCE_CLASSES}
              value={form.offence}
              onChange={(offence) => change({ offence, basis: false })}
            />
          </Field>
          <Field id="risk" label={t("field.risk")}>
            <WordSelect
              id="risk"
              family="risk"
              words={MISTREATMENT_RISKS}
              value={form.risk}
              onChange={(risk) => change({ risk, basis: false })}
            />
          </Field>
          <Field id="tlp" label={t("field.tlp")}>
            <select id="tlp" value={form.tlp} onChange={(event) => change({ tlp: event.target.value })}>
              {TLPS.map((tlp) => (
                <option key={tlp} value={tlp}>
                  {`TLP:${tlp}`}
                </option>
              ))}
            </select>
          </Field>
          <Field id="urgency" label={t("field.urgency")}>
            <WordSelect
              id="urgency"
              family="urgency"
              words={URGENCIES}
              value={form.urgency}
              onChange={(urgency) => change({ urgency })}
            />
          </Field>
        </div>
        {form.urgency !== "routine" && (
          <Field
            id="urgency_reason"
            label={t("field.urgency_reason")}
            missing={missing.includes("urgency_reason")}
          >
            <textarea
              id="urgency_reason"
              rows={2}
              lang={form.language}
              value={form.urgency_reason}
              onChange={(event) => change({ urgency_reason: event.target.value })}
            />
          </Field>
        )}
      </details>
      <div className="declare" data-missing={missing.includes("basis") ? "true" : undefined}>
        <input
          id="basis"
          type="checkbox"
          checked={form.basis}
          onChange={(event) => change({ basis: event.target.checked })}
        />
        <label htmlFor="basis">
          {t("basis.declare", {
            purpose: word("purpose", form.purpose),
            offence: word("offence", form.offence === "" ? "none" : form.offence),
            risk: word("risk", form.risk),
          })}
        </label>
        <Key name="Alt B" />
      </div>
    </section>
  );
}
