import { LANGUAGES } from "@entente/words";
import { useQuery } from "@tanstack/react-query";
import { Fingerprint, KeyRound } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { type AnswerOf, call } from "../api/client.ts";
import { roleName } from "../desk/roles.ts";
import { LANGUAGE, t, word } from "../i18n/messages.ts";
import { chooseLanguage, chooseTheme, PAGE, THEMES, themeNow } from "../shell/page.ts";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { passkeysWork } from "./passkeys-work.ts";

/** The way in: in the sandbox an invented officer is chosen; a real node asks for what the officer was given. */
export function SignIn({ onEntered }: { readonly onEntered: (me: AnswerOf<"me">) => void }) {
  const [fault, setFault] = useState<unknown>(null);
  const entering = async (work: () => Promise<AnswerOf<"me">>) => {
    try {
      onEntered(await work());
    } catch (refused) {
      setFault(refused);
    }
  };
  return (
    <main className="sign-in" aria-labelledby="sign-in-title">
      <div className="sign-in-body">
        <p className="eyebrow">{word("node", PAGE.party)}</p>
        <h1 id="sign-in-title">{t("signin.title")}</h1>
        {fault === null ? null : <ProblemBox fault={fault} />}
        {PAGE.sandbox ? (
          <Roles onChosen={(officer) => void entering(() => call("sandboxSession", { body: { officer } }))} />
        ) : (
          <TokenForm onToken={(token) => void entering(() => call("openSession", { token, body: {} }))} />
        )}
        {passkeysWork() && (
          <button type="button" className="passkey" onClick={() => void entering(() => enterWithPasskey())}>
            <Fingerprint size={15} strokeWidth={1.75} aria-hidden="true" />
            {t("signin.passkey")}
          </button>
        )}
        <Looks />
      </div>
    </main>
  );
}

/** One touch: the authenticator says who he is. */
async function enterWithPasskey(): Promise<AnswerOf<"me">> {
  const [{ options }, { answerWithPasskey, isAskedAnswer }] = await Promise.all([
    call("passkeySignInOptions", { body: {} }),
    import("./passkeys.ts"),
  ]);
  if (!isAskedAnswer(options)) throw new TypeError("the node's options are not ones this page understands");
  return call("passkeySignIn", { body: { response: await answerWithPasskey(options) } });
}

/** The invented officers; arrow keys move between them. */
function Roles({ onChosen }: { readonly onChosen: (officer: string) => void }) {
  const query = useQuery({ queryKey: ["sandbox"], queryFn: () => call("sandboxOfficers") });
  const move = (event: KeyboardEvent<HTMLUListElement>) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...event.currentTarget.querySelectorAll("button")];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    buttons[(at + step + buttons.length) % buttons.length]?.focus();
  };
  if (query.isPending) return <Skeleton rows={6} />;
  if (query.isError) return <ProblemBox fault={query.error} />;
  return (
    <>
      <p className="sandbox-note">{t("signin.sandbox")}</p>
      <ul className="roles" onKeyDown={move} aria-label={t("signin.roles")}>
        {query.data.officers.map((officer, index) => (
          <li key={officer.id}>
            <button type="button" autoFocus={index === 0} onClick={() => onChosen(officer.id)}>
              <span className="role-name">
                {officer.duties.map((duty) => word("duty", duty)).join(" · ")}
                {officer.approval_roles.length === 0 ? null : (
                  <span className="note">{officer.approval_roles.map(roleName).join(" · ")}</span>
                )}
              </span>
              <span>{officer.name}</span>
              <span className="note">{officer.agency}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function TokenForm({ onToken }: { readonly onToken: (token: string) => void }) {
  const [token, setToken] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() !== "") onToken(token.trim());
  };
  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor="token">{t("signin.token")}</label>
      <p className="hint" id="token-hint">
        {t("signin.token_hint")}
      </p>
      <input
        id="token"
        type="password"
        autoComplete="off"
        aria-describedby="token-hint"
        value={token}
        onChange={(event) => setToken(event.target.value)}
      />
      <button type="submit" className="primary">
        <KeyRound size={15} strokeWidth={1.75} aria-hidden="true" />
        {t("signin.enter")}
      </button>
    </form>
  );
}

/** Language and theme, before anybody is known: kept for this node in this browser. */
export function Looks() {
  const [theme, setTheme] = useState(themeNow);
  return (
    <div className="looks">
      <fieldset className="segmented">
        <legend>{t("looks.language")}</legend>
        {LANGUAGES.map((language) => (
          <button
            key={language}
            type="button"
            lang={language}
            aria-pressed={language === LANGUAGE}
            onClick={() => chooseLanguage(language)}
          >
            {word("language", language)}
          </button>
        ))}
      </fieldset>
      <fieldset className="segmented">
        <legend>{t("looks.theme")}</legend>
        {THEMES.map((one) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === theme}
            onClick={() => {
              chooseTheme(one);
              setTheme(one);
            }}
          >
            {word("theme", one)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}
