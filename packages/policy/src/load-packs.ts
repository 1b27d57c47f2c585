import { createHash } from "node:crypto";
import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Fault } from "@entente/words";
import { ATOMS } from "./atoms.ts";
import { type CedarKit, loadCedar, messagesOf } from "./cedar.ts";
import { hasUnsafeNumber, literalsOf, usesPatterns } from "./conditions-of.ts";
import type { PackRef } from "./decision.ts";
import { fault } from "./fault-codes.ts";
import { Law } from "./law.ts";
import { type LawPolicy, readPolicy } from "./law-policy.ts";
import { type ProvisionText, readCard, readProvisions } from "./pack-files.ts";
import { schemaFaults } from "./pack-schema.ts";
import { isPolicyFile, type PackCard, type PackSource, packDigest } from "./pack-source.ts";

/** The law that decides: every pack loaded, checked and indexed. */
export interface Packs {
  /** what each decision names */
  readonly refs: readonly PackRef[];
  /** one digest over all of them, lower-case hex */
  readonly digest: string;
  readonly law: Law;
  readonly policies: readonly LawPolicy[];
  readonly provisions: ReadonlyMap<string, ProvisionText>;
}

/** Thrown when packs cannot be trusted to decide; says everything that is wrong with them at once. */
export class PackFault extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(faults.map(({ code, where, detail }) => `${code} ${where} ${detail ?? ""}`.trim()).join("\n"));
    this.name = "PackFault";
    this.faults = faults;
  }
}

interface ReadPack {
  readonly source: PackSource;
  readonly card: PackCard;
  readonly provisions: ReadonlyMap<string, ProvisionText>;
  readonly policies: readonly LawPolicy[];
}

/**
 * Reads packs strictly: card, provisions, Cedar syntax and schema, every literal in the vocabulary, every source
 * a known provision (of any of the packs), every name once.
 * @param options.answers how many answers of Cedar to remember (4096); 0 asks it every time
 * @throws PackFault with every fault
 */
export async function loadPacks(
  sources: readonly PackSource[],
  options: { readonly answers?: number } = {},
): Promise<Packs> {
  const cedar = await loadCedar();
  const faults: Fault[] = [];
  // By id, so that neither digest nor decision depends on the order a folder was listed in.
  const packs = [...sources]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((source) => readPack(cedar, source, faults) ?? []);
  const policies = packs.flatMap((pack) => pack.policies);
  const provisions = new Map(packs.flatMap((pack) => [...pack.provisions]));
  faults.push(...crossFaults(packs, policies, provisions));
  if (faults.length > 0) throw new PackFault(faults);
  const refs = packs.map(({ source, card }) => ({
    id: card.id,
    version: card.version,
    sha256: packDigest(source),
  }));
  const law = new Law(cedar, policies, provisions, options.answers ?? 4096);
  return { refs, digest: digestOf(refs), law, policies, provisions };
}

function readPack(cedar: CedarKit, source: PackSource, faults: Fault[]): ReadPack | null {
  const provisions = readProvisions(source, faults);
  const card = readCard(source, faults);
  if (card === null) return null;
  const policies = [...source.files]
    .filter(([path]) => isPolicyFile(path))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, text]) => readPolicies(cedar, card, path, text, faults));
  faults.push(...schemaFaults(cedar, source, policies), ...policies.flatMap(literalFaults));
  return { source, card, provisions, policies };
}

function readPolicies(
  cedar: CedarKit,
  card: PackCard,
  path: string,
  text: string,
  faults: Fault[],
): readonly LawPolicy[] {
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === "failure" || parts.policy_templates.length > 0) {
    const why = parts.type === "failure" ? messagesOf(parts.errors) : "a template";
    faults.push(fault("policy_unreadable", `${card.id}/${path}`, why));
    return [];
  }
  return parts.policies.flatMap((one) => {
    const answer = cedar.policyToJson(one);
    if (answer.type === "success") return readPolicy(answer.json, card, path, faults) ?? [];
    faults.push(fault("policy_unreadable", `${card.id}/${path}`, messagesOf(answer.errors)));
    return [];
  });
}

/** Cedar's validation does not look into string literals: a typing error there would silently never fire. */
function literalFaults({ id, pack, json, part }: LawPolicy): readonly Fault[] {
  const where = `${pack.id}#${id}`;
  const literals = literalsOf(json);
  const unknown = literals.filter((literal) => !ATOMS.has(literal));
  const approved = part === "approval" ? [] : literals.filter((literal) => literal.startsWith("approved="));
  return [
    ...[...unknown, ...approved].map((literal) => fault("literal_unknown", where, literal)),
    ...(usesPatterns(json) ? [fault("literal_unknown", where, "a pattern")] : []),
    ...(hasUnsafeNumber(json) ? [fault("literal_unknown", where, "a number beyond 2^53")] : []),
    ...(constrainsScope(json) ? [fault("policy_scope_used", where)] : []),
  ];
}

/** Everything is asked in `when` and `unless`: the scope has one principal, action and resource. */
function constrainsScope({ principal, action, resource }: PolicyJson): boolean {
  return [principal.op, action.op, resource.op].some((op) => op !== "All");
}

/** What only shows when the packs stand beside each other. */
function crossFaults(
  packs: readonly ReadPack[],
  policies: readonly LawPolicy[],
  provisions: ReadonlyMap<string, ProvisionText>,
): readonly Fault[] {
  const used = new Set(policies.flatMap((policy) => policy.sources));
  return [
    ...repeated(packs.map(({ card }) => card.id)).map((id) => fault("pack_twice", id)),
    ...repeated(policies.map((policy) => policy.id)).map((id) => fault("policy_twice", id)),
    ...repeated(packs.flatMap((pack) => [...pack.provisions.keys()])).map((id) =>
      fault("provision_twice", id),
    ),
    ...policies.flatMap((policy) =>
      policy.sources
        .filter((source) => !provisions.has(source))
        .map((source) => fault("source_unknown", `${policy.pack.id}#${policy.id}`, source)),
    ),
    ...[...provisions.keys()].filter((id) => !used.has(id)).map((id) => fault("provision_unused", id)),
  ];
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function digestOf(refs: readonly PackRef[]): string {
  const lines = refs.map(({ id, version, sha256 }) => `${sha256}  ${id} ${version}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}
