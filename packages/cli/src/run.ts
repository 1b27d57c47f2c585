import { type Arguments, type FlagName, GLOBAL_FLAGS, parseArguments } from "./arguments.ts";
import { type Ending, finished, misused, problemType, type Refused } from "./ending.ts";
import { help } from "./help.ts";
import { explainProblem } from "./problem-text.ts";
import { notYet, usageOf, type Verb, verbOf } from "./verbs.ts";
import { ownVersion } from "./version.ts";
import type { World } from "./world.ts";

/**
 * One call of the command line, from its arguments to its exit code (design §8). Prints at most one object on
 * standard output; a refusal goes to standard error. Throws only where our own machinery is broken.
 */
export async function run(args: readonly string[], world: World): Promise<number> {
  const parsed = parseArguments(args);
  const ending = await end(parsed, world);
  print(ending, parsed.flags.has("json"), world);
  return ending.exit;
}

async function end(parsed: Arguments, world: World): Promise<Ending> {
  const { words, flags, repeated, faults } = parsed;
  if (flags.has("version")) {
    const version = ownVersion();
    return finished({ name: "entente", version, runtime: process.version }, `entente ${version}`);
  }
  const verb = verbOf(words);
  if (flags.has("help")) return help(verb === null ? [] : verb.name.split(" "));
  if (faults.length === 0 && (words.length === 0 || words[0] === "help")) return help(words.slice(1));
  const later = notYet(words);
  if (later !== null && (verb === null || later.length > verb.name.length)) return refuseLater(later);
  if (verb === null) return misused([...faults, noVerb(words)].join("; "), "entente help");
  const wrong = [...faults, ...misfits(verb, parsed)];
  if (wrong.length > 0) return misused(wrong.join("; "), usageOf(verb));
  const act = await verb.load();
  const rest = words.slice(verb.name.split(" ").length);
  const every = (name: FlagName) => repeated.get(name) ?? [];
  return act({ words: rest, flags, every, world, usage: usageOf(verb) });
}

function noVerb(words: readonly string[]): string {
  return words.length === 0 ? "there is no verb" : `there is no verb "${words.slice(0, 2).join(" ")}"`;
}

function misfits(verb: Verb, { words, flags }: Arguments): readonly string[] {
  const count = words.length - verb.name.split(" ").length;
  const known = [...GLOBAL_FLAGS, ...verb.flags];
  const strange = [...flags.keys()].filter((name) => !known.includes(name));
  const missing = verb.flags.slice(0, verb.required).filter((name) => !flags.has(name));
  return [
    ...(count < verb.least ? [`${verb.name} needs ${verb.words}`] : []),
    ...(count > verb.most
      ? [`${verb.name} takes ${verb.words === "" ? "no words" : `only ${verb.words}`}`]
      : []),
    ...strange.map((name) => `${verb.name} takes no --${name}`),
    ...missing.map((name) => `${verb.name} needs --${name}`),
  ];
}

function refuseLater(name: string): Refused {
  const code = "not_in_this_version";
  const title = `"${name}" is not in this version`;
  return { how: "refused", exit: 2, problem: { type: problemType(code), title, status: 501, code } };
}

function print(ending: Ending, json: boolean, world: World): void {
  if (ending.how === "silent") return;
  if (ending.how === "finished") {
    world.stdout(`${json ? JSON.stringify(ending.json) : ending.text}\n`);
    return;
  }
  const usage = ending.usage === undefined ? "" : `usage: ${ending.usage}\n`;
  world.stderr(json ? `${JSON.stringify(ending.problem)}\n` : `${explainProblem(ending.problem)}\n${usage}`);
}
