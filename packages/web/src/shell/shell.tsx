import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { type AnswerOf, call, Refused } from "../api/client.ts";
import { listen } from "../api/live.ts";
import { IDLE_MS, idleFor } from "../api/presence.ts";
import { client, countsQuery, meQuery } from "../api/queries.ts";
import { firstView, viewNamed } from "../desk/views.ts";
import { t, withMessages } from "../i18n/messages.ts";
import { useKeys } from "../keys/keys.ts";
import { OverlayPlace, useOverlay } from "../overlay/overlay.tsx";
import { say, undoLast, useSaid } from "../overlay/undo.ts";
import { SignIn } from "../signin/sign-in.tsx";
import { useCreate } from "../write/creating.ts";
import { Banded } from "./band.tsx";
import { ProblemBox, refusalLine, Skeleton } from "./problem.tsx";
import { Rail } from "./rail.tsx";

/** Everything around the screens. Nobody signed in sees the way in, whatever the address says. */
export function Shell() {
  const me = useQuery(meQuery);
  const out = me.error instanceof Refused && me.error.problem.code === "not_signed_in";
  return (
    <Banded>
      <OverlayPlace>
        {me.isPending && (
          <main className="waiting">
            <Skeleton rows={6} />
          </main>
        )}
        {me.isError && !out && me.data === undefined && (
          <main className="waiting">
            <ProblemBox fault={me.error} />
          </main>
        )}
        {out && <SignIn onEntered={enter} />}
        {me.data !== undefined && !out && <Workspace me={me.data} />}
      </OverlayPlace>
    </Banded>
  );
}

/** Loaded when first asked for, as the list that shows it. */
const palettes = () => withMessages(import("../overlay/palette.ts"));

/** Of the officer before nothing stays in the page. */
function enter(me: AnswerOf<"me">): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
  client.setQueryData(meQuery.queryKey, me);
}

async function leave(): Promise<void> {
  await call("endSession", { body: {} }).catch(() => undefined);
  client.clear();
  window.location.assign("/");
}

/** Makes a passkey in this browser: it signs in, and once the officer's device vouches for it, signs approvals. */
async function enrolPasskey(): Promise<void> {
  try {
    const [{ options }, { isAskedKey, makePasskey }] = await Promise.all([
      call("passkeyOptions", { body: {} }),
      import("../signin/passkeys.ts"),
    ]);
    if (!isAskedKey(options)) throw new TypeError("the node's options are not ones this page understands");
    const response = await makePasskey(options);
    const { device, vouched } = await call("registerPasskey", { body: { response } });
    say(t(vouched ? "passkey.enrolled" : "passkey.unvouched", { device }));
  } catch (fault) {
    say(refusalLine(fault), true);
  }
}

function Workspace({ me }: { readonly me: AnswerOf<"me"> }) {
  const overlay = useOverlay();
  const navigate = useNavigate();
  const params: { readonly view?: string } = useParams({ strict: false });
  const awaitsGo = useRef(false);
  useEffect(() => listen(), []);
  useLock();
  const goTo = useCallback(
    (view: string) => void navigate({ to: "/desk/$view", params: { view } }),
    [navigate],
  );
  const create = useCreate(me);
  const undo = () => void undoLast((act) => t("undo.done", { said: act.said }));
  const acts = {
    create,
    goTo,
    undo,
    keys: () => void palettes().then(({ keyList }) => overlay.choose(keyList())),
    passkey: () => void enrolPasskey(),
    signOut: () => void leave(),
  };
  const palette = () => void palettes().then(({ paletteFor }) => overlay.choose(paletteFor(me, acts)));
  useKeys({
    "ctrl+k": palette,
    "/": palette,
    "?": acts.keys,
    ...(create === null ? {} : { c: create }),
    z: undo,
    g: () => {
      awaitsGo.current = true;
      window.setTimeout(() => {
        awaitsGo.current = false;
      }, 1_000);
    },
    d: () => (awaitsGo.current ? goTo(firstView(me, client.getQueryData(countsQuery.queryKey))) : undefined),
  });
  const view = params.view === undefined ? null : viewNamed(params.view);
  return (
    <div className="workspace">
      <a className="skip" href="#screen" onClick={(event) => skip(event)}>
        {t("skip")}
      </a>
      <Rail me={me} view={view} onCreate={create} onPalette={palette} onSignOut={acts.signOut} />
      <div className="screen" id="screen">
        <Outlet />
      </div>
      <SaidLine onUndo={undo} />
    </div>
  );
}

function skip(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#screen [tabindex='0'], #screen h1")?.focus();
}

/** A desk nobody touches is locked by the page too, not only by the node. */
function useLock(): void {
  useEffect(() => {
    const timer = window.setInterval(() => {
      if (idleFor() > IDLE_MS) void leave();
    }, 30_000);
    return () => window.clearInterval(timer);
  }, []);
}

/** The line at the bottom: what was just done, and how to take it back. */
function SaidLine({ onUndo }: { readonly onUndo: () => void }) {
  const said = useSaid();
  return (
    <div className="said-line" role="status" data-trouble={said?.trouble === true ? "true" : undefined}>
      {said === null ? null : (
        <>
          <span>{said.text}</span>
          {said.undoable ? (
            <button type="button" onClick={onUndo}>
              {t("palette.undo")}
              <kbd className="key">{"Z"}</kbd>
            </button>
          ) : null}
        </>
      )}
    </div>
  );
}
