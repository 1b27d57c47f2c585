/** Every flag of the command line: the word that stands for its value, null for a switch. */
export const FLAGS = {
  "node-key": "FILE",
  node: "URL",
  agreement: "ID",
  token: "T",
  device: "FILE",
  json: null,
  help: null,
  version: null,
  accredited: "DAY",
  agency: "CODE",
  anchor: "A",
  area: "AREA",
  "at-version": "N",
  "block-author": null,
  card: "FILE",
  cursor: "CURSOR",
  data: "DIR",
  days: "N",
  deputies: "OFFICER,…",
  desks: "DESK,…",
  duties: "DUTY,…",
  dispatch: "ID",
  emergency: null,
  example: null,
  fingerprint: "TEXT",
  from: "INSTANT",
  ground: "CODE",
  holding: "ID",
  host: "NAME",
  hours: "ZONE DAYS HH:MM-HH:MM",
  key: "BASE64",
  languages: "LANGUAGE,…",
  limit: "N",
  name: "NAME",
  note: "TEXT",
  officer: "ID",
  out: "PATH",
  party: "XX",
  "partner-url": "URL",
  "peer-port": "N",
  post: "POST",
  realm: "live|exercise",
  reason: "TEXT",
  reference: "TEXT",
  relation: "NAME",
  "reply-to": "ID",
  reveals: "CATEGORY,…",
  rights: "RIGHT,…",
  roles: "ROLE,…",
  share: "FILE",
  shares: "DIR",
  since: "INSTANT",
  to: "OFFICER",
  revoke: null,
  type: "MEDIA/TYPE",
  unlock: "FILE",
  until: "INSTANT",
  use: "USE,…",
  "user-port": "N",
} as const satisfies Readonly<Record<string, string | null>>;
export type FlagName = keyof typeof FLAGS;

/** They may be given more than once: one for each share, each card, each officer. */
export const REPEATED: readonly FlagName[] = ["card", "officer", "share", "unlock"];

/** They stand before or after any verb. */
export const GLOBAL_FLAGS: readonly FlagName[] = [
  "node",
  "token",
  "device",
  "agreement",
  "json",
  "help",
  "version",
];

/** A command line taken apart; switches have the value "". */
export interface Arguments {
  readonly words: readonly string[];
  /** of a flag given more than once the first value */
  readonly flags: ReadonlyMap<FlagName, string>;
  /** every value of the flags of {@link REPEATED}, in order */
  readonly repeated: ReadonlyMap<FlagName, readonly string[]>;
  /** everything that is wrong with it */
  readonly faults: readonly string[];
}

/**
 * Takes a command line apart: `--flag value` or `--flag=value` anywhere, `--` ends the flags, a lone `-` is a
 * word. A value never starts with two dashes unless written with `=`.
 */
export function parseArguments(args: readonly string[]): Arguments {
  const words: string[] = [];
  const flags = new Map<FlagName, string>();
  const repeated = new Map<FlagName, readonly string[]>();
  const faults: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      words.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      continue;
    }
    const read = readFlag(arg, args[at + 1]);
    if ("fault" in read) faults.push(read.fault);
    else if (REPEATED.includes(read.name)) {
      repeated.set(read.name, [...(repeated.get(read.name) ?? []), read.value]);
      flags.set(read.name, flags.get(read.name) ?? read.value);
    } else if (flags.has(read.name) && FLAGS[read.name] !== null)
      faults.push(`--${read.name} is given twice`);
    else flags.set(read.name, read.value);
    if (read.usedNext) at += 1;
  }
  return { words, flags, repeated, faults };
}

type FlagRead =
  | { readonly name: FlagName; readonly value: string; readonly usedNext: boolean }
  | { readonly fault: string; readonly usedNext: boolean };

function readFlag(arg: string, next: string | undefined): FlagRead {
  const [, written = "", inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
  const name = arg.startsWith("--") ? written : SHORT[written];
  if (name === undefined || !isFlag(name)) return { fault: `unknown flag ${arg}`, usedNext: false };
  const value = FLAGS[name];
  if (value === null) {
    return inline === undefined
      ? { name, value: "", usedNext: false }
      : { fault: `--${name} takes no value`, usedNext: false };
  }
  const usedNext = inline === undefined && next !== undefined && !next.startsWith("--");
  const given = usedNext ? next : inline;
  if (given === undefined || given === "") return { fault: `--${name} needs a value: ${value}`, usedNext };
  return { name, value: given, usedNext };
}

const SHORT: Readonly<Record<string, string>> = { h: "help" };

function isFlag(name: string): name is FlagName {
  return Object.hasOwn(FLAGS, name);
}
