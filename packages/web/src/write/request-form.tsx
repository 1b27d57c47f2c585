import { CATEGORIES, CHECKS, LANGUAGES } from "@entente/words";
import { LANGUAGE, t } from "../i18n/messages.ts";
import { Basis } from "./basis.tsx";
import { chipsIn, keyOf } from "./chips.ts";
import { Chips, Field, WordSelect, WordToggles } from "./fields.tsx";
import { checksOf, titleOf } from "./form.ts";
import type { FormPart } from "./form-part.ts";

/** A request: paste what is known; the page finds what can be asked about and says what is missing. */
export function RequestForm(part: FormPart) {
  const { form, change, missing, directory, me } = part;
  const desks = directory?.desks.filter((desk) => desk.party !== me.party) ?? [];
  const own = directory?.desks.find(({ desk }) => me.desks.includes(desk));
  const to = desks.find(({ desk }) => desk === form.to);
  const areas = to?.areas.filter((area) => own?.areas.includes(area)) ?? [];
  const chips = chipsIn(form.text).map((chip) => ({ ...chip, key: keyOf(chip) }));
  return (
    <div className="form">
      <Field id="text" label={t("field.text")} hint={t("field.text_hint")} missing={missing.includes("text")}>
        <textarea
          id="text"
          rows={7}
          autoFocus
          lang={form.language}
          aria-describedby="text-hint"
          value={form.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </Field>
      <Chips chips={chips} dropped={form.dropped} onChange={(dropped) => change({ dropped })} />
      {missing.includes("person") && <p className="lacks">{t("missing.person")}</p>}
      <Field id="title" label={t("field.title")} missing={missing.includes("title")}>
        <input
          id="title"
          type="text"
          maxLength={200}
          lang={form.language}
          placeholder={titleOf(form)}
          value={form.title}
          onChange={(event) => change({ title: event.target.value })}
        />
      </Field>
      <Field id="grounds" label={t("field.grounds")} missing={missing.includes("grounds")}>
        <textarea
          id="grounds"
          rows={2}
          lang={form.language}
          value={form.grounds}
          onChange={(event) => change({ grounds: event.target.value })}
        />
      </Field>
      <WordToggles
        id="checks"
        label={t("field.checks")}
        family="check"
        words={CHECKS}
        chosen={checksOf(form)}
        onChange={(checks) => change({ checks })}
      />
      <div className="pairs">
        <Field id="to" label={t("field.to")} missing={missing.includes("to")}>
          <select id="to" value={form.to} onChange={(event) => change({ to: event.target.value, area: "" })}>
            {desks.map(({ desk, agency, name }) => (
              <option key={desk} value={desk}>
                {`${agency} · ${name[LANGUAGE]}`}
              </option>
            ))}
          </select>
        </Field>
        <Field id="area" label={t("field.area")}>
          <WordSelect
            id="area"
            family="area"
            words={areas}
            value={form.area}
            empty={t("choose")}
            onChange={(area) => change({ area })}
          />
        </Field>
        <Field id="purpose" label={t("field.purpose")} missing={missing.includes("purpose")}>
          <WordSelect
            id="purpose"
            family="purpose"
            words={directory?.purposes ?? []}
            value={form.purpose}
            empty={t("choose")}
            onChange={(purpose) => change({ purpose, basis: false })}
          />
        </Field>
        <Field id="language" label={t("field.language")}>
          <WordSelect
            id="language"
            family="language"
            words={LANGUAGES}
            value={form.language}
            onChange={(language) => change({ language })}
          />
        </Field>
      </div>
      <details>
        <summary>{t("field.reveals_more", { count: form.reveals.length })}</summary>
        <WordToggles
          id="reveals"
          label={t("field.reveals")}
          family="category"
          words={CATEGORIES}
          chosen={form.reveals}
          onChange={(reveals) => change({ reveals })}
        />
      </details>
      <Basis {...part} />
    </div>
  );
}
