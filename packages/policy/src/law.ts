import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import { type LawRecord, NUMBERS } from "./atoms.ts";
import type { CedarKit } from "./cedar.ts";
import { literalsOf, meets, type Needs, needsOf } from "./conditions-of.ts";
import type { LawPolicy } from "./law-policy.ts";
import type { ProvisionText } from "./pack-files.ts";

/** The policies satisfied by a record, in the packs' order; `failed` when one could not be evaluated. */
export interface Fired {
  readonly policies: readonly LawPolicy[];
  readonly failed: boolean;
}

interface Entry {
  readonly policy: LawPolicy;
  readonly needs: Needs;
  readonly literals: readonly string[];
}

/** Sets of candidates that came twice get a policy set of their own, up to this many; the oldest makes room. */
const SLOTS = 1024;
/** Sightings of candidate sets remembered, to tell the second from the first. */
const SIGHTINGS = 4096;
/** The kit keeps policy sets by name in one place for the whole process: each law has its own prefix. */
let laws = 0;

/**
 * The loaded policies and the one question put to them: which are satisfied?
 *
 * Cedar reports of a denial only the forbids. All policies are therefore registered as permits, so that one call
 * lists every satisfied policy whatever its effect; what each means is remembered here (`LawPolicy.part`).
 */
export class Law {
  readonly #cedar: CedarKit;
  readonly #entries: readonly Entry[];
  readonly #provisions: ReadonlyMap<string, ProvisionText>;
  readonly #prefix: string;
  readonly #answers: Map<string, Fired>;
  readonly #answerLimit: number;
  readonly #slotLimit: number;
  /** candidate set → name of its registered policy set; insertion order is age of last use */
  readonly #slots = new Map<string, string>();
  readonly #sightings = new Set<string>();

  /**
   * @param answerLimit answers remembered; 0 asks Cedar every time
   * @param slotLimit candidate sets with a registered policy set of their own, at least 1
   */
  constructor(
    cedar: CedarKit,
    policies: readonly LawPolicy[],
    provisions: ReadonlyMap<string, ProvisionText>,
    answerLimit: number,
    slotLimit = SLOTS,
  ) {
    this.#cedar = cedar;
    this.#provisions = provisions;
    this.#answers = new Map();
    this.#answerLimit = answerLimit;
    this.#slotLimit = slotLimit;
    this.#entries = policies.map((policy) => ({
      policy,
      needs: needsOf(policy.json),
      literals: literalsOf(policy.json),
    }));
    laws += 1;
    this.#prefix = `law${laws}`;
    this.#register(`${this.#prefix}:all`, this.#entries);
  }

  /** Which policies a record satisfies under the law of a day (`YYYY-MM-DD`). */
  satisfied(record: LawRecord, day: string): Fired {
    const candidates = this.#entries.filter(
      ({ policy, needs }) =>
        speaks(policy, record.atoms) && meets(needs, record.atoms) && this.#inForce(policy, day),
    );
    if (candidates.length === 0) return { policies: [], failed: false };
    const facts = atomsAskedFor(candidates, record.atoms);
    const ids = candidates.map(({ policy }) => policy.id).join(" ");
    const key = [ids, facts.join(" "), ...NUMBERS.map((name) => record.numbers[name])].join("|");
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = this.#ask(this.#setFor(ids, candidates), candidates, facts, record);
    remember(this.#answers, key, answer, this.#answerLimit);
    return answer;
  }

  /** A policy's own days, else the days on which any of its sources is in force. */
  #inForce(policy: LawPolicy, day: string): boolean {
    if (policy.window !== null) return within(day, policy.window.from, policy.window.to);
    return policy.sources.some((id) => {
      const provision = this.#provisions.get(id);
      return provision !== undefined && within(day, provision.valid_from, provision.valid_to);
    });
  }

  #ask(setName: string, candidates: readonly Entry[], facts: readonly string[], record: LawRecord): Fired {
    const answer = this.#cedar.statefulIsAuthorized({
      principal: { type: "Party", id: "holder" },
      action: { type: "Action", id: "decide" },
      resource: { type: "Record", id: "facts" },
      context: { facts: [...facts], ...record.numbers },
      preparsedPolicySetId: setName,
      entities: [],
    });
    if (answer.type === "failure") return { policies: [], failed: true };
    const { reason, errors } = answer.response.diagnostics;
    const satisfied = new Set(reason);
    const asked = new Set(candidates.map(({ policy }) => policy.id));
    return {
      policies: candidates.map(({ policy }) => policy).filter((policy) => satisfied.has(policy.id)),
      // An errored forbid is skipped by Cedar and would read as "nothing stands in the way".
      failed: errors.some((error) => asked.has(error.policyId)),
    };
  }

  /** The candidates' own set when they came before, else the set of all: registering costs more than one call. */
  #setFor(ids: string, candidates: readonly Entry[]): string {
    const slot = this.#slots.get(ids);
    if (slot !== undefined) {
      this.#slots.delete(ids);
      this.#slots.set(ids, slot);
      return slot;
    }
    if (!this.#sightings.has(ids)) {
      if (this.#sightings.size >= SIGHTINGS) this.#sightings.clear();
      this.#sightings.add(ids);
      return `${this.#prefix}:all`;
    }
    const name = this.#freeSlot();
    this.#register(name, candidates);
    this.#slots.set(ids, name);
    return name;
  }

  #freeSlot(): string {
    const oldest = this.#slots.entries().next().value;
    if (oldest === undefined || this.#slots.size < this.#slotLimit)
      return `${this.#prefix}:${this.#slots.size}`;
    this.#slots.delete(oldest[0]);
    return oldest[1];
  }

  #register(name: string, entries: readonly Entry[]): void {
    const policies = entries.map(({ policy }): [string, PolicyJson] => [policy.id, asPermit(policy.json)]);
    const answer = this.#cedar.preparsePolicySet(name, { staticPolicies: Object.fromEntries(policies) });
    if (answer.type === "failure") throw new Error(`cedar refused policies it had validated: ${name}`);
  }
}

function asPermit({ principal, action, resource, conditions }: PolicyJson): PolicyJson {
  return { effect: "permit", principal, action, resource, conditions };
}

/**
 * A state's pack gives basis, approvals and prohibitions for what its own agencies hold; as the recipient's pack
 * it can only add limits (stops and duties). Codes and treaties always speak.
 */
function speaks({ pack, part }: LawPolicy, atoms: ReadonlySet<string>): boolean {
  if (pack.speaks_for === "*" || atoms.has(`held_in=${pack.speaks_for}`)) return true;
  return (part === "stop" || part === "duty") && atoms.has(`going_to=${pack.speaks_for}`);
}

function within(day: string, from: string | null, to: string | null): boolean {
  return (from === null || from <= day) && (to === null || day <= to);
}

function atomsAskedFor(candidates: readonly Entry[], atoms: ReadonlySet<string>): readonly string[] {
  const asked = new Set<string>();
  for (const { literals } of candidates) for (const atom of literals) if (atoms.has(atom)) asked.add(atom);
  return [...asked].sort();
}

function remember(answers: Map<string, Fired>, key: string, answer: Fired, limit: number): void {
  if (limit === 0) return;
  const oldest = answers.keys().next().value;
  if (oldest !== undefined && answers.size >= limit) answers.delete(oldest);
  answers.set(key, answer);
}
