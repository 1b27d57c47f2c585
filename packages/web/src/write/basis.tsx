import { MISTREATMENT_RISKS, OFFENCE_CLASSES, TLPS, URGENCIES } from "@entente/words";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { AreaField, Field, Saying, WordField } from "./fields.tsx";
import type { FormPart } from "./form-part.ts";

/** Why it may go, in the officer's words, and the declaration he makes: read first, then said with one key. */
export function Basis(part: FormPart) {
  const { form, change, missing } = part;
  return (
    <section className="basis" aria-labelledby="basis-head">
      <h2 id="basis-head">{t("basis.title")}</h2>
      <AreaField
        id="necessity"
        label={t("field.necessity")}
        rows={2}
        lang={form.language}
        value={form.necessity}
        missing={missing.includes("necessity")}
        onChange={(necessity) => change({ necessity, basis: false })}
      />
      <details>
        <summary>{t("basis.more")}</summary>
        <More {...part} />
      </details>
      <Saying
        id="basis"
        said={form.basis}
        missing={missing.includes("basis")}
        text={t("basis.declare", {
          purpose: word("purpose", form.purpose),
          offence: word("offence", form.offence === "" ? "none" : form.offence),
          risk: word("risk", form.risk),
        })}
        keys={<Key name="Alt B" />}
        onChange={(basis) => change({ basis })}
      />
    </section>
  );
}

/** What most dispatches need not say: further grounds, marking, urgency. */
function More({ form, change, missing }: FormPart) {
  return (
    <>
      <AreaField
        id="proportionality"
        label={t("field.proportionality")}
        rows={2}
        lang={form.language}
        value={form.proportionality}
        onChange={(proportionality) => change({ proportionality, basis: false })}
      />
      <AreaField
        id="accuracy"
        label={t("field.accuracy")}
        rows={2}
        lang={form.language}
        value={form.accuracy}
        onChange={(accuracy) => change({ accuracy, basis: false })}
      />
      <div className="pairs">
        <WordField
          id="offence"
          label={t("field.offence")}
          family="offence"
          words={OFFENCE_CLASSES}
          value={form.offence}
          onChange={(offence) => change({ offence, basis: false })}
        />
        <WordField
          id="risk"
          label={t("field.risk")}
          family="risk"
          words={MISTREATMENT_RISKS}
          value={form.risk}
          onChange={(risk) => change({ risk, basis: false })}
        />
        <Field id="tlp" label={t("field.tlp")}>
          <select id="tlp" value={form.tlp} onChange={(event) => change({ tlp: event.target.value })}>
            {TLPS.map((tlp) => (
              <option key={tlp} value={tlp}>
                {`TLP:${tlp}`}
              </option>
            ))}
          </select>
        </Field>
        <WordField
          id="urgency"
          label={t("field.urgency")}
          family="urgency"
          words={URGENCIES}
          value={form.urgency}
          onChange={(urgency) => change({ urgency })}
        />
      </div>
      {form.urgency !== "routine" && (
        <AreaField
          id="urgency_reason"
          label={t("field.urgency_reason")}
          rows={2}
          lang={form.language}
          value={form.urgency_reason}
          missing={missing.includes("urgency_reason")}
          onChange={(urgency_reason) => change({ urgency_reason })}
        />
      )}
    </>
  );
}
