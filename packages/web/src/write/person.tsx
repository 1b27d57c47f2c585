import { PERSON_STATUSES, STANDINGS } from "@entente/words";
import { t } from "../i18n/messages.ts";
import { LineField, WordField } from "./fields.tsx";
import { type About, namesSomebody } from "./form.ts";
import type { FormPart } from "./form-part.ts";

/** Who it is that the request names: the rules that protect persons must not be passed by leaving this empty. */
export function Person({ form, change, missing }: FormPart) {
  if (!namesSomebody(form)) return null;
  const { about } = form;
  const say = (part: Partial<About>) => change({ about: { ...about, ...part }, basis: false });
  return (
    <section className="person" aria-labelledby="person-head">
      <h2 id="person-head">{t("person.title")}</h2>
      <p className="hint">{t("person.hint")}</p>
      {missing.includes("one_person") && (
        <p className="lacks" id="one_person" tabIndex={-1}>
          {t("missing.one_person")}
        </p>
      )}
      <div className="pairs">
        <WordField
          id="person_status"
          label={t("field.person_status")}
          family="person_status"
          words={PERSON_STATUSES}
          value={about.person_status}
          empty={t("choose")}
          missing={missing.includes("person_status")}
          onChange={(person_status) => say({ person_status })}
        />
        <LineField
          id="nationality"
          label={t("field.nationality")}
          maxLength={8}
          placeholder="IN"
          value={about.nationality}
          missing={missing.includes("nationality")}
          onChange={(text) => say({ nationality: text.toUpperCase() })}
        />
        <WordField
          id="in_canada"
          label={t("field.in_canada")}
          family="truth"
          words={["true", "false"]}
          value={about.in_canada}
          empty={t("choose")}
          missing={missing.includes("in_canada")}
          onChange={(in_canada) => say({ in_canada })}
        />
        <WordField
          id="standing"
          label={t("field.standing")}
          family="standing"
          words={STANDINGS}
          value={about.standing}
          empty={t("choose")}
          missing={missing.includes("standing")}
          onChange={(standing) => say({ standing })}
        />
        <LineField
          id="age"
          label={t("field.age")}
          maxLength={3}
          value={about.age}
          missing={missing.includes("age")}
          onChange={(age) => say({ age: age.trim() })}
        />
      </div>
    </section>
  );
}
