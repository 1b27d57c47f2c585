import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../scripts/web/build.ts";
import { launchBrowser } from "./browser/launch.ts";
import { type Furnished, furnish, walk } from "./browser/states.ts";
import { raiseSandbox, type Sandbox, storyFolder } from "./sandbox-process.ts";

// Every screen in its states, in the three languages and three themes: WCAG 2.2 A and AA, and axe's best practice.

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const folder = storyFolder();
let sandbox: Sandbox;
let browser: Browser;
let furnished: Furnished;

beforeAll(async () => {
  await buildWeb(() => undefined);
  [sandbox, browser] = await Promise.all([raiseSandbox(folder.path, ["--ports", "0,0"]), launchBrowser()]);
  furnished = await furnish(folder.path, sandbox.ready);
});
afterAll(async () => {
  await browser.close();
  await sandbox.stop();
  folder.remove();
});

/** Violations as short lines: what, and where first. The page's policy forbids evaluating text, so axe comes by the browser's own hook. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const options = JSON.stringify({ runOnly: { type: "tag", values: TAGS } });
  return page.evaluate<readonly string[]>(
    `axe.run(document, ${options}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 160)).join(" | ")))`,
  );
}

describe.each([
  { language: "en", theme: "light", names: ["Holder, State", "Categories", "Text"] },
  { language: "fr", theme: "dark", names: ["Détenteur, État", "Catégories", "Texte"] },
  { language: "hi", theme: "contrast", names: ["धारक, राज्य", "श्रेणियाँ", "पाठ"] },
] as const)("in $language, $theme", ({ names, ...looks }) => {
  test("no screen has a violation in any of its states, and what stays home says what it is", async () => {
    const found: Record<string, readonly string[]> = {};
    const kept: string[] = [];
    await walk(browser, sandbox.ready, furnished, looks, async ({ name, page }) => {
      found[name] = await violations(page);
      if (name === "release") kept.push(...(await page.locator(".home-values dt").allTextContents()));
    });
    expect(kept).toEqual(expect.arrayContaining([...names]));
    const none = Object.fromEntries(Object.keys(found).map((name) => [name, []]));
    expect(Object.keys(found).length).toBeGreaterThanOrEqual(18);
    expect(found).toEqual(none);
  });
});
