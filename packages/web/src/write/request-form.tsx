import { CHECKS, LANGUAGES } from "@entente/words";
import { LANGUAGE, t } from "../i18n/messages.ts";
import { Basis } from "./basis.tsx";
import { AreaField, Field, LineField, WordField, WordToggles } from "./fields.tsx";
import { checksOf, titleOf } from "./form.ts";
import type { FormPart } from "./form-part.ts";
import { Person } from "./person.tsx";
import { Recognised } from "./recognised.tsx";
import { Reveals } from "./reveals.tsx";

/** A request: paste what is known; the page finds what can be asked about and says what is missing. */
export function RequestForm(part: FormPart) {
  const { form, change, missing } = part;
  return (
    <div className="form">
      <AreaField
        id="text"
        label={t("field.text")}
        hint={t("field.text_hint")}
        rows={7}
        autoFocus
        lang={form.language}
        value={form.text}
        missing={missing.includes("text")}
        onChange={(text) => change({ text, reveals_none: false })}
      />
      <Recognised form={form} change={change} />
      <Person {...part} />
      <LineField
        id="title"
        label={t("field.title")}
        maxLength={200}
        lang={form.language}
        placeholder={titleOf(form)}
        value={form.title}
        missing={missing.includes("title")}
        onChange={(title) => change({ title, reveals_none: false })}
      />
      <AreaField
        id="grounds"
        label={t("field.grounds")}
        rows={2}
        lang={form.language}
        value={form.grounds}
        missing={missing.includes("grounds")}
        onChange={(grounds) => change({ grounds, reveals_none: false })}
      />
      <WordToggles
        id="checks"
        label={t("field.checks")}
        family="check"
        words={CHECKS}
        chosen={checksOf(form)}
        onChange={(checks) => change({ checks })}
      />
      <Address {...part} />
      <Reveals {...part} />
      <Basis {...part} />
    </div>
  );
}

/** To whom it goes, for what, and in which language it is written. */
function Address({ form, change, missing, directory, me }: FormPart) {
  const desks = directory?.desks.filter((desk) => desk.party !== me.party) ?? [];
  const own = directory?.desks.find(({ desk }) => me.desks.includes(desk));
  const to = desks.find(({ desk }) => desk === form.to);
  return (
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
      <WordField
        id="area"
        label={t("field.area")}
        family="area"
        words={to?.areas.filter((area) => own?.areas.includes(area)) ?? []}
        value={form.area}
        empty={t("choose")}
        onChange={(area) => change({ area })}
      />
      <WordField
        id="purpose"
        label={t("field.purpose")}
        family="purpose"
        words={directory?.purposes ?? []}
        value={form.purpose}
        empty={t("choose")}
        missing={missing.includes("purpose")}
        onChange={(purpose) => change({ purpose, basis: false })}
      />
      <WordField
        id="language"
        label={t("field.language")}
        family="language"
        words={LANGUAGES}
        value={form.language}
        onChange={(language) => change({ language })}
      />
    </div>
  );
}
