import { ANSWER_OUTCOMES, REFUSAL_GROUNDS } from "@entente/words";
import { useQuery } from "@tanstack/react-query";
import { dispatchQuery, threadQuery } from "../api/queries.ts";
import { CaveatBox } from "../desk/caveats.tsx";
import { t } from "../i18n/messages.ts";
import { useKeys } from "../keys/keys.ts";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { Content } from "../thread/content.tsx";
import { identifiersOf } from "../thread/reading.ts";
import { TakeOn, takeOn } from "../thread/take-on.tsx";
import { Basis } from "./basis.tsx";
import { AreaField, LineField, WordField } from "./fields.tsx";
import { outcomeOf, titleOf } from "./form.ts";
import type { FormPart } from "./form-part.ts";
import { Holdings } from "./holdings.tsx";
import { Recognised } from "./recognised.tsx";
import { Reveals } from "./reveals.tsx";

/** An answer: the question beside it, our own records that it finds, the least that answers it. */
export function AnswerForm(part: FormPart) {
  const { form, change, missing } = part;
  const outcome = outcomeOf(form);
  return (
    <div className="form">
      <Question {...part} />
      <AreaField
        id="text"
        label={t("field.answer_text")}
        rows={4}
        autoFocus
        lang={form.language}
        value={form.text}
        missing={missing.includes("text")}
        onChange={(text) => change({ text, reveals_none: false })}
      />
      <Recognised form={form} change={change} />
      <div className="pairs">
        <WordField
          id="outcome"
          label={t("field.outcome")}
          family="outcome"
          words={ANSWER_OUTCOMES}
          value={outcome}
          empty={t("choose")}
          missing={missing.includes("outcome")}
          onChange={(chosen) => change({ outcome: chosen })}
        />
        {outcome === "refused" && (
          <WordField
            id="ground"
            label={t("field.ground")}
            family="ground"
            words={REFUSAL_GROUNDS}
            value={form.ground}
            empty={t("choose")}
            missing={missing.includes("ground")}
            onChange={(ground) => change({ ground })}
          />
        )}
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
      </div>
      <Reveals {...part} />
      <Basis {...part} />
    </div>
  );
}

/** The question, once its caveats were taken on, and what of ours it finds. */
function Question({ form, change }: FormPart) {
  const asked = useQuery(threadQuery(form.reply_to ?? ""));
  const row = asked.data?.items.find(({ id }) => id === form.reply_to);
  const accepted = row?.accepted === true;
  // Not even asked for before: the node tells the sender that his question was opened.
  const question = useQuery({ ...dispatchQuery(form.reply_to ?? ""), enabled: accepted });
  const body = question.data?.body ?? null;
  const folded = row !== undefined && !accepted;
  useKeys({ "alt+y": () => (folded ? void takeOn(row) : undefined) });
  return (
    <>
      <details className="question" open>
        <summary>{t("answer.question")}</summary>
        {(asked.isPending || (accepted && question.isPending)) && <Skeleton rows={3} />}
        {asked.isError && <ProblemBox fault={asked.error} focus={false} />}
        {folded && (
          <>
            {row.marking === null ? null : <CaveatBox marking={row.marking} caveats={row.caveats} />}
            <TakeOn row={row} keys="Alt Y" />
          </>
        )}
        {question.isError && <ProblemBox fault={question.error} focus={false} />}
        {body === null ? null : <Content body={body} />}
      </details>
      {body === null ? null : (
        <Holdings
          identifiers={identifiersOf(body.content)}
          items={form.items}
          onChange={(items) => change({ items })}
        />
      )}
    </>
  );
}
