import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { as, ententeHere, fieldOf, type Ready, until } from "../sandbox-process.ts";
import { REQUEST_TEXT } from "./journey.ts";
import { type Looks, openPage, type Person, sitDown } from "./person.ts";

/** A screen in a state, as it stands when it is looked at. */
export interface Scene {
  readonly name: string;
  readonly page: Page;
}

/** Whom a request may name, and what an answer's own words may give away. Invented. */
const PERSON_TEXT = "Name: Invented Harshad Velankar, passport Z0000000, was seen with +91 00 0000 0117.";
const TOLD_TEXT = "Invented: the account DE89 3704 0044 0532 0130 00 was opened with +91 00 0000 0117.";

type Look = (scene: Scene) => Promise<void>;

/** What the scenes show, beside what the story left. */
export interface Furnished {
  /** a question that waits at the Indian desk */
  readonly open: string;
  /** an answer of Canada's that waits for approval; one of its records stays home */
  readonly proposed: string;
  /** the answered question of the story */
  readonly thread: string;
}

const MARKING = {
  system: null,
  level: null,
  tlp: "AMBER",
  pap: "AMBER",
  handling: ["H1"],
  grade: { source: "B", information: 2 },
};
const SOURCE_RECORD = {
  id: "invented-rcmp-source",
  holder: { state: "CA", agency: "RCMP" },
  owner: null,
  categories: ["customs", "human_source"],
  subject: { identified: false },
  source: { method: "own", mistreatment_likelihood: "none" },
  marking: MARKING,
  text: "Invented: somebody inside Invented Blue Kite Forwarding told an officer about the drums.",
};

/** Prepares by command line what the screens are looked at with. Texts are the caller's, so that they may be hostile. */
export async function furnish(
  folder: string,
  ready: Ready,
  change: (draft: Record<string, unknown>) => Record<string, unknown> = (draft) => draft,
  record: Record<string, unknown> = SOURCE_RECORD,
): Promise<Furnished> {
  const { CA, IN } = ready.nodes;
  const run = async (args: readonly string[], stdin?: string) => {
    const said = await ententeHere(folder, args, stdin);
    if (said.exit !== 0) throw new Error(`entente ${args.join(" ")}: ${said.out} ${said.err}`);
    return said.json;
  };
  const drafted = async (
    node: typeof CA,
    role: string,
    kind: string,
    more: readonly string[],
    edit: typeof change,
  ) => {
    const example = await run(["draft", kind, "--example", ...more, ...as(node, role)]);
    const text = JSON.stringify(edit(Object.fromEntries(Object.entries(example))));
    const { id } = await run(["draft", kind, "-", ...more, ...as(node, role)], text);
    await run(["submit", String(id), ...as(node, role)]);
    return String(id);
  };
  const open = await drafted(CA, "lo", "request", [], change);
  await run(["approve", open, ...as(CA, "authority", "with device")]);
  const inbox = async () => (await ententeHere(folder, ["inbox", ...as(IN, "lo")])).json.items;
  const items = await until(inbox, (found) => JSON.stringify(found).includes(open));
  const list: readonly unknown[] = Array.isArray(items) ? items : [];
  const thread = String(
    fieldOf(
      list.find((item) => fieldOf(item, "state") === "answered"),
      "id",
    ),
  );
  const asked = await drafted(IN, "lo", "request", [], change);
  await run(["approve", asked, ...as(IN, "authority", "with device")]);
  const atHome = async () => (await ententeHere(folder, ["inbox", ...as(CA, "lo")])).json.items;
  await until(atHome, (found) => JSON.stringify(found).includes(asked));
  const file = join(folder, "records.jsonl");
  writeFileSync(file, `${JSON.stringify(record)}\n`);
  await run(["holding", "import", file, ...as(CA, "analyst")]);
  const proposed = await drafted(CA, "analyst", "answer", ["--reply-to", asked], (draft) => {
    const edited = change(draft);
    return {
      ...edited,
      content: {
        ...Object(edited.content),
        items: [{ holding: record.id }, { holding: "invented-rcmp-0001" }],
      },
    };
  });
  return { open, proposed, thread };
}

const wait = async (person: Person, what: string) => person.page.locator(what).first().waitFor();

/** Walks through every screen in its states; each is handed to `look` while it stands. May be walked again. */
export async function walk(
  browser: Browser,
  ready: Ready,
  furnished: Furnished,
  looks: Looks,
  look: Look,
): Promise<void> {
  const { CA } = ready.nodes;
  const entry = await openPage(browser, CA.url, { ...looks, node: "ca-sandbox" });
  await entry.page.locator(".roles button").first().waitFor();
  await look({ name: "sign-in", page: entry.page });
  await entry.context.close();
  await liaison(browser, ready, furnished, { ...looks, node: "ca-sandbox" }, look);
  await partner(browser, ready, furnished, { ...looks, node: "in-sandbox" }, look);
  await releasing(browser, ready, furnished, { ...looks, node: "ca-sandbox" }, look);
}

