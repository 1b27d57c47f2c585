import type { Fault } from "@entente/words";
import type { DoorCode } from "./rejections.ts";

/** The head of a request, as far as it decides whether it is looked at. */
export interface RequestHead {
  readonly method: string;
  readonly url: string;
  /** all values of each header, as Node's `headersDistinct` */
  readonly headers: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What this door answers to. */
export interface DoorNames {
  /** `localhost:PORT` and configured names, lower case */
  readonly hosts: ReadonlySet<string>;
}

/** Each decides something: with two values, two readers could decide differently. */
const SINGLE = [
  "host",
  "origin",
  "authorization",
  "content-type",
  "content-length",
  "content-encoding",
  "sec-fetch-site",
] as const;

/** Everything wrong with a request's head, whoever sent it. */
export function faultsOfHead(head: RequestHead, names: DoorNames): readonly Fault[] {
  const duplicates = SINGLE.filter((name) => (head.headers[name]?.length ?? 0) > 1);
  return [
    ...duplicates.map((name) => fault("duplicate_header", name)),
    ...(isHost(one(head, "host"), names) ? [] : [fault("foreign_host", "host")]),
    ...originFaults(head, names),
  ];
}

/**
 * What is wrong with a request that brings a browser's session: it changes something without saying which page
 * wrote it, or a page of another origin wrote it. The origin itself was compared before.
 */
export function faultsOfOwnPage(head: RequestHead): readonly Fault[] {
  const silent = head.method !== "GET" && head.headers.origin === undefined;
  const site = one(head, "sec-fetch-site");
  const apart = site !== "" && site !== "same-origin" && site !== "none";
  return [
    ...(silent ? [fault("foreign_origin", "origin")] : []),
    ...(apart ? [fault("foreign_origin", "sec-fetch-site")] : []),
  ];
}

/**
 * Everything wrong with the head of a request to a known route, its size apart.
 * @param takesBody whether the route has a body; one that has none is not sent one
 */
export function faultsOfRouted(head: RequestHead, takesBody: boolean): readonly Fault[] {
  const query: Fault[] = head.url.includes("?") ? [{ code: "query_not_allowed", where: "query" }] : [];
  if (!takesBody) return hasBody(head) ? [...query, { code: "unexpected_body", where: "body" }] : query;
  return [...query, ...bodyFaults(head)];
}

/** Whether a request announces more than `limit` bytes; one that announces nothing is counted as it comes. */
export function announcesMore(head: RequestHead, limit: number): boolean {
  return Number(one(head, "content-length")) > limit;
}

function bodyFaults(head: RequestHead): readonly Fault[] {
  if (!hasBody(head)) return [{ code: "missing_body", where: "body" }];
  const type = /^application\/json(?:\s*;\s*charset=(?:utf-8|"utf-8"))?$/i;
  return [
    ...(type.test(one(head, "content-type")) ? [] : [fault("content_type", "content-type")]),
    ...(head.headers["content-encoding"] === undefined
      ? []
      : [fault("content_encoding", "content-encoding")]),
  ];
}

/** A page of another site can send a request but not hide where it is (Fetch §3.2; T36). */
function originFaults(head: RequestHead, names: DoorNames): readonly Fault[] {
  if (head.method === "GET") return [];
  const origin = head.headers.origin === undefined ? null : one(head, "origin");
  const ours = origin === null || isHost(origin.replace(/^https?:\/\//, ""), names);
  const site = head.headers["sec-fetch-site"] === undefined ? "none" : one(head, "sec-fetch-site");
  return [
    ...(ours ? [] : [fault("foreign_origin", "origin")]),
    ...(site === "none" || site === "same-origin" ? [] : [fault("foreign_origin", "sec-fetch-site")]),
  ];
}

function isHost(host: string, names: DoorNames): boolean {
  return names.hosts.has(host.toLowerCase());
}

function hasBody(head: RequestHead): boolean {
  const length = head.headers["content-length"];
  return head.headers["transfer-encoding"] !== undefined || (length !== undefined && length[0] !== "0");
}

function one(head: RequestHead, name: string): string {
  return head.headers[name]?.[0] ?? "";
}

function fault(code: DoorCode, header: string): Fault {
  return { code, where: `header/${header}` };
}
