import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { readNodeKeyFile, restoreNode, SetupFault } from "./the-node.ts";

// What `entente restore F --data DIR --node-key FILE` runs. It ends with 0, or with 2 where the backup is not one, 5
// where the folder holds something already.

async function restore(): Promise<number> {
  const { values } = parseArgs({
    options: {
      file: { type: "string" },
      data: { type: "string" },
      "node-key": { type: "string" },
      json: { type: "boolean" },
    },
  });
  const data = resolve(values.data ?? "");
  try {
    const nodeKey = await readNodeKeyFile(resolve(values["node-key"] ?? ""));
    const { party, node, made_at, exchange } = await restoreNode({
      file: resolve(values.file ?? ""),
      data,
      nodeKey,
    });
    const made = {
      party,
      node,
      data,
      backup_made_at: new Date(made_at).toISOString(),
      exchange_size: exchange.size,
    };
    process.stdout.write(values.json === true ? `${JSON.stringify(made)}\n` : page(made));
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const conflict = error instanceof SetupFault && error.message.includes("not empty");
    const code = conflict ? "state_conflict" : "malformed";
    const problem = {
      type: `https://entente.invalid/problems/${code}`,
      title: "Nothing was restored",
      status: conflict ? 409 : 400,
      detail: error.message,
      code,
    };
    process.stderr.write(
      values.json === true
        ? `${JSON.stringify(problem)}\n`
        : `${problem.title} (${code}): ${error.message}\n`,
    );
    return conflict ? 5 : 2;
  }
}

function page(made: { readonly node: string; readonly backup_made_at: string }): string {
  return [
    `node ${made.node} is restored from its backup of ${made.backup_made_at}`,
    "start it: it asks its partner what it has signed since, and takes what it missed",
    "then let it out again: entente stream request, root sign (where the root is), stream open",
    "",
  ].join("\n");
}

process.exitCode = await restore();