async function liaison(
  browser: Browser,
  ready: Ready,
  furnished: Furnished,
  looks: Looks,
  look: Look,
): Promise<void> {
  const { url } = ready.nodes.CA;
  const lo = await sitDown(browser, url, "lo", looks);
  const { page } = lo;
  const go = async (path: string, what: string) => {
    await page.goto(`${url}${path}`);
    await wait(lo, what);
  };
  await wait(lo, "main.desk");
  await go("/desk/all", ".row");
  await look({ name: "desk", page });
  await page.keyboard.press("Control+k");
  await wait(lo, ".chooser");
  await look({ name: "palette", page });
  await page.keyboard.press("Escape");
  await page.locator(".chooser").waitFor({ state: "detached" });
  await go("/desk/overdue", ".empty");
  await look({ name: "desk-empty", page });
  await go(`/thread/${furnished.thread}`, ".item");
  if ((await page.locator(".accept").count()) > 0) {
    await page.keyboard.press("y");
    await page.locator(".accept").waitFor({ state: "detached" });
  }
  await page.locator(".content").nth(1).waitFor();
  await page.keyboard.press("p");
  await page.locator(".proof [role=status]", { hasText: "ledger verify" }).first().waitFor();
  await look({ name: "thread", page });
  await go("/thread/019aa000-0000-7000-8000-000000000009", ".problem");
  await look({ name: "thread-absent", page });
  await go("/desk/mine", "main.desk");
  await requests(lo, look);
  await lo.context.close();
}

/** The form: whom it names, what is missing, what the gate permits, what it forbids; then it is thrown away. */
async function requests(lo: Person, look: Look): Promise<void> {
  const { page } = lo;
  await page.keyboard.press("c");
  await page.locator("#text:focus").waitFor();
  await page.keyboard.insertText(PERSON_TEXT);
  await wait(lo, "#nationality");
  await look({ name: "request-person", page });
  await page.locator("#text").fill("");
  await page.locator("#text").focus();
  await page.keyboard.insertText(REQUEST_TEXT);
  await page.keyboard.press("Control+Enter");
  await page.keyboard.insertText("The number has your country code.");
  await look({ name: "request-missing", page });
  await page.keyboard.press("Alt+n");
  await page.keyboard.press("Control+Enter");
  await page.keyboard.insertText("The booking party is the only open lead in the invented case.");
  await page.keyboard.press("Alt+b");
  await page.keyboard.press("Control+Enter");
  await wait(lo, "[data-ready=true]");
  await look({ name: "request-checked", page });
  await page.locator("#purpose").selectOption("counter_terrorism");
  await page.keyboard.press("Alt+b");
  await page.keyboard.press("Control+Enter");
  await wait(lo, ".verdict[data-outcome=forbid]");
  await page.locator(".cites summary").click();
  await look({ name: "request-forbidden", page });
  await page.locator(".side-acts button").nth(1).click();
  await wait(lo, ".said-line button");
  await look({ name: "request-thrown-away", page });
}

async function partner(
  browser: Browser,
  ready: Ready,
  furnished: Furnished,
  looks: Looks,
  look: Look,
): Promise<void> {
  const { url } = ready.nodes.IN;
  const duty = await sitDown(browser, url, "duty", looks);
  await duty.page.goto(`${url}/desk/all`);
  await wait(duty, ".row");
  await look({ name: "desk-partner", page: duty.page });
  await duty.page.goto(`${url}/thread/${furnished.open}`);
  await wait(duty, ".accept");
  await look({ name: "thread-folded", page: duty.page });
  await duty.context.close();

  const analyst = await sitDown(browser, url, "analyst", looks);
  await analyst.page.goto(`${url}/thread/${furnished.open}`);
  await wait(analyst, ".item");
  if ((await analyst.page.locator(".accept").count()) > 0) await analyst.page.keyboard.press("y");
  await wait(analyst, ".content");
  await analyst.page.keyboard.press("r");
  await wait(analyst, "[data-insert]");
  await look({ name: "answer", page: analyst.page });
  await analyst.page.locator("#text").fill(TOLD_TEXT);
  await wait(analyst, ".toggle[data-marked]");
  await analyst.page.locator("#reveals").focus();
  await look({ name: "answer-recognised", page: analyst.page });
  await analyst.context.close();
}

/** The border with all its signs, and the act in its two steps. */
async function releasing(
  browser: Browser,
  ready: Ready,
  furnished: Furnished,
  looks: Looks,
  look: Look,
): Promise<void> {
  const { url } = ready.nodes.CA;
  const authority = await sitDown(browser, url, "authority", looks);
  await wait(authority, ".must-approve");
  await look({ name: "desk-to-release", page: authority.page });
  await authority.page.goto(`${url}/release/${furnished.proposed}`);
  await wait(authority, "button.tall");
  await look({ name: "release", page: authority.page });
  await authority.page.locator(".segmented button").nth(2).click();
  await wait(authority, ".bytes");
  await look({ name: "release-bytes", page: authority.page });
  await authority.page.locator(".segmented button").nth(1).click();
  await authority.page.keyboard.press("y");
  await wait(authority, ".tall svg");
  await look({ name: "release-touch", page: authority.page });
  await authority.context.close();
}
