import { useQuery } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter, Navigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { countsQuery, meQuery } from "../api/queries.ts";
import { DeskScreen } from "../desk/desk-screen.tsx";
import { firstView, viewNamed } from "../desk/views.ts";
import { withMessages } from "../i18n/messages.ts";
import { Skeleton } from "./problem.tsx";
import { Shell } from "./shell.tsx";

const ThreadScreen = lazy(() =>
  withMessages(import("../thread/thread-screen.tsx")).then((loaded) => ({ default: loaded.ThreadScreen })),
);
const WriteScreen = lazy(() =>
  withMessages(import("../write/write-screen.tsx")).then((loaded) => ({ default: loaded.WriteScreen })),
);
const ReleaseScreen = lazy(() =>
  withMessages(import("../release/release-screen.tsx")).then((loaded) => ({ default: loaded.ReleaseScreen })),
);

const waiting = <Skeleton rows={6} />;

const root = createRootRoute({ component: Shell, notFoundComponent: Home });
const home = createRoute({ getParentRoute: () => root, path: "/", component: Home });
const desk = createRoute({ getParentRoute: () => root, path: "/desk/$view", component: Desk });
const thread = createRoute({ getParentRoute: () => root, path: "/thread/$item", component: Thread });
const write = createRoute({ getParentRoute: () => root, path: "/write/$item", component: Write });
const release = createRoute({ getParentRoute: () => root, path: "/release/$item", component: Release });

export const router = createRouter({
  routeTree: root.addChildren([home, desk, thread, write, release]),
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

/** Where an officer's work is: how much each view has is asked first, so that nobody lands beside it. */
function Home() {
  const me = useQuery(meQuery).data;
  const counts = useQuery({ ...countsQuery, enabled: me !== undefined });
  if (me === undefined || counts.isPending) return waiting;
  return <Navigate to="/desk/$view" params={{ view: firstView(me, counts.data) }} replace />;
}

function Desk() {
  const me = useQuery(meQuery).data;
  const view = viewNamed(desk.useParams().view);
  return me === undefined ? null : <DeskScreen key={view} view={view} me={me} />;
}

function Thread() {
  const me = useQuery(meQuery).data;
  const { item } = thread.useParams();
  return (
    <Suspense fallback={waiting}>
      {me === undefined ? null : <ThreadScreen key={item} id={item} me={me} />}
    </Suspense>
  );
}

function Write() {
  const me = useQuery(meQuery).data;
  const { item } = write.useParams();
  return (
    <Suspense fallback={waiting}>
      {me === undefined ? null : <WriteScreen key={item} id={item} me={me} />}
    </Suspense>
  );
}

function Release() {
  const me = useQuery(meQuery).data;
  const { item } = release.useParams();
  return (
    <Suspense fallback={waiting}>
      {me === undefined ? null : <ReleaseScreen key={item} id={item} me={me} />}
    </Suspense>
  );
}
