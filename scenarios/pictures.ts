/**
 * Pictures of every screen in its states, in three languages, light and dark: `npm run pictures -- --out DIR`. To be
 * looked at by a person: what a picture shows wrong no test has found.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildWeb } from "../scripts/web/build.ts";
import { launchBrowser } from "./browser/launch.ts";
import { furnish, walk } from "./browser/states.ts";
import { raiseSandbox, storyFolder } from "./sandbox-process.ts";

const LANGUAGES = ["en", "fr", "hi"] as const;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string" },
      width: { type: "string" },
      height: { type: "string" },
      theme: { type: "string", multiple: true },
    },
  });
  const out = resolve(values.out ?? "pictures");
  const themes = (["light", "dark", "contrast"] as const).filter((theme) =>
    (values.theme ?? ["light", "dark"]).includes(theme),
  );
  const size = { width: Number(values.width ?? 1440), height: Number(values.height ?? 900) };
  mkdirSync(out, { recursive: true });
  await buildWeb((line) => process.stdout.write(`${line}\n`));
  const folder = storyFolder();
  const [sandbox, browser] = await Promise.all([
    raiseSandbox(folder.path, ["--ports", "0,0"]),
    launchBrowser(),
  ]);
  try {
    const furnished = await furnish(folder.path, sandbox.ready);
    let taken = 0;
    for (const language of LANGUAGES) {
      for (const theme of themes) {
        await walk(
          browser,
          sandbox.ready,
          furnished,
          { language, theme, ...size },
          async ({ name, page }) => {
            await page.screenshot({ path: join(out, `${name}-${theme}-${language}.png`) });
            taken += 1;
          },
        );
      }
    }
    process.stdout.write(`${String(taken)} pictures in ${out}\n`);
  } finally {
    await browser.close();
    await sandbox.stop();
    folder.remove();
  }
}

await main();
