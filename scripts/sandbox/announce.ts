import { mkdirSync, renameSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { Reach } from "./doors.ts";
import type { Folder } from "./folder.ts";
import { type Officers, writeSecret } from "./officers.ts";
import { PARTIES, type Party } from "./story.ts";

type AllReach = Readonly<Record<Party, Reach>>;

/** Writes what others need to drive the sandbox (design §8); the file appears whole, by rename. It holds tokens. */
export function writeReadyFile(path: string, anchor: string, reach: AllReach, officers: Officers): void {
  const of = (party: Party) => ({ ...reach[party], anchor, officers: officers[party] });
  mkdirSync(dirname(path), { recursive: true });
  writeSecret(
    `${path}.new`,
    `${JSON.stringify({ version: 1, nodes: { CA: of("CA"), IN: of("IN") } }, null, 2)}\n`,
  );
  renameSync(`${path}.new`, path);
}

/** Says where to look. A person becomes an officer by sourcing a file, so that no token stands on a screen. */
export function announce(
  folder: Folder,
  reach: AllReach,
  officers: Officers,
  tell: (line: string) => void,
): void {
  mkdirSync(folder.at("as"), { recursive: true, mode: 0o700 });
  for (const party of PARTIES) {
    for (const officer of Object.values(officers[party])) {
      const values = {
        ENTENTE_NODE: reach[party].url,
        ENTENTE_TOKEN: officer.token,
        ENTENTE_DEVICE: officer.device,
      };
      const lines = Object.entries(values).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
      writeSecret(folder.at("as", `${officer.id}.sh`), lines.join(""));
    }
  }
  const near = relative(process.cwd(), folder.at("as"));
  const as = near.startsWith("..") ? folder.at("as") : `./${near}`;
  tell("");
  tell("Open in a browser and choose an invented officer:");
  tell(`  Canada  ${reach.CA.url}    India  ${reach.IN.url}`);
  tell(`Health  ${reach.CA.url}/health    API  ${reach.CA.url}/openapi.json`);
  tell("In another terminal, as an invented officer of the Indian desk:");
  tell(`  . ${quoted(`${as}/in-lo.sh`)} && npx --no-install entente inbox`);
  tell("Ctrl-C ends both nodes; the data stays.");
}

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
