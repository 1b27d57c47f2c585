import { type Ending, finished, misused } from "./ending.ts";
import { NOT_YET, usageOf, VERBS, verbOf } from "./verbs.ts";

const EXITS = `Exit codes
  0 done, also when the item now waits      4 approve or refuse without --device FILE
  1 policy test differs                     5 conflict with what happened meanwhile
  2 bad input, or no --anchor               6 not yet delivered or witnessed
  3 the law gate or a right refuses         7 something does not verify`;

const GLOBALS = `Flags, before or after the verb
  --node URL     the node to talk to       (or the environment's ENTENTE_NODE)
  --token T      who you are               (or ENTENTE_TOKEN)
  --device FILE  the key that approves     (or ENTENTE_DEVICE)
  --agreement ID which agreement, where the node has several (or ENTENTE_AGREEMENT)
  --json         one JSON object on standard output; problems as JSON on standard error
  --help, --version`;

/** The whole help page. */
export function helpPage(): string {
  const lines = VERBS.map((verb) => `  ${usageOf(verb).replace(/^entente /, "")}\n      ${verb.says}`);
  lines.push("  help [VERB]\n      this page, or the usage of one verb");
  return [
    "entente: a sovereign liaison exchange, from the command line",
    `Verbs\n${lines.join("\n")}`,
    `Not in this version\n  ${NOT_YET.join(", ")}`,
    GLOBALS,
    EXITS,
  ].join("\n\n");
}

/** `entente help [VERB]`; `words` after `help`. */
export function help(words: readonly string[]): Ending {
  if (words.length === 0) {
    const verbs = VERBS.map((verb) => ({ verb: verb.name, usage: usageOf(verb), says: verb.says }));
    return finished({ verbs, not_in_this_version: NOT_YET }, helpPage());
  }
  const verb = verbOf(words);
  if (verb === null) return misused(`there is no verb "${words.join(" ")}"`, "entente help");
  return finished(
    { verb: verb.name, usage: usageOf(verb), says: verb.says },
    `${usageOf(verb)}
  ${verb.says}`,
  );
}
