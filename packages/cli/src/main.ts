import { enableCompileCache } from "node:module";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

// What was compiled once need not be compiled at each call. Beside the packages, not in the common temporary folder:
// compiled code that another account may write would be run with an officer's rights.
enableCompileCache(fileURLToPath(new URL("../../../node_modules/.cache/entente/", import.meta.url)));
const { run } = await import("./run.ts");

// A reader that goes away early (`entente inbox | head -1`) is no fault of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  cwd: process.cwd(),
  now: Date.now,
  stdin: async () => new Uint8Array(await buffer(process.stdin)),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
