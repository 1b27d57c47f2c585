import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Fault } from "@entente/words";
import { NUMBERS } from "./atoms.ts";
import { type CedarKit, messagesOf } from "./cedar.ts";
import { fault } from "./fault-codes.ts";
import type { LawPolicy } from "./law-policy.ts";
import type { PackSource } from "./pack-source.ts";

/** What every pack's schema must say: this is the record the gate shows to policies. */
const SHAPE = {
  type: "Record",
  attributes: {
    facts: { type: "Set", element: { type: "String" } },
    ...Object.fromEntries(NUMBERS.map((name) => [name, { type: "Long" }])),
  },
};

/**
 * Faults of a pack's schema, and of its policies against it (Cedar's strict mode). A schema that promises other
 * attributes than the gate fills would let a policy pass here and fail when it decides.
 */
export function schemaFaults(
  cedar: CedarKit,
  source: PackSource,
  policies: readonly LawPolicy[],
): readonly Fault[] {
  const where = `${source.id}/schema.cedarschema`;
  const schema = source.files.get("schema.cedarschema");
  if (schema === undefined) return [fault("pack_file_missing", where)];
  const read = cedar.schemaToJsonWithResolvedTypes(schema);
  if (read.type === "failure") return [fault("schema_invalid", where, messagesOf(read.errors))];
  const context = read.json[""]?.actions.decide?.appliesTo?.context;
  if (canonical(context) !== canonical(SHAPE)) return [fault("schema_differs", where)];
  return invalidPolicies(cedar, source.id, schema, policies);
}

function invalidPolicies(
  cedar: CedarKit,
  packId: string,
  schema: string,
  policies: readonly LawPolicy[],
): readonly Fault[] {
  const staticPolicies = Object.fromEntries(policies.map(({ id, json }): [string, PolicyJson] => [id, json]));
  const answer = cedar.validate({
    validationSettings: { mode: "strict" },
    schema,
    policies: { staticPolicies },
  });
  if (answer.type === "failure") return [fault("policy_invalid", packId, messagesOf(answer.errors))];
  return answer.validationErrors.map(({ policyId, error }) =>
    fault("policy_invalid", `${packId}#${policyId}`, messagesOf([error])),
  );
}

/** JSON with sorted keys, without annotations and the spelling-out of defaults. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).filter(([key]) => !["annotations", "required"].includes(key));
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${key}:${canonical(one)}`)
    .join(",")}}`;
}
