import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../scripts/web/build.ts";
import {
  answer,
  approve,
  type Cast,
  checkAndSubmit,
  close,
  route,
  seat,
  TITLE,
  writeRequest,
} from "./browser/journey.ts";
import { launchBrowser } from "./browser/launch.ts";
import { focused, sitDown } from "./browser/person.ts";
import { as, entente, raiseSandbox, type Sandbox, storyFolder, until } from "./sandbox-process.ts";

// Journey J1 in a real browser by keyboard alone, between two real nodes; then its refusal.

/** The budget of the users' page (A5): five people, from the first key to the answer put away. */
const MOST_ACTS = 27;

const folder = storyFolder();
let sandbox: Sandbox;
let browser: Browser;
let cast: Cast;

beforeAll(async () => {
  await buildWeb(() => undefined);
  [sandbox, browser] = await Promise.all([raiseSandbox(folder.path, ["--ports", "0,0"]), launchBrowser()]);
  cast = await seat(browser, sandbox.ready);
  // What the story before left on the desks is put away, so that each finds one thing to do.
  await cast.lo.page.locator(".row").first().waitFor();
  await cast.lo.page.keyboard.press("e");
  await cast.lo.page.locator(".row").waitFor({ state: "detached" });
});
afterAll(async () => {
  await browser.close();
  await sandbox.stop();
  folder.remove();
});

describe("J1, a request and its answer, by keyboard alone", () => {
  test("crosses the border and comes back within 27 acts of five people", async () => {
    const { lo, caAuthority, duty, analyst, inAuthority } = cast;
    const began = performance.now();
    await writeRequest(lo);
    await checkAndSubmit(lo);
    await approve(caAuthority, TITLE);
    await route(duty);
    await answer(analyst, 1);
    await checkAndSubmit(analyst);
    await approve(inAuthority, `Re: ${TITLE}`);
    await close(lo);
    await lo.press("e");
    const people = Object.entries(cast).map(([name, person]) => `${name} ${String(person.acts())}`);
    const acts = Object.values(cast).reduce((sum, person) => sum + person.acts(), 0);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(
      `\nJ1: ${String(acts)} acts (${people.join(", ")}) in ${seconds} s, holds of 2 s included\n`,
    );
    expect(acts).toBeLessThanOrEqual(MOST_ACTS);
  });

  test("nothing of it ran code, broke the policy or asked another host", () => {
    const troubles = Object.values(cast).map(({ trouble }) => trouble);
    expect(troubles).toEqual(troubles.map(() => ({ scripts: [], errors: [], outbound: [], policy: [] })));
  });

  test("the act that was put away comes back with one key", async () => {
    const { page } = cast.lo;
    await page.locator(".said-line button").waitFor();
    await page.keyboard.press("z");
    await page.locator(".row", { hasText: `Re: ${TITLE}` }).waitFor();
  });

  test("its proof is downloaded, this node verifies it, and so does the command line, offline", async () => {
    const { page } = cast.lo;
    await page.keyboard.press("Enter");
    await page.locator(".item").nth(1).waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("p")]);
    await page.locator(".proof [role=status]", { hasText: /verified/i }).waitFor();
    const file = join(folder.path, "answer.proof");
    await download.saveAs(file);
    expect(readFileSync(file).length).toBeGreaterThan(500);
    const { anchor } = sandbox.ready.nodes.CA;
    const verified = await entente(folder.path, ["ledger", "verify", file, "--anchor", anchor]);
    expect([verified.exit, verified.json.valid]).toEqual([0, true]);
  });

  test("both nodes hold it under the same thread, the question answered", async () => {
    const { CA } = sandbox.ready.nodes;
    const inbox = await entente(folder.path, ["inbox", ...as(CA, "lo")]);
    expect(JSON.stringify(inbox.json)).toContain("answer");
  });
});

