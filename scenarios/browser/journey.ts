import type { Browser } from "playwright-core";
import type { Ready } from "../sandbox-process.ts";
import { focused, type Person, sitDown } from "./person.ts";

export const REQUEST_TEXT =
  "Invented: twelve drums declared as cleaning agent were held at the port. The booking form BK-0042-INVENTED names Invented Blue Kite Forwarding and the number +91 00 0000 0117.";
const TITLE = "Invented: twelve drums declared as cleaning agent were held at the port";
export const ANSWER_TEXT = "Invented: one record is held on the forwarder and one on its number.";

/** Five people, each at his own browser; nobody touches a mouse. */
export interface Cast {
  readonly lo: Person;
  readonly caAuthority: Person;
  readonly duty: Person;
  readonly analyst: Person;
  readonly inAuthority: Person;
}

export async function seat(browser: Browser, ready: Ready): Promise<Cast> {
  const { CA, IN } = ready.nodes;
  return {
    lo: await sitDown(browser, CA.url, "lo"),
    caAuthority: await sitDown(browser, CA.url, "authority"),
    duty: await sitDown(browser, IN.url, "duty"),
    analyst: await sitDown(browser, IN.url, "analyst"),
    inAuthority: await sitDown(browser, IN.url, "authority"),
  };
}

/** Presses the chord until the field that lacks something has the focus. */
async function chordTo(person: Person, field: string): Promise<void> {
  await person.press("Control+Enter");
  const now = await focused(person.page);
  if (now !== field) throw new Error(`${field} should have the focus, ${now} has it`);
}

/** The liaison officer writes a request: the chord leads him through what is missing. */
export async function writeRequest(lo: Person): Promise<void> {
  await lo.press("c");
  await lo.page.locator("#text:focus").waitFor();
  await lo.write(REQUEST_TEXT);
  await chordTo(lo, "grounds");
  await lo.page.keyboard.insertText("The number has your country code.");
  await lo.press("Alt+n");
  await chordTo(lo, "necessity");
  await lo.page.keyboard.insertText("The booking party is the only open lead in the invented case.");
  await lo.press("Alt+b");
}

/** Asks the law gate, and submits what it lets through. */
export async function checkAndSubmit(person: Person): Promise<void> {
  await person.press("Control+Enter");
  await person.page.locator(".verdict").waitFor();
  await person.page.locator("[data-ready=true]").waitFor();
  await person.press("Control+Enter");
  await person.page.locator("main.desk").waitFor();
}

/** The row with this title is under the cursor, because it is the only one or the first. */
async function onRow(person: Person, title: RegExp | string): Promise<void> {
  await person.page.locator(".row[aria-selected=true]", { hasText: title }).waitFor();
}

/** Open, approve, touch. */
export async function approve(authority: Person, title: string): Promise<void> {
  await onRow(authority, title);
  await authority.press("Enter");
  await authority.page.locator("button.tall").waitFor();
  await authority.press("y");
  await authority.page.locator("button.tall", { hasText: /touch/i }).waitFor();
  await authority.press("y");
  await authority.page.locator(".side-acts [role=status]").waitFor();
}

/** The duty officer routes one arrival in two acts. */
export async function route(duty: Person): Promise<void> {
  await onRow(duty, TITLE);
  await duty.press("a");
  await duty.page.locator(".chooser input:focus").waitFor();
  await duty.page.keyboard.insertText("analyst");
  await duty.press("Enter");
  await duty.page.locator(".chooser").waitFor({ state: "detached" });
}

/** The analyst begins an answer, takes the question's caveats on himself there, answers from the holdings that it found. */
export async function answer(analyst: Person, insert: number): Promise<void> {
  await onRow(analyst, TITLE);
  await analyst.press("r");
  await analyst.page.locator("#text:focus").waitFor();
  await analyst.page.locator(".accept").waitFor();
  if ((await analyst.page.locator(".content").count()) !== 0) throw new Error("content before the caveats");
  await analyst.press("Alt+y");
  await analyst.page.locator(".content").waitFor();
  await analyst.page.locator("[data-insert]").first().waitFor();
  await analyst.page.keyboard.insertText(ANSWER_TEXT);
  for (let record = 1; record <= insert; record += 1) {
    await analyst.press(record === 1 ? "Alt+i" : `Alt+${String(record)}`);
  }
  await analyst.press("Alt+n");
  await chordTo(analyst, "necessity");
  await analyst.page.keyboard.insertText("The request names this forwarder; the record answers it.");
  await analyst.press("Alt+b");
}

/** The liaison officer reads the answer after its caveats, and puts it away. */
export async function close(lo: Person): Promise<void> {
  await onRow(lo, `Re: ${TITLE}`);
  await lo.press("Enter");
  await lo.page.locator(".accept").waitFor();
  await lo.press("y");
  await lo.page.locator(".item", { hasText: ANSWER_TEXT }).waitFor();
}

export { TITLE };
