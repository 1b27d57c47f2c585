import { useQueries } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type AnswerOf, call } from "../api/client.ts";
import { Prose } from "../glyphs/said.tsx";
import { t, word } from "../i18n/messages.ts";
import { ProblemBox } from "../shell/problem.tsx";
import type { Identifier } from "../thread/reading.ts";
import type { Taken } from "./form.ts";

type Holding = AnswerOf<"searchHoldings">["items"][number];
const MOST = 10;

/** Our own records that the question's names and numbers find, each with why it was found. */
export function Holdings(props: {
  readonly identifiers: readonly Identifier[];
  readonly items: readonly Taken[];
  readonly onChange: (items: readonly Taken[]) => void;
}) {
  const { identifiers, items } = props;
  const searches = useQueries({
    queries: identifiers.map(({ value }) => ({
      queryKey: ["holdings", value],
      queryFn: () => call("searchHoldings", { body: { query: value.slice(0, 200), limit: MOST } }),
      staleTime: 60_000,
    })),
  });
  const found = new Map<string, { readonly holding: Holding; readonly by: string[] }>();
  for (const [index, search] of searches.entries()) {
    for (const holding of search.data?.items ?? []) {
      const known = found.get(holding.id) ?? { holding, by: [] };
      known.by.push(identifiers[index]?.value ?? "");
      found.set(holding.id, known);
    }
  }
  const fault = searches.find(({ isError }) => isError)?.error;
  const asking = searches.some(({ isPending }) => isPending);
  const toggle = (holding: Holding) => {
    const taken = items.some((item) => item.holding === holding.id);
    props.onChange(
      taken
        ? items.filter((item) => item.holding !== holding.id)
        : [...items, { holding: holding.id, text: holding.text }],
    );
  };
  return (
    <section className="holdings" aria-label={t("holdings.label")}>
      <h2>{t("holdings.label")}</h2>
      {fault === undefined ? null : <ProblemBox fault={fault} focus={false} />}
      <p className="hint" role="status">
        {asking ? t("loading") : t("holdings.found", { count: found.size })}
      </p>
      <ul>
        {[...found.values()].map(({ holding, by }, index) => {
          const taken = items.some((item) => item.holding === holding.id);
          return (
            <li key={holding.id}>
              <p className="eyebrow">
                <code>{holding.id}</code>
                <span>{holding.categories.map((category) => word("category", category)).join(", ")}</span>
                <span>{t("holdings.by", { values: by.join(", ") })}</span>
              </p>
              <Prose text={holding.text} />
              <button type="button" aria-pressed={taken} data-insert={index} onClick={() => toggle(holding)}>
                <Plus size={15} strokeWidth={1.75} aria-hidden="true" />
                {taken ? t("holdings.taken") : t("holdings.take")}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
