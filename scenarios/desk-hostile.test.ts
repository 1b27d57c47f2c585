import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../scripts/web/build.ts";
import { hostileLines, shownAs } from "./browser/hostile.ts";
import { launchBrowser } from "./browser/launch.ts";
import { type Person, sitDown } from "./browser/person.ts";
import {
  as,
  ententeHere,
  type ReadyNode,
  raiseSandbox,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// T27: two hundred hostile texts in every place that shows what somebody else wrote, in a real browser. Nothing of
// them runs, nothing of them is fetched, and each stands there as the text it is.

const LINES = hostileLines(200);
const AT_ONCE = 8;
/** Elements no screen of ours makes; one of them would be made of a text. */
const MADE =
  "img, iframe, object, embed, video, audio, form, script, style, base, template, math, noscript, a[href^='javascript:'], a[href^='http'], meta[http-equiv=refresh]";

const folder = storyFolder();
let sandbox: Sandbox;
let browser: Browser;
let ids: readonly string[];
const people: Person[] = [];

async function run(args: readonly string[], stdin?: string): Promise<Readonly<Record<string, unknown>>> {
  const said = await ententeHere(folder.path, args, stdin);
  if (said.exit !== 0) throw new Error(`entente ${args.join(" ")}: ${said.out} ${said.err}`);
  return said.json;
}

/** Runs the work for every item, a few at a time, in order of the items. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}

/** A request that says the hostile line wherever a request says anything. */
async function proposed(
  node: ReadyNode,
  example: Readonly<Record<string, unknown>>,
  line: string,
): Promise<string> {
  const content = {
    ...Object(example.content),
    facts: line,
    grounds: line,
    subjects: [
      {
        ref: "S1",
        type: "organisation",
        status: "unknown",
        name: line,
        link: line,
        about: { identified: false },
        identifiers: [{ type: "handle", value: line }],
      },
    ],
  };
  const draft = JSON.stringify({ ...example, title: line, content });
  const { id } = await run(["draft", "request", "-", ...as(node, "lo")], draft);
  await run(["submit", String(id), ...as(node, "lo")]);
  return String(id);
}

/** Two hundred proposals of one author in a minute are a flood to every node that is not told otherwise (T20). */
async function allowFlood(): Promise<void> {
  const first = await raiseSandbox(folder.path, ["--ports", "0,0"]);
  await first.stop();
  const config = join(folder.path, "data/ca/node.json");
  const told: unknown = JSON.parse(readFileSync(config, "utf8"));
  writeFileSync(config, JSON.stringify({ ...Object(told), prompts_per_hour: 1_000 }));
}

beforeAll(async () => {
  await buildWeb(() => undefined);
  await allowFlood();
  [sandbox, browser] = await Promise.all([raiseSandbox(folder.path, ["--ports", "0,0"]), launchBrowser()]);
  const { CA } = sandbox.ready.nodes;
  const example = await run(["draft", "request", "--example", ...as(CA, "lo")]);
  ids = await each(LINES, (line) => proposed(CA, example, line));
});
afterAll(async () => {
  await browser.close();
  await sandbox.stop();
  folder.remove();
});

async function person(party: "CA" | "IN", role: string): Promise<Person> {
  const one = await sitDown(browser, sandbox.ready.nodes[party].url, role);
  people.push(one);
  return one;
}

/** What the page made of texts, and whether the line stands in it as it is. */
async function expectText(page: Page, place: string, line: string): Promise<void> {
  const made = await page.locator("#app").locator(MADE).count();
  const text = (await page.locator(place).allTextContents()).join("\n");
  expect([made, line, text.includes(shownAs(line))]).toEqual([0, line, true]);
}

/** Goes to another screen as a link does, without loading the page anew. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate"))`,
  );
}

function expectQuiet(): void {
  for (const { trouble } of people)
    expect(trouble).toEqual({ scripts: [], errors: [], outbound: [], policy: [] });
}

describe("two hundred hostile texts", () => {
  test("are different, and each reached the node", () => {
    expect(new Set(LINES).size).toBe(200);
    expect(new Set(ids).size).toBe(200);
  });

  test("on the release screen: both sides of the border, side column, exact bytes", async () => {
    const { page } = await person("CA", "authority");
    for (const [at, id] of ids.entries()) {
      await go(page, `/release/${id}`);
      await page.locator(`main[data-item="${id}"] button.tall`).waitFor();
      await expectText(page, ".border-table td:nth-child(2)", LINES[at] ?? "");
      await expectText(page, ".border-table td.theirs", LINES[at] ?? "");
    }
    await page.locator(".segmented button").nth(2).click();
    await page.locator(".bytes").waitFor();
    expectQuiet();
  });

  test("in the partner's list and pane, row by row", async () => {
    const { CA, IN } = sandbox.ready.nodes;
    await each(ids, (id) => run(["approve", id, ...as(CA, "authority", "with device")]));
    const arrived = async () => String((await run(["queue", ...as(CA, "lo")])).items);
    await until(arrived, (items) => items === "");
    const { page } = await person("IN", "duty");
    await page.goto(`${IN.url}/desk/all`);
    const seen = new Set<string>();
    const rows = page.locator(".row[aria-selected=true] .title");
    await rows.waitFor();
    const row = page.locator(".row[aria-selected=true]");
    // The list is loaded while one goes through it: it has no last row until its last page is there.
    const isLast = async () =>
      (await page.locator(".list").getAttribute("aria-rowcount")) ===
      (await row.getAttribute("aria-rowindex"));
    for (let last = false; !last; ) {
      last = await isLast();
      const title = (await rows.textContent()) ?? "";
      seen.add(title);
      await page.locator(".pane-title", { hasText: title.slice(0, 40).trim() }).waitFor();
      await page.keyboard.press("j");
    }
    expect(await page.locator("#app").locator(MADE).count()).toBe(0);
    expect(LINES.filter((line) => !seen.has(shownAs(line)))).toEqual([]);
    expectQuiet();
  });

  test("in a thread: title, prose, names, identifiers, after the caveats", async () => {
    const { page } = await person("IN", "analyst");
    for (const [at, id] of ids.entries()) {
      await go(page, `/thread/${id}`);
      await page.locator(`article:has(#item-${id}) .accept`).waitFor();
      await page.keyboard.press("y");
      await page.locator(`article:has(#item-${id}) .content`).waitFor();
      for (const place of [".item h2", ".prose", ".facts dd"]) await expectText(page, place, LINES[at] ?? "");
    }
    expectQuiet();
  });

  test("in an answer's records, found in our own holdings and shown to the partner's reader", async () => {
    const { CA, IN } = sandbox.ready.nodes;
    const [question = ""] = ids;
    const example = await run(["draft", "answer", "--example", "--reply-to", question, ...as(IN, "analyst")]);
    for (const half of [LINES.slice(0, 100), LINES.slice(100)]) {
      const items = half.map((text) => ({
        typed: { text, categories: ["customs"], about: { identified: false }, marking: example.marking },
      }));
      const content = { ...Object(example.content), outcome: "partial", text: half.join("\n\n"), items };
      const draft = JSON.stringify({ ...example, title: half[0], content });
      const { id } = await run(["draft", "answer", "-", "--reply-to", question, ...as(IN, "analyst")], draft);
      await run(["submit", String(id), ...as(IN, "analyst")]);
      await run(["approve", String(id), ...as(IN, "authority", "with device")]);
    }
    const { page } = await person("CA", "lo");
    const back = async () => (await run(["inbox", ...as(CA, "lo")])).items;
    await until(back, (items) => JSON.stringify(items).split(question).length > 2);
    await page.goto(`${CA.url}/thread/${question}`);
    const folded = () => page.locator(".accept").count();
    for (const left of [2, 1]) {
      await until(folded, (count) => count === left);
      await page.keyboard.press("y");
    }
    await until(folded, (count) => count === 0);
    await page.locator(".items li").nth(199).waitFor();
    const shown = (await page.locator(".items .prose").allTextContents()).join("\n");
    expect(LINES.filter((line) => !shown.includes(shownAs(line)))).toEqual([]);
    expect(await page.locator("#app").locator(MADE).count()).toBe(0);
    expectQuiet();
  });

  test("in the officer's own form: pasted, recognised, kept and shown again", async () => {
    const { page } = await person("CA", "lo");
    await page.keyboard.press("c");
    await page.locator("#text:focus").waitFor();
    for (const line of LINES) {
      await page.locator("#text").fill(`Invented Kite Traders ${line}`);
      await page.locator("#title").fill(line);
    }
    const whole = LINES.join("\n");
    await Promise.all([
      page.waitForResponse((reply) => (reply.request().postData() ?? "").includes(JSON.stringify(whole))),
      page.locator("#text").fill(whole),
    ]);
    await page.reload();
    await page.locator("#text").waitFor();
    expect(await page.locator("#text").inputValue()).toBe(whole);
    expect(await page.locator("#app").locator(MADE).count()).toBe(0);
    expectQuiet();
  });
});

test("the measure sees what it is for: a text put into a page as markup is caught", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const caught: string[] = [];
  await context.exposeBinding("entente_hit", (_source, what: unknown) => void caught.push(String(what)));
  await page.setContent(`<div id="app">${LINES[1] ?? ""}</div>`);
  await page.waitForFunction("document.querySelector('#app img') !== null");
  await until(
    async () => caught.length,
    (hits) => hits > 0,
  );
  expect(await page.locator("#app").locator(MADE).count()).toBeGreaterThan(0);
  await context.close();
});
