import { ANSWER_OUTCOMES, REFUSAL_GROUNDS } from "@entente/words";
import { useQuery } from "@tanstack/react-query";
import { dispatchQuery, threadQuery } from "../api/queries.ts";
import { CaveatBox } from "../desk/caveats.tsx";
import { t } from "../i18n/messages.ts";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { Content } from "../thread/content.tsx";
import { identifiersOf } from "../thread/reading.ts";
import { TakeOn } from "../thread/take-on.tsx";
import { Basis } from "./basis.tsx";
import { Field, WordSelect } from "./fields.tsx";
import { outcomeOf, titleOf } from "./form.ts";
import type { FormPart } from "./form-part.ts";
import { Holdings } from "./holdings.tsx";

/** An answer: the question beside it, our own records that it finds, the least that answers it. */
export function AnswerForm(part: FormPart) {
  const { form, change, missing } = part;
  const asked = useQuery(threadQuery(form.reply_to ?? ""));
  const row = asked.data?.items.find(({ id }) => id === form.reply_to);
  const accepted = row?.accepted === true;
  // Not even asked for before: the node tells the sender that his question was opened.
  const question = useQuery({ ...dispatchQuery(form.reply_to ?? ""), enabled: accepted });
  const body = question.data?.body ?? null;
  const outcome = outcomeOf(form);
  return (
    <div className="form">
      <details className="question" open>
        <summary>{t("answer.question")}</summary>
        {(asked.isPending || (accepted && question.isPending)) && <Skeleton rows={3} />}
        {asked.isError && <ProblemBox fault={asked.error} focus={false} />}
        {row !== undefined && !accepted && (
          <>
            {row.marking === null ? null : <CaveatBox marking={row.marking} caveats={row.caveats} />}
            <TakeOn row={row} keyed={false} />
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
      <Field id="text" label={t("field.answer_text")} missing={missing.includes("text")}>
        <textarea
          id="text"
          rows={4}
          autoFocus
          lang={form.language}
          value={form.text}
          onChange={(event) => change({ text: event.target.value })}
        />
      </Field>
      <div className="pairs">
        <Field id="outcome" label={t("field.outcome")} missing={missing.includes("outcome")}>
          <WordSelect
            id="outcome"
            family="outcome"
            words={ANSWER_OUTCOMES}
            value={outcome}
            empty={t("choose")}
            onChange={(chosen) => change({ outcome: chosen })}
          />
        </Field>
        {outcome === "refused" && (
          <Field id="ground" label={t("field.ground")} missing={missing.includes("ground")}>
            <WordSelect
              id="ground"
              family="ground"
              words={REFUSAL_GROUNDS}
              value={form.ground}
              empty={t("choose")}
              onChange={(ground) => change({ ground })}
            />
          </Field>
        )}
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
      </div>
      <Basis {...part} />
    </div>
  );
}
