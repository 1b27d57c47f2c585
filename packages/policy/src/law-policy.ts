import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import {
  APPROVAL_ROLES,
  type ApprovalRole,
  CATEGORIES,
  CONDITIONS,
  type Condition,
  type Fault,
  isWordOf,
  TASKS,
  type Task,
  type WordOf,
} from "@entente/words";
import { fault, type PolicyFaultCode } from "./fault-codes.ts";
import { isDay } from "./instants.ts";
import type { PackCard } from "./pack-source.ts";

/** What a strip takes out: one category, all personal ones, or a notice's fields outside the whitelist. */
export const STRIP_TARGETS = [...CATEGORIES, "personal_categories", "fields_outside_whitelist"] as const;
export type StripTarget = WordOf<typeof STRIP_TARGETS>;

/**
 * What a policy is for.
 * basis: a permit. stop: a forbid nothing cures. approval: a forbid until a role has approved. prohibition: the
 * holder's own default ban, told where no basis holds. duty: something that must travel, go, or be done.
 */
export type PolicyPart = "basis" | "stop" | "approval" | "prohibition" | "duty";

/** When a duty or a prohibition speaks at all. */
const ONLY = ["without_basis", "let_out"] as const;
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "id",
  "source",
  "remedy",
  "obligation",
  "condition",
  "strip",
  "task",
  "existence",
  "only",
  "valid_from",
  "valid_to",
]);

/** One policy of a pack with its annotations read. */
export interface LawPolicy {
  readonly id: string;
  readonly pack: PackCard;
  readonly part: PolicyPart;
  /** provision ids, first the one that matters most */
  readonly sources: readonly string[];
  readonly remedy: string | null;
  readonly approval: ApprovalRole | null;
  readonly conditions: readonly Condition[];
  readonly strip: StripTarget | null;
  readonly tasks: readonly Task[];
  readonly protectsExistence: boolean;
  readonly onlyWhenLetOut: boolean;
  /** null: as long as one of its sources is in force */
  readonly window: { readonly from: string | null; readonly to: string | null } | null;
  readonly json: PolicyJson;
}

/** Reads one policy's annotations; every fault goes to `faults`, and null means it has no name to go by. */
export function readPolicy(
  json: PolicyJson,
  pack: PackCard,
  file: string,
  faults: Fault[],
): LawPolicy | null {
  const notes = json.annotations ?? {};
  const id = notes.id;
  if (id === undefined || id === "") {
    faults.push(fault("policy_unnamed", `${pack.id}/${file}`));
    return null;
  }
  const where = `${pack.id}/${file}#${id}`;
  const tell = (code: PolicyFaultCode, detail?: string) => faults.push(fault(code, where, detail));
  for (const name of Object.keys(notes)) if (!ANNOTATIONS.has(name)) tell("annotation_unknown", name);
  const policy = {
    id,
    pack,
    part: partOf(json, notes),
    sources: wordsOf(notes.source),
    remedy: notes.remedy ?? null,
    approval: onList(APPROVAL_ROLES, notes.obligation?.replace(/^approval:/, ""), tell),
    conditions: listed(CONDITIONS, wordsOf(notes.condition), tell),
    strip: onList(STRIP_TARGETS, notes.strip, tell),
    tasks: listed(TASKS, wordsOf(notes.task), tell),
    protectsExistence: onList(["protected"], notes.existence, tell) !== null,
    onlyWhenLetOut: onList(ONLY, notes.only, tell) === "let_out",
    window: windowOf(notes, tell),
    json,
  };
  for (const detail of misplaced(policy, notes)) tell("annotation_misplaced", detail);
  if (policy.sources.length === 0) tell("policy_without_source");
  return policy;
}

function partOf(json: PolicyJson, notes: Readonly<Record<string, string>>): PolicyPart {
  if (json.effect === "permit") return "basis";
  if (notes.obligation !== undefined) return "approval";
  if (notes.only === "without_basis") return "prohibition";
  const duties = ["condition", "strip", "task", "existence"];
  return duties.some((name) => notes[name] !== undefined) ? "duty" : "stop";
}

/** Annotations that say nothing, or say two things, on a policy of this part. */
function misplaced(policy: LawPolicy, notes: Readonly<Record<string, string>>): readonly string[] {
  const duties = ["condition", "strip", "task", "existence"].filter((name) => notes[name] !== undefined);
  const blocks = policy.part !== "basis" && policy.part !== "duty";
  return [
    ...(policy.part === "duty" ? [] : duties.map((name) => `@${name} on a ${policy.part}`)),
    ...(blocks && policy.remedy === null ? ["a policy that stands in the way must carry @remedy"] : []),
    ...(!blocks && policy.remedy !== null ? [`@remedy on a ${policy.part}`] : []),
    ...(policy.onlyWhenLetOut && policy.tasks.length === 0 ? ["@only(let_out) without @task"] : []),
  ];
}

type Tell = (code: PolicyFaultCode, detail?: string) => void;

function wordsOf(text: string | undefined): readonly string[] {
  return (text ?? "").split(" ").filter((word) => word !== "");
}

function onList<L extends readonly string[]>(
  list: L,
  word: string | undefined,
  tell: Tell,
): WordOf<L> | null {
  if (word === undefined) return null;
  if (isWordOf(list, word)) return word;
  tell("annotation_value_unknown", word);
  return null;
}

function listed<L extends readonly string[]>(
  list: L,
  words: readonly string[],
  tell: Tell,
): readonly WordOf<L>[] {
  return words.flatMap((word) => onList(list, word, tell) ?? []);
}

function windowOf(notes: Readonly<Record<string, string>>, tell: Tell): LawPolicy["window"] {
  const [from, to] = [notes.valid_from ?? null, notes.valid_to ?? null];
  for (const day of [from, to]) if (day !== null && !isDay(day)) tell("annotation_value_unknown", day);
  return from === null && to === null ? null : { from, to };
}
