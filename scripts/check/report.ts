import { Type } from "typebox";
import { Value } from "typebox/value";

/** What we read of Vitest's JSON report. */
const reportShape = Type.Object({
  numPassedTests: Type.Integer(),
  numFailedTests: Type.Integer(),
  numPendingTests: Type.Integer(),
  numTodoTests: Type.Integer(),
  testResults: Type.Array(
    Type.Object({
      name: Type.String(),
      status: Type.String(),
      message: Type.Optional(Type.String()),
      assertionResults: Type.Array(Type.Object({ status: Type.String() })),
    }),
  ),
});

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Counts of a Vitest run from its JSON report (null where it wrote none) and its exit code. A file that could not
 * be loaded holds no failed test and yet counts as one; so does a run that ended badly with nothing else to show.
 */
export function countsOf(report: string | null, exitCode: number | null): Counts {
  const value: unknown = report === null ? null : JSON.parse(report);
  if (!Value.Check(reportShape, value)) return { passed: 0, failed: 1, skipped: 0 };
  const broken = value.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"),
  );
  const failed = value.numFailedTests + broken.length;
  return {
    passed: value.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: value.numPendingTests + value.numTodoTests,
  };
}

/** The closing line: `N passed, N failed`, and `, N skipped` where any was. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
