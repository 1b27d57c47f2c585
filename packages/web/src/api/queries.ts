import type { DeskView } from "@entente/contract";
import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { type AnswerOf, call, Refused } from "./client.ts";

/** A page of the list: two screens of rows, so that the first is there at once; the next is asked for while one scrolls. */
const PAGE = 50;
/** Should an event be missed, the list is at most this old. */
const BACKSTOP_MS = 60_000;

/** What the page knows of the node. A refusal is an answer: it is not asked again. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, fault) => !(fault instanceof Refused) && failures < 2,
      refetchOnWindowFocus: true,
    },
  },
});

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: () => call("me"), staleTime: 300_000 });
export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: () => call("health"),
  refetchInterval: 10_000,
});
export const directoryQuery = queryOptions({
  queryKey: ["directory"],
  queryFn: () => call("directory"),
  staleTime: 300_000,
});
/** The directory again, as fresh as health: asked for only while health says that some area is not active. */
export const narrowedQuery = queryOptions({ ...directoryQuery, staleTime: 10_000, refetchInterval: 10_000 });
export const countsQuery = queryOptions({
  queryKey: ["desk", "counts"],
  queryFn: () => call("deskCounts"),
  refetchInterval: BACKSTOP_MS,
});

export function deskQuery(view: DeskView) {
  return infiniteQueryOptions({
    queryKey: ["desk", "list", view],
    queryFn: ({ pageParam }) => call("desk", { body: { view, cursor: pageParam, limit: PAGE } }),
    initialPageParam: FIRST,
    getNextPageParam: (page: AnswerOf<"desk">) => page.next,
    refetchInterval: BACKSTOP_MS,
  });
}
const FIRST: string | null = null;

export function threadQuery(id: string) {
  return queryOptions({ queryKey: ["thread", id], queryFn: () => call("thread", { id }) });
}

/** One dispatch, whole: asking for it is on record as a read, so it is asked only to be shown. */
export function dispatchQuery(id: string) {
  return queryOptions({
    queryKey: ["dispatch", id],
    queryFn: () => call("showDispatch", { id }),
    staleTime: 300_000,
    refetchOnWindowFocus: false,
  });
}

export function releaseQuery(id: string) {
  return queryOptions({
    queryKey: ["release", id],
    queryFn: () => call("release", { id }),
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

export function workingQuery(id: string) {
  return queryOptions({
    queryKey: ["working", id],
    queryFn: () => call("showWorking", { id }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
}

export const workingListQuery = queryOptions({
  queryKey: ["working"],
  queryFn: () => call("listWorking"),
});

/** Whatever changed at the desk: lists, counts and threads are asked again; the old ones stay until then. */
export async function refreshDesk(): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["desk"] }),
    client.invalidateQueries({ queryKey: ["thread"] }),
    client.invalidateQueries({ queryKey: ["release"] }),
  ]);
}
