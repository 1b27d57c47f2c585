import { CATEGORIES } from "@entente/words";
import { listed } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { Saying, WordToggles } from "./fields.tsx";
import { suggestedReveals } from "./form.ts";
import type { FormPart } from "./form-part.ts";

/**
 * What the officer's own words give away: the gate cannot read them, so it is asked before every submission. That they
 * reveal nothing is an answer too, and has to be said: an empty list would read as if somebody had found that out.
 */
export function Reveals({ form, change, missing }: FormPart) {
  const found = suggestedReveals(form).filter((one) => !form.reveals.includes(one));
  const some = form.reveals.length > 0;
  return (
    <section className="reveals" aria-label={t("reveals.title")}>
      <WordToggles
        id="categories"
        label={t("reveals.title")}
        hint={form.kind === "request" ? t("reveals.hint_request") : t("reveals.hint_answer")}
        family="category"
        words={CATEGORIES}
        chosen={form.reveals}
        marked={found}
        onChange={(reveals) => change({ reveals, reveals_none: false })}
      />
      {found.length === 0 ? null : (
        <p className="lacks">
          {t("reveals.found", { categories: listed(found.map((one) => word("category", one))) })}
        </p>
      )}
      <Saying
        id="reveals"
        said={!some && form.reveals_none}
        disabled={some}
        missing={missing.includes("reveals")}
        text={some ? t("reveals.some", { count: form.reveals.length }) : t("reveals.none")}
        keys={<Key name="Alt N" />}
        onChange={(said) => change({ reveals_none: said })}
      />
    </section>
  );
}
