import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const MANIFEST = join(import.meta.dirname, "../../node_modules/@sparticuz/chromium/package.json");
/** Browsers of the system, where the package's own does not run (it is for Linux x64). */
const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** As a test machine needs them; the last one keeps the browser from asking anybody for anything. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--hide-scrollbars",
  "--font-render-hinting=none",
  "--disable-background-networking",
  "--disable-component-update",
  "--no-first-run",
];

/** A browser out of the package, never a downloaded one; else the one that is installed. Throws where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await executable();
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

async function executable(): Promise<string> {
  if (process.platform === "linux" && process.arch === "x64") {
    const manifest: unknown = JSON.parse(readFileSync(MANIFEST, "utf8"));
    const version = String(Reflect.get(Object(manifest), "version"));
    // The package takes whatever browser lies in the temporary folder, an older one too: so each version has its own.
    const folder = join(tmpdir(), `entente-chromium-${version}`);
    mkdirSync(folder, { recursive: true });
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const { default: packed } = await import("@sparticuz/chromium");
      return await packed.executablePath();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  }
  const found = INSTALLED.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no browser: install Chromium (${INSTALLED.join(", ")})`);
  return found;
}
