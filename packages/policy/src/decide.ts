import { APPROVAL_ROLES, type ApprovalRole, CONDITIONS, type Outcome, TASKS } from "@entente/words";
import { rolesFilled } from "./approvals.ts";
import type { LawRecord } from "./atoms.ts";
import type { Cite, Decision } from "./decision.ts";
import { derive } from "./derive.ts";
import type { Facts } from "./facts.ts";
import { utcDayOf } from "./instants.ts";
import type { Fired, Law } from "./law.ts";
import type { LawPolicy } from "./law-policy.ts";
import type { Packs } from "./load-packs.ts";
import { applyStrips, type Stripped } from "./strip.ts";

/** Why the gate closed when a rule could not be evaluated: the gate's own rule, in no pack. */
const FAILS_CLOSED: Cite = {
  id: "entente.fails-closed",
  citation: "Entente law gate, house rule: a rule that fails to evaluate is a forbid",
  text: "A policy could not be evaluated, so nothing may leave until the pack is repaired.",
  status: "ours",
  verified: true,
};

/** Everything the policies said about one facts object. */
interface Findings {
  readonly fired: readonly LawPolicy[];
  readonly strips: readonly LawPolicy[];
  /** approvals the law called for and got: part of why it may go */
  readonly approved: readonly LawPolicy[];
  readonly stripped: Stripped;
  readonly missing: readonly ApprovalRole[];
  readonly protects: boolean;
  readonly failed: boolean;
}

/**
 * Decides what the law of the day lets happen to these facts.
 *
 * In this order: an unknown word forbids; what must go is stripped and the rest decided; without a basis nothing
 * goes; a stop forbids; every missing approval is listed at once; else conditions, or a plain permit.
 */
export function decide(packs: Packs, facts: Facts): Decision {
  const found = consult(packs.law, facts);
  const outcome = outcomeOf(found);
  const told = found.fired.filter((policy) => speaksTo(policy, outcome, found));
  const conditions = told.flatMap((policy) => policy.conditions);
  const tasks = told.flatMap((policy) => policy.tasks);
  return {
    outcome,
    needs: outcome === "needs" ? found.missing : [],
    conditions: inOrder(CONDITIONS, conditions),
    strip: found.stripped.strip,
    tasks: inOrder(TASKS, tasks),
    existence: found.protects && isRefusal(outcome) ? "protected" : "open",
    cites: citesOf(packs, [...told, ...found.strips, ...found.approved], utcDayOf(facts.at), found.failed),
    remedies: isRefusal(outcome) ? remediesOf(told, found.failed) : [],
    packs: packs.refs,
  };
}

/** Strips first, then the rest; approvals last, since who counts depends on which roles are needed. */
function consult(law: Law, facts: Facts): Findings {
  const day = utcDayOf(facts.at);
  const whole = law.satisfied(derive(facts), day);
  const strips = whole.policies.filter((policy) => policy.strip !== null);
  const stripped = applyStrips(facts, strips);
  const isLess = stripped.strip.length > 0;
  const record = derive(stripped.facts, stripped.nothingLeft);
  const unapproved = isLess ? law.satisfied(record, day) : whole;
  const fired = withApprovals(law, facts, record, day, unapproved);
  return {
    fired: fired.policies,
    strips,
    approved: unapproved.policies.filter(
      (policy) => policy.part === "approval" && !fired.policies.includes(policy),
    ),
    stripped,
    missing: APPROVAL_ROLES.filter((role) => fired.policies.some((policy) => policy.approval === role)),
    // What was stripped is still what the asker must not learn of.
    protects: [...whole.policies, ...fired.policies].some((policy) => policy.protectsExistence),
    failed: whole.failed || unapproved.failed || fired.failed,
  };
}

function withApprovals(law: Law, facts: Facts, record: LawRecord, day: string, unapproved: Fired): Fired {
  const needed = new Set(
    unapproved.policies.map((policy) => policy.approval).filter((role) => role !== null),
  );
  const filled = rolesFilled(facts, needed);
  if (filled.size === 0) return unapproved;
  const approved = Array.from(filled, (role) => `approved=${role}`);
  return law.satisfied({ ...record, atoms: new Set([...record.atoms, ...approved]) }, day);
}

function outcomeOf({ fired, stripped, missing, failed }: Findings): Outcome {
  const has = (part: LawPolicy["part"]) => fired.some((policy) => policy.part === part);
  if (failed || has("stop") || !has("basis")) return "forbid";
  if (missing.length > 0) return "needs";
  const bound = stripped.strip.length > 0 || fired.some((policy) => policy.conditions.length > 0);
  return bound ? "conditions" : "permit";
}

function isRefusal(outcome: Outcome): boolean {
  return outcome === "needs" || outcome === "forbid";
}

/**
 * The holder's default ban is told only where no basis lifts it, a let-out task only where something goes, a
 * condition only where something may go, a protected existence only beside a refusal.
 */
function speaksTo(policy: LawPolicy, outcome: Outcome, { fired }: Findings): boolean {
  if (policy.part === "prohibition") return !fired.some((other) => other.part === "basis");
  if (policy.onlyWhenLetOut) return !isRefusal(outcome);
  if (policy.conditions.length > 0) return outcome !== "forbid";
  return !policy.protectsExistence || isRefusal(outcome);
}

function citesOf(packs: Packs, told: readonly LawPolicy[], day: string, failed: boolean): readonly Cite[] {
  const ids = [...new Set(told.flatMap((policy) => policy.sources))].sort();
  const cites = ids.flatMap((id) => {
    const provision = packs.provisions.get(id);
    if (provision === undefined) return [];
    const { citation, text, status, verified, valid_from, valid_to } = provision;
    const inForce = (valid_from ?? day) <= day && day <= (valid_to ?? day);
    return inForce ? [{ id, citation, text, status, verified }] : [];
  });
  return failed ? [...cites, FAILS_CLOSED] : cites;
}

/** What stands in the way, stops first: an approval alone never lifts a stop. */
function remediesOf(told: readonly LawPolicy[], failed: boolean): readonly string[] {
  const order: readonly LawPolicy["part"][] = ["stop", "prohibition", "approval"];
  const lines = order
    .flatMap((part) => told.filter((policy) => policy.part === part))
    .map(({ remedy }) => remedy);
  const known = [...new Set(lines.filter((line) => line !== null))];
  return failed ? ["A policy could not be evaluated: have the pack repaired.", ...known] : known;
}

function inOrder<W extends string>(list: readonly W[], words: readonly W[]): readonly W[] {
  return list.filter((word) => words.includes(word));
}
