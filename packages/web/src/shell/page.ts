/** What the node wrote into the page it served. */
export const PAGE = {
  node: document.documentElement.dataset["node"] ?? "",
  party: document.documentElement.dataset["party"] ?? "",
  realm: document.documentElement.dataset["realm"] ?? "",
  sandbox: document.documentElement.dataset["sandbox"] === "true",
} as const;

export const THEMES = ["light", "dark", "contrast"] as const;
export type Theme = (typeof THEMES)[number];

export function themeNow(): Theme {
  return THEMES.find((theme) => theme === document.documentElement.dataset["theme"]) ?? "light";
}

const YEAR = 31_536_000;

/** Remembers a choice for this node in this browser; the node writes it into the next page it serves. */
function remember(what: "lang" | "theme", value: string): void {
  const name = `entente_${PAGE.node.replaceAll(/[^A-Za-z0-9-]/g, "-")}_${what}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR}; samesite=strict`;
}

export function chooseTheme(theme: Theme): void {
  remember("theme", theme);
  document.documentElement.dataset["theme"] = theme;
}

/** The page is served anew in the other language: nothing of the old one stays. */
export function chooseLanguage(language: string): void {
  remember("lang", language);
  window.location.reload();
}
