import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { type AnswerOf, call } from "../api/client.ts";
import { client, directoryQuery, refreshDesk, workingListQuery, workingQuery } from "../api/queries.ts";
import { firstWords } from "../desk/continue.tsx";
import { roleWithHolders } from "../desk/roles.ts";
import { clock, listed } from "../i18n/format.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { useKeys } from "../keys/keys.ts";
import { didUndoable, say } from "../overlay/undo.ts";
import { BackLink } from "../shell/back.tsx";
import { useBand } from "../shell/band.tsx";
import { refusalLine } from "../shell/problem.tsx";
import { AnswerForm } from "./answer-form.tsx";
import { type Kept, useAutosave } from "./autosave.ts";
import { draftOf } from "./draft.ts";
import { type Form, missingIn, readForm } from "./form.ts";
import { RequestForm } from "./request-form.tsx";
import { type Verdict, VerdictBox } from "./verdict.tsx";

/** The form at the left, what the node says of it at the right; one chord checks, the same chord submits. */
export function Writer({
  stored,
  me,
}: {
  readonly stored: AnswerOf<"showWorking">;
  readonly me: AnswerOf<"me">;
}) {
  const [initial] = useState(() => readForm(stored.form));
  const { form, change, kept, flush } = useAutosave(stored, initial);
  const [verdict, setVerdict] = useState<Verdict>({ at: "none" });
  const [checked, setChecked] = useState<Form | null>(null);
  const navigate = useNavigate();
  const directory = useQuery(directoryQuery).data;
  useBand([{ system: null, level: null, tlp: form.tlp, pap: "AMBER", handling: ["H1"] }]);
  const missing = missingIn(form);
  const to = directory?.desks.find(({ desk }) => desk === form.to);
  const ready = verdict.at === "decided" && verdict.decision.outcome !== "forbid" && sameText(checked, form);

  const check = async () => {
    if (missing.length > 0) {
      document.getElementById(missing[0] ?? "")?.focus();
      return;
    }
    setVerdict({ at: "asking" });
    try {
      const dispatch = await storeDraft(form);
      const withDispatch = { ...form, dispatch };
      change({ dispatch });
      await flush();
      setChecked(withDispatch);
      setVerdict({ at: "decided", decision: await call("checkDraft", { id: dispatch }) });
      void refreshDesk();
    } catch (fault) {
      setVerdict({ at: "refused", fault });
    }
  };
  const submit = async () => {
    try {
      await call("submitDraft", { id: form.dispatch });
      await flush();
      await call("dropWorking", { id: stored.id, body: {} });
      client.removeQueries({ queryKey: workingQuery(stored.id).queryKey });
      void client.invalidateQueries({ queryKey: workingListQuery.queryKey, exact: true });
      void refreshDesk();
      say(proposedLine(verdict, directory));
      await navigate({ to: "/desk/$view", params: { view: "mine" } });
    } catch (fault) {
      setVerdict({ at: "refused", fault });
    }
  };
  const next = () => void (ready ? submit() : check());
  useKeys({
    "ctrl+enter": next,
    "alt+b": () => change({ basis: !form.basis }),
    "alt+n": () => (form.reveals.length > 0 ? undefined : change({ reveals_none: !form.reveals_none })),
    "alt+i": () => insert(0),
    "alt+2": () => insert(1),
    "alt+3": () => insert(2),
    "alt+p": () => document.getElementById(form.kind === "answer" ? "outcome" : "purpose")?.focus(),
    escape: () => void flush().then(() => navigate({ to: "/desk/$view", params: { view: "mine" } })),
  });
  const drop = () =>
    throwAway(stored.id, form).then((gone) =>
      gone ? navigate({ to: "/desk/$view", params: { view: "mine" } }) : undefined,
    );
  const Shape = form.kind === "answer" ? AnswerForm : RequestForm;
  return (
    <main className="write" data-letters="off" aria-labelledby="write-title" onBlur={() => void flush()}>
      <div className="write-body">
        <BackLink />
        <h1 id="write-title" tabIndex={-1}>
          {form.kind === "answer" ? t("write.title_answer") : t("write.title_request")}
        </h1>
        <p className="kept" role="status">
          <KeptLine kept={kept} party={me.party} />
        </p>
        <Shape form={form} change={change} missing={missing} directory={directory} me={me} />
      </div>
      <aside className="write-side" aria-label={t("write.side")}>
        {form.kind === "request" && to !== undefined && (
          <div className="recipient">
            <p className="label">{t("release.recipient")}</p>
            <p className="recipient-name">{`${to.party} · ${to.agency}`}</p>
            <p>{to.name[LANGUAGE]}</p>
          </div>
        )}
        <Missing missing={missing} />
        <VerdictBox verdict={verdict} directory={directory} />
        <div className="side-acts">
          <button type="button" className="primary" onClick={next} data-ready={ready ? "true" : undefined}>
            {ready ? t("write.submit") : t("write.check")}
            <Key name="Ctrl Enter" />
          </button>
          <button type="button" onClick={() => void drop()}>
            {t("write.drop")}
          </button>
        </div>
      </aside>
    </main>
  );
}

