import "../styles/screens.css";
import { REFUSAL_GROUNDS } from "@entente/words";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { type AnswerOf, call } from "../api/client.ts";
import { refreshDesk, releaseQuery } from "../api/queries.ts";
import { clock } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { useKeys } from "../keys/keys.ts";
import { useOverlay } from "../overlay/overlay.tsx";
import { say } from "../overlay/undo.ts";
import { BackLink } from "../shell/back.tsx";
import { useBand } from "../shell/band.tsx";
import { ProblemBox, Skeleton } from "../shell/problem.tsx";
import { textIn } from "../thread/reading.ts";
import { digestOf, exactBody } from "./body.ts";
import { BorderTable } from "./border-table.tsx";
import { type Compared, compareRelease } from "./compare.ts";
import { ReleaseSide } from "./side.tsx";
import { signWithDevice } from "./sign.ts";

type View = "all" | "differences" | "bytes";

/** "What they will see": the exact bytes beside our draft, then the act that lets them go. */
export function ReleaseScreen({ id, me }: { readonly id: string; readonly me: AnswerOf<"me"> }) {
  const query = useQuery(releaseQuery(id));
  if (query.data !== undefined) return <Release view={query.data} me={me} />;
  return (
    <main className="release" aria-labelledby="release-title">
      <div className="release-body">
        <BackLink />
        <h1 id="release-title" tabIndex={-1}>
          {t("release.title")}
        </h1>
        {query.isPending ? <Skeleton rows={6} /> : <ProblemBox fault={query.error} />}
      </div>
    </main>
  );
}

function Release({ view, me }: { readonly view: AnswerOf<"release">; readonly me: AnswerOf<"me"> }) {
  const [shown, setShown] = useState<View>("all");
  const body = useMemo(() => exactBody(view.body_base64), [view.body_base64]);
  const rows = useMemo(() => compareRelease(view.ours, body.value, view.withheld), [view, body.value]);
  const whole = useDigest(body.bytes) === view.body_sha256;
  useBand([view.ours.marking]);
  const acts = useActs(view, whole);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const language = textIn(body.value, "language");
  return (
    <main className="release" aria-labelledby="release-title" data-item={view.id}>
      <div className="release-body">
        <BackLink />
        <h1 id="release-title" tabIndex={-1} ref={title}>
          {t("release.title")}
        </h1>
        <p className="subtitle">
          {t("release.subtitle", {
            title: view.ours.title,
            recipient: `${view.to.party} · ${view.to.agency}`,
          })}
        </p>
        <div className="verdict-line" data-outcome={view.decision.outcome}>
          <strong>{word("outcome_word", view.decision.outcome)}</strong>
          <span>{countsOf(rows)}</span>
          <Toggles shown={shown} onChange={setShown} />
        </div>
        {acts.fault === null ? null : <ProblemBox fault={acts.fault} />}
        {whole ? null : <p className="unexplained">{t("release.digest_differs")}</p>}
        {shown === "bytes" ? (
          <pre className="bytes" lang={language} tabIndex={0}>
            {JSON.stringify(body.value, null, 2)}
          </pre>
        ) : (
          <BorderTable
            rows={shown === "all" ? rows : rows.filter(({ crossing }) => crossing !== "crosses")}
            language={language}
            us={me.party}
            them={view.to.party}
          />
        )}
        <p className="hint">
          {t("release.decided", {
            packs: view.decision.packs.map((pack) => `${pack.id}-${pack.version}`).join(", "),
            at: clock(view.decision.at, me.party),
          })}
        </p>
      </div>
      <ReleaseSide view={view} me={me} bytes={body.bytes.length} acts={acts} />
    </main>
  );
}

/** Null until it is computed. */
function useDigest(bytes: Uint8Array<ArrayBuffer>): string | null {
  const [digest, setDigest] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    void digestOf(bytes).then((found) => (here ? setDigest(found) : undefined));
    return () => {
      here = false;
    };
  }, [bytes]);
  return digest;
}

function countsOf(rows: readonly Compared[]): string {
  const size = (crossing: Compared["crossing"]) => rows.filter((row) => row.crossing === crossing).length;
  return t("release.counts", {
    crosses: size("crosses"),
    reduced: size("reduced"),
    stays: size("stays"),
    added: size("added"),
  });
}

function Toggles({ shown, onChange }: { readonly shown: View; readonly onChange: (view: View) => void }) {
  return (
    <fieldset className="segmented">
      <legend className="hidden">{t("release.show")}</legend>
      {(["all", "differences", "bytes"] as const).map((one) => (
        <button key={one} type="button" aria-pressed={shown === one} onClick={() => onChange(one)}>
          {word("release_view", one)}
        </button>
      ))}
    </fieldset>
  );
}

/** Where the act of approving stands. */
export interface ReleaseActs {
  readonly stage: "looking" | "touch" | "signing" | "done";
  readonly fault: unknown;
  readonly may: boolean;
  readonly ask: () => void;
  readonly touch: () => void;
  readonly refuse: () => void;
}

/** Approve is two acts, so that no slip of a finger lets anything out; refuse is as near. Nothing is optimistic. */
function useActs(view: AnswerOf<"release">, whole: boolean): ReleaseActs {
  const [stage, setStage] = useState<ReleaseActs["stage"]>("looking");
  const [fault, setFault] = useState<unknown>(null);
  const overlay = useOverlay();
  const navigate = useNavigate();
  const challenge = view.challenges[0];
  const may = challenge !== undefined && whole && stage !== "done";
  const acting = async (work: () => Promise<{ readonly state: string }>) => {
    setStage("signing");
    setFault(null);
    try {
      const { state } = await work();
      setStage("done");
      say(word("decided", state));
      await refreshDesk();
      if (state === "refused") await navigate({ to: "/desk/$view", params: { view: "to_release" } });
    } catch (refused) {
      setStage("looking");
      setFault(refused);
    }
  };
  const ask = () => (may ? setStage("touch") : undefined);
  const touch = () => {
    if (challenge === undefined || stage !== "touch") return;
    void acting(async () => call("approveRelease", { id: view.id, body: await signWithDevice(challenge) }));
  };
  const refuse = () => {
    if (challenge === undefined || !may) return;
    overlay.choose({
      title: t("release.refuse_title"),
      options: REFUSAL_GROUNDS.map((ground) => ({ id: ground, label: word("ground", ground), note: "" })),
      onChosen: (chosen) => {
        const ground = REFUSAL_GROUNDS.find((one) => one === chosen);
        if (ground === undefined) return;
        void acting(async () => {
          const signed = await signWithDevice({ ...challenge, action: "refuse" });
          return call("refuseRelease", { id: view.id, body: { ground, signed } });
        });
      },
    });
  };
  useKeys({
    y: stage === "touch" ? touch : ask,
    n: refuse,
    escape: () =>
      stage === "touch"
        ? setStage("looking")
        : void navigate({ to: "/desk/$view", params: { view: "to_release" } }),
    ...(stage === "touch" ? { enter: touch } : {}),
  });
  return { stage, fault, may, ask, touch, refuse };
}
