import type { Browser, BrowserContext, Page } from "playwright-core";

const PATIENCE_MS = 20_000;
/** The places of the roles on the sandbox's sign-in page, from the top. */
const PLACES = ["lo", "duty", "analyst", "authority", "head", "legal", "auditor", "coordinator", "operator"];

/** What went wrong in the page, or went out of it: each list stays empty in a good run. */
export interface Trouble {
  readonly scripts: string[];
  readonly errors: string[];
  /** requests to any other place than this node */
  readonly outbound: string[];
  /** violations of the Content-Security-Policy, told by the browser */
  readonly policy: string[];
}

/** One officer at a browser of his own. He has a keyboard and nothing else; every press is an act. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly trouble: Trouble;
  /** keys pressed since he signed in; typing and pasting of free text count one act a field */
  acts(): number;
  press(key: string): Promise<void>;
  /** pastes or types a text into what has the focus; the field must have it */
  write(text: string): Promise<void>;
}

export interface Looks {
  readonly language?: "en" | "fr" | "hi";
  readonly theme?: "light" | "dark" | "contrast";
  readonly width?: number;
  readonly height?: number;
  readonly node?: string;
}

/** Opens a node's page in a fresh browser profile. */
export async function openPage(
  browser: Browser,
  url: string,
  looks: Looks = {},
): Promise<Pick<Person, "page" | "context" | "trouble">> {
  const { width = 1440, height = 900, node = "", language, theme } = looks;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: "en-CA",
    reducedMotion: "reduce",
  });
  const cookies = [
    ...(language === undefined ? [] : [{ name: `entente_${node}_lang`, value: language, url }]),
    ...(theme === undefined ? [] : [{ name: `entente_${node}_theme`, value: theme, url }]),
  ];
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addCookies(cookies);
  const page = await context.newPage();
  const trouble: Trouble = { scripts: [], errors: [], outbound: [], policy: [] };
  const { origin } = new URL(url);
  page.on("request", (request) => {
    const there = request.url();
    if (!there.startsWith(`${origin}/`) && !there.startsWith(`blob:${origin}/`)) trouble.outbound.push(there);
  });
  page.on("pageerror", (error) => trouble.errors.push(error.message));
  page.on("dialog", (dialog) => {
    trouble.scripts.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("console", (message) => {
    if (/Content Security Policy|Trusted Type/i.test(message.text())) trouble.policy.push(message.text());
  });
  // Hostile texts call this; it is the browser's own hook, so that the page's policy does not stand in the way.
  await context.exposeBinding("entente_hit", (_source, what: unknown) => {
    trouble.scripts.push(String(what));
  });
  await page.goto(url);
  return { page, context, trouble };
}

/** Opens the page and sits down as an invented officer, by keyboard. */
export async function sitDown(
  browser: Browser,
  url: string,
  role: string,
  looks: Looks = {},
): Promise<Person> {
  const { page, context, trouble } = await openPage(browser, url, looks);
  await page.locator(".roles button").first().waitFor();
  for (let place = PLACES.indexOf(role); place > 0; place -= 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".workspace").waitFor();
  let acts = 0;
  return {
    page,
    context,
    trouble,
    acts: () => acts,
    async press(key) {
      acts += 1;
      await page.keyboard.press(key);
    },
    async write(text) {
      acts += 1;
      await page.keyboard.insertText(text);
    },
  };
}

/** The id of what has the focus. */
export function focused(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement?.id ?? ''");
}