/**
 * Throws a form away, and puts away the draft it had become, which only an erasure ends. For as long as that is said it can
 * be taken back: the form is then written anew. True where it is gone.
 */
async function throwAway(id: string, form: Form): Promise<boolean> {
  const draft = (done: boolean) =>
    form.dispatch === "" ? null : call("markDispatch", { id: form.dispatch, body: { done } });
  const changed = async () => {
    await client.invalidateQueries({ queryKey: workingListQuery.queryKey, exact: true });
    await refreshDesk();
  };
  try {
    await call("dropWorking", { id, body: {} });
    await draft(true);
  } catch (fault) {
    say(refusalLine(fault), true);
    return false;
  }
  client.removeQueries({ queryKey: workingQuery(id).queryKey });
  client.setQueryData(workingListQuery.queryKey, (list) =>
    list === undefined ? list : { items: list.items.filter((one) => one.id !== id) },
  );
  void changed();
  const undo = async () => {
    await call("createWorking", { body: { form: { ...form } } });
    await draft(false);
    await changed();
  };
  didUndoable({ said: t("write.dropped", { title: firstWords(form, 48) }), undo, brief: true });
  return true;
}

/** Takes one of the records found into the answer, or out of it. */
function insert(place: number): void {
  document.querySelector<HTMLButtonElement>(`[data-insert='${String(place)}']`)?.click();
}

/** Stores the draft anew, or for the first time; gives its id. */
async function storeDraft(form: Form): Promise<string> {
  const draft = draftOf(form);
  if (form.dispatch !== "") {
    const { version } = await call("showDispatch", { id: form.dispatch });
    const { id } = await call("replaceDraft", { id: form.dispatch, body: { draft, version } });
    return id;
  }
  const reply = form.reply_to === null ? {} : { reply_to: form.reply_to };
  const { id } = await call("draftDispatch", { body: { kind: form.kind, draft, ...reply } });
  return id;
}

/** What was checked is what would be submitted: a key pressed since asks for a new check. */
function sameText(checked: Form | null, form: Form): boolean {
  return checked !== null && JSON.stringify(checked) === JSON.stringify(form);
}

/** Who is waited for now, as the check said. */
function proposedLine(verdict: Verdict, directory: AnswerOf<"directory"> | undefined): string {
  const roles = verdict.at === "decided" ? verdict.decision.open_roles : [];
  const who = roles.map((role) => roleWithHolders(role, directory));
  return who.length === 0 ? t("write.proposed") : t("write.proposed_for", { roles: listed(who) });
}

function KeptLine({ kept, party }: { readonly kept: Kept; readonly party: string }) {
  if (kept.state === "kept") return t("write.kept", { at: clock(kept.at, party) });
  if (kept.state === "typing") return t("write.keeping");
  return `${t("write.not_kept")} ${refusalLine(kept.fault)}`;
}

function Missing({ missing }: { readonly missing: readonly string[] }) {
  if (missing.length === 0) return <p className="complete">{t("write.complete")}</p>;
  return (
    <div className="missing">
      <h2>{t("write.missing", { count: missing.length })}</h2>
      <ul>
        {missing.map((name) => (
          <li key={name}>
            <a href={`#${name}`} onClick={(event) => focusOn(event, name)}>
              {word("missing", name)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function focusOn(event: { preventDefault(): void }, name: string): void {
  event.preventDefault();
  document.getElementById(name)?.focus();
}
