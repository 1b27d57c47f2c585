import { LANGUAGES, type Language } from "@entente/words";
import { SECURITY_HEADERS } from "./answers.ts";

/** One file of the web workspace, read at start; nothing is read from disk for a request. */
export interface WebFile {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** the same compressed; null where that saves nothing */
  readonly gzip: Uint8Array | null;
  readonly brotli: Uint8Array | null;
}

/** The built workspace: the page, and its assets by path. The names of the assets carry their digests. */
export interface WebFiles {
  readonly page: string;
  readonly assets: ReadonlyMap<string, WebFile>;
}

/** The paths that answer with the page; the page itself knows what to show there. */
export const PAGE_PATHS = [
  "/",
  "/desk",
  "/desk/:view",
  "/desk/:view/:item",
  "/thread/:item",
  "/write/:item",
  "/answer/:item",
  "/release/:item",
] as const;

export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

/** What the node writes into the page it serves. */
export interface PageWords {
  readonly lang: Language;
  readonly theme: Theme;
  readonly node: string;
  readonly party: string;
  readonly realm: string;
  readonly sandbox: boolean;
}

/**
 * `script-src 'self'` and no Trusted Types policy at all: partner text is only ever a text node, and a sink that
 * would read it as code throws (T27). Styles come from our own sheets; nothing is asked of another host.
 */
const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

export const PAGE_HEADERS = {
  ...SECURITY_HEADERS,
  "content-security-policy": PAGE_CSP,
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), publickey-credentials-get=(self)",
  "content-type": "text/html; charset=utf-8",
} as const;

/** The names of the assets change with their content, so a browser may keep them for a year. */
export const ASSET_HEADERS = {
  ...SECURITY_HEADERS,
  "cache-control": "public, max-age=31536000, immutable",
  vary: "accept-encoding",
} as const;

/** The page with this reader's language and theme, so that nothing flashes and no inline script is needed. */
export function pageFor(files: WebFiles, words: PageWords): string {
  const values = { ...words, sandbox: String(words.sandbox) };
  const filled = Object.entries(values).reduce(
    (page, [name, value]) => page.replaceAll(`{{${name}}}`, attribute(value)),
    files.page,
  );
  return words.lang === "hi" ? filled.replace("</head>", `${devanagari(files)}</head>`) : filled;
}

/** Only where it is on the whole page: one rupee sign elsewhere does not pay for 99 kB ahead. */
function devanagari(files: WebFiles): string {
  const font = [...files.assets.keys()].find((path) => path.includes("devanagari"));
  return font === undefined
    ? ""
    : `<link rel="preload" as="font" type="font/woff2" crossorigin href="${font}">`;
}

/** The language a browser asks for, where no cookie says one of ours. */
export function languageOf(cookie: string | null, accepted: string | undefined): Language {
  const asked = (accepted ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase());
  const wanted = [cookie ?? "", ...asked];
  return wanted.flatMap((word) => LANGUAGES.find((language) => language === word) ?? [])[0] ?? "en";
}

export function themeOf(cookie: string | null): Theme {
  return THEMES.find((theme) => theme === cookie) ?? "light";
}

/** The smallest form the browser takes (RFC 9110 §12.5.3). */
export function encodedFor(
  file: WebFile,
  accepted: string | undefined,
): { readonly bytes: Uint8Array; readonly encoding: "br" | "gzip" | null } {
  const words = (accepted ?? "").split(",").map((part) => part.trim().split(";", 1)[0]);
  if (file.brotli !== null && words.includes("br")) return { bytes: file.brotli, encoding: "br" };
  if (file.gzip !== null && words.includes("gzip")) return { bytes: file.gzip, encoding: "gzip" };
  return { bytes: file.bytes, encoding: null };
}

function attribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
