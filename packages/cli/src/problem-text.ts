import type { Problem } from "@entente/contract";

/** A refusal as a person reads it: what, why, every fault, rule and law, and what would help. */
export function explainProblem(problem: Problem): string {
  const { title, detail, code, errors = [], policy } = problem;
  const lines = [`${title} (${code})${detail === undefined ? "" : `: ${detail}`}`];
  for (const error of errors) {
    const more = error.detail === undefined ? "" : `: ${error.detail}`;
    lines.push(`  ${error.pointer === "" ? "/" : error.pointer}  ${error.code}${more}`);
  }
  if (policy !== undefined) lines.push(...explainPolicy(policy));
  return lines.map(printable).join("\n");
}

function explainPolicy(policy: NonNullable<Problem["policy"]>): readonly string[] {
  const { outcome, needs, reasons, remedies } = policy;
  return [
    `  The law gate says: ${outcome}${needs.length > 0 ? ` (${needs.join(", ")})` : ""}`,
    ...reasons.map(
      ({ rule, law, text }) =>
        `  rule ${rule}, ${law}${text === undefined || text === "" ? "" : `: ${text}`}`,
    ),
    ...remedies.map((remedy) => `  would help: ${remedy}`),
  ];
}

/** Text from a node or its partner must not steer the terminal (escape sequences, new lines, direction marks). */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
