import type { IncomingHttpHeaders } from "node:http";

/**
 * The one value of a cookie; null where there is none, or more than one: browsers send the cookies of every port
 * of a host to every other, and of two values another server may have set one.
 */
export function cookieOf(headers: IncomingHttpHeaders, name: string): string | null {
  const values = (headers.cookie ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at > 0 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
  return values.length === 1 ? (values[0] ?? null) : null;
}

/** Names carry the node, since the nodes of one computer share its cookies (design §8). */
export function cookieName(node: string, what: "session" | "lang" | "theme"): string {
  return `entente_${node.replaceAll(/[^A-Za-z0-9-]/g, "-")}_${what}`;
}

/**
 * The header that gives a browser its session, or with null takes it away: never readable by a script, never sent
 * from another site.
 * @param plain the page was asked for on http://localhost, where a browser keeps no Secure cookie
 */
export function sessionCookie(node: string, secret: string | null, plain: boolean): string {
  const parts = [`${cookieName(node, "session")}=${secret ?? ""}`, "Path=/", "HttpOnly", "SameSite=Strict"];
  if (!plain) parts.push("Secure");
  if (secret === null) parts.push("Max-Age=0");
  return parts.join("; ");
}
