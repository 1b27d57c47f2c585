import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildWeb } from "../scripts/web/build.ts";
import { launchBrowser } from "./browser/launch.ts";
import { openPage, type Person, sitDown } from "./browser/person.ts";
import { type Furnished, furnish } from "./browser/states.ts";
import { as, entente, raiseSandbox, type Sandbox, storyFolder } from "./sandbox-process.ts";

// A passkey in a real browser with a virtual authenticator: made once, then it signs in and signs an approval.

const folder = storyFolder();
let sandbox: Sandbox;
let browser: Browser;
let furnished: Furnished;
let authority: Person;

beforeAll(async () => {
  await buildWeb(() => undefined);
  [sandbox, browser] = await Promise.all([raiseSandbox(folder.path, ["--ports", "0,0"]), launchBrowser()]);
  furnished = await furnish(folder.path, sandbox.ready);
  authority = await sitDown(browser, sandbox.ready.nodes.CA.url, "authority");
  await withAuthenticator(authority.page);
});
afterAll(async () => {
  await browser.close();
  await sandbox.stop();
  folder.remove();
});

/** An authenticator inside the browser that verifies its user and touches itself. */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

describe("a passkey", () => {
  test("is made from the palette and recorded", async () => {
    const { page } = authority;
    await page.locator("main.desk").waitFor();
    await page.keyboard.press("Control+k");
    await page.locator(".chooser input:focus").waitFor();
    await page.keyboard.insertText("passkey");
    await page.keyboard.press("Enter");
    await page.locator(".said-line", { hasText: /P-[0-9a-f]{16}/ }).waitFor();
  });

  test("signs an approval in the place of the sandbox's device, and the dispatch leaves", async () => {
    const { page } = authority;
    await page.goto(`${sandbox.ready.nodes.CA.url}/release/${furnished.proposed}`);
    await page.locator("button.tall").waitFor();
    await page.keyboard.press("y");
    await page.locator("button.tall svg").waitFor();
    await page.keyboard.press("y");
    await page.locator(".said-line", { hasText: /Approved/ }).waitFor();
    await page.locator(".side-acts [role=status]", { hasText: /partner has it|Sent|opened/i }).waitFor();
    const shown = await entente(folder.path, [
      "show",
      furnished.proposed,
      ...as(sandbox.ready.nodes.CA, "lo"),
    ]);
    expect(["sent", "stored", "opened", "answered"]).toContain(shown.json.state);
    expect(JSON.stringify(shown.json.approvals)).toContain("ca-authority");
  });

  test("signs its officer in again, and nobody else", async () => {
    const { page } = authority;
    await page.keyboard.press("Escape");
    await page.locator("main.desk").waitFor();
    await page.locator("button.quiet").click();
    await page.locator("button.passkey").click();
    await page.locator(".officer", { hasText: "Hollis Verreau" }).waitFor();
  });

  test("that nobody made lets nobody in", async () => {
    const { page } = await openPage(browser, sandbox.ready.nodes.CA.url);
    await withAuthenticator(page);
    await page.locator("button.passkey").click();
    await page.locator(".problem").waitFor();
    expect(await page.locator(".workspace").count()).toBe(0);
  });
});
