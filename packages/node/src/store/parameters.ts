import { StoreFault } from "./faults.ts";

/**
 * Throws StoreFault `bad_parameter` unless there are exactly `marks` parameters and each is text, a safe whole
 * number, null or bytes. node:sqlite would bind a Date or an object as NULL, a boolean as a number, leave
 * missing ones NULL and repair ill-formed text in silence (foundation-trials E); PostgreSQL has no NUL in text.
 */
export function checkParams(params: readonly unknown[], marks: number): void {
  if (params.length !== marks) {
    throw new StoreFault("bad_parameter", `${marks} parameters needed, ${params.length} given`);
  }
  for (const [at, value] of params.entries()) {
    const fault = faultOf(value);
    if (fault) throw new StoreFault("bad_parameter", `parameter ${at + 1}: ${fault}`);
  }
}

function faultOf(value: unknown): string | null {
  if (typeof value === "string")
    return value.isWellFormed() && !value.includes("\0") ? null : "ill-formed text";
  if (typeof value === "number") return Number.isSafeInteger(value) ? null : "not a safe whole number";
  if (value === null || value instanceof Uint8Array) return null;
  return typeof value === "object" ? "an object that is not bytes" : typeof value;
}

const QUOTED_OR_COMMENT = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g;

/** How many `?` a statement has outside quotes and comments. */
export function countMarks(sql: string): number {
  return sql.replace(QUOTED_OR_COMMENT, " ").split("?").length - 1;
}

/** Whether a statement can only read: `select`, what the engine plans for one, or `with` without a verb that writes. */
export function isRead(sql: string): boolean {
  const bare = sql.replace(QUOTED_OR_COMMENT, " ");
  return (
    /^\s*(?:explain\s+query\s+plan\s+)?select\b/i.test(bare) ||
    (/^\s*with\b/i.test(bare) && !/\b(insert|update|delete|replace\s+into)\b/i.test(bare))
  );
}
