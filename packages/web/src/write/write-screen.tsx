import "../styles/screens.css";
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../api/client.ts";
import { workingQuery } from "../api/queries.ts";
import { t } from "../i18n/messages.ts";
import { BackLink } from "../shell/back.tsx";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { Writer } from "./writer.tsx";

/** A request or an answer while it is written. */
export function WriteScreen({ id, me }: { readonly id: string; readonly me: AnswerOf<"me"> }) {
  const query = useQuery(workingQuery(id));
  if (query.data !== undefined) return <Writer key={id} stored={query.data} me={me} />;
  return (
    <main className="write" aria-labelledby="write-title">
      <div className="write-body">
        <BackLink />
        <h1 id="write-title" tabIndex={-1}>
          {t("write.title_request")}
        </h1>
        {query.isPending ? <Skeleton rows={4} /> : <ProblemBox fault={query.error} />}
      </div>
    </main>
  );
}
