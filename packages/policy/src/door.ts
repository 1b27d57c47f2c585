// table: the law gate's door. Pure: packs come in as text, facts as parsed JSON; nothing is read or written.
export { type CaseRun, type LawCase, parseCase, runCase } from "./cases.ts";
export { combine } from "./combine.ts";
export { decide } from "./decide.ts";
export type { Cite, CombinedDecision, Decision, PackRef, PartDecision } from "./decision.ts";
export { explain } from "./explain.ts";
export { type Facts, FactsSchema } from "./facts.ts";
export { POLICY_FAULT_CODES, type PolicyFaultCode } from "./fault-codes.ts";
export { loadPacks, PackFault, type Packs } from "./load-packs.ts";
export { isLawFile, type PackSource, packDigest } from "./pack-source.ts";
export { type FactsParsed, parseFacts } from "./parse-facts.ts";
export { type CitesApart, citesApart } from "./withholding.ts";