describe("J1 refused: a purpose that no instrument covers", () => {
  test("shows rule, law and remedy; the narrowed request passes with four acts more at most", async () => {
    const lo = await sitDown(browser, sandbox.ready.nodes.CA.url, "lo");
    await writeRequest(lo);
    const before = lo.acts();
    await lo.press("Alt+p");
    await lo.page.keyboard.type("counter");
    await lo.press("Alt+b");
    const asked = lo.acts();
    await lo.press("Control+Enter");
    await lo.page.locator(".verdict[data-outcome=forbid]").waitFor();
    const verdict = lo.page.locator(".verdict");
    expect(await verdict.locator(".remedies li").count()).toBeGreaterThan(0);
    expect(await verdict.locator(".cites dt").first().textContent()).toContain("Privacy Act");
    // A list forgets after a second what was typed into it; a person reads longer than that.
    const clock = () => lo.page.evaluate<number>("performance.now()");
    const typed = await clock();
    await until(clock, (now) => now - typed > 1_200);
    await lo.press("Alt+p");
    await lo.page.keyboard.type("control");
    await lo.press("Alt+b");
    await lo.press("Control+Enter");
    await lo.page.locator(".verdict[data-outcome=conditions]").waitFor();
    process.stdout.write(`\nJ1 refused: ${String(lo.acts() - asked)} acts more\n`);
    expect(asked - before).toBe(2);
    expect(lo.acts() - asked).toBeLessThanOrEqual(4);
    await lo.page.keyboard.press("Control+Enter");
    await lo.page.locator("main.desk").waitFor();
  });

  test("an authority refuses with a ground, signed; its author reads the ground", async () => {
    const authority = await sitDown(browser, sandbox.ready.nodes.CA.url, "authority");
    await authority.page.locator(".row[aria-selected=true]", { hasText: TITLE }).waitFor();
    await authority.press("Enter");
    await authority.page.locator("button.tall").waitFor();
    await authority.press("n");
    await authority.page.locator(".chooser input:focus").waitFor();
    await authority.page.keyboard.insertText("too much");
    await authority.press("Enter");
    await authority.page.locator("main.desk").waitFor();
    expect(authority.acts()).toBe(3);
    const lo = await sitDown(browser, sandbox.ready.nodes.CA.url, "lo");
    await lo.page.locator(".row", { hasText: "Refused" }).waitFor();
    while ((await lo.page.locator(".row[aria-selected=true]", { hasText: "Refused" }).count()) === 0)
      await lo.press("j");
    await lo.press("Enter");
    await lo.page.locator(".ground", { hasText: "Too much is asked" }).waitFor();
  });
});

test("a question is not shown where it is answered before its caveats were taken on", async () => {
  const { CA, IN } = sandbox.ready.nodes;
  const example = await entente(folder.path, ["draft", "request", "--example", ...as(CA, "lo")]);
  writeFileSync(join(folder.path, "unasked.json"), JSON.stringify(example.json));
  const drafted = await entente(folder.path, ["draft", "request", "unasked.json", ...as(CA, "lo")]);
  const id = String(drafted.json.id);
  await entente(folder.path, ["submit", id, ...as(CA, "lo")]);
  await entente(folder.path, ["approve", id, ...as(CA, "authority", "with device")]);
  const arrived = () => entente(folder.path, ["inbox", ...as(IN, "lo")]);
  await until(arrived, ({ json }) => JSON.stringify(json).includes(id));
  // Nothing is his own yet: he lands where something waits, not on an empty list beside it.
  const lo = await sitDown(browser, IN.url, "lo");
  await lo.page.locator(".row[aria-selected=true]").waitFor();
  expect(new URL(lo.page.url()).pathname).toBe("/desk/unassigned");
  await lo.press("r");
  await lo.page.locator(".question .accept").waitFor();
  // A letter beside a field once began another request and took the next words with it.
  const { pathname } = new URL(lo.page.url());
  await lo.page.locator("#write-title").focus();
  await lo.press("c");
  expect(await lo.page.locator(".question .content").count()).toBe(0);
  await lo.page.locator(".question .accept button").click();
  await lo.page.locator(".question .content").waitFor();
  expect(new URL(lo.page.url()).pathname).toBe(pathname);
});

test("a form that is thrown away comes back with one key, and is told from another by how it begins", async () => {
  const { CA } = sandbox.ready.nodes;
  const lo = await sitDown(browser, CA.url, "lo");
  await lo.press("c");
  await lo.page.locator("#text:focus").waitFor();
  await lo.write("Invented: a second lead about the drums.");
  await lo.page.getByRole("button", { name: "Throw this away" }).click();
  await lo.page.locator(".said-line button").waitFor();
  const begun = lo.page.locator(".continue li", { hasText: "a second lead about the drums" });
  expect(await begun.count()).toBe(0);
  await lo.press("z");
  await begun.waitFor();
  await begun.locator("a").click();
  await lo.page.locator("#text").waitFor();
  expect(await lo.page.locator("#text").inputValue()).toBe("Invented: a second lead about the drums.");
});

test("nothing is submitted before it is said what the text reveals", async () => {
  const lo = await sitDown(browser, sandbox.ready.nodes.CA.url, "lo");
  await writeRequest(lo);
  await lo.press("Alt+n");
  await lo.press("Control+Enter");
  expect(await focused(lo.page)).toBe("reveals");
  expect(await lo.page.locator(".verdict").count()).toBe(0);
  await lo.press("Alt+n");
  // Another word is another text: what was said of the old one does not hold for it.
  await lo.page.locator("#grounds").fill("The number has your country code, an informant says.");
  await lo.press("Control+Enter");
  expect(await focused(lo.page)).toBe("reveals");
});
