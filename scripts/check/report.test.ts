import { describe, expect, it } from "vitest";
import { closingLine, countsOf } from "./report.ts";

function report(more: object): string {
  return JSON.stringify({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...more,
  });
}
const file = (status: string, ...tests: string[]) => ({
  name: "a",
  status,
  assertionResults: tests.map((one) => ({ status: one })),
});

describe("the closing line", () => {
  it.each([
    ["all is well", report({}), 0, "3 passed, 0 failed"],
    [
      "tests were skipped",
      report({ numPendingTests: 1, numTodoTests: 1 }),
      0,
      "3 passed, 0 failed, 2 skipped",
    ],
    [
      "a test failed",
      report({ numFailedTests: 1, testResults: [file("failed", "failed", "passed")] }),
      1,
      "3 passed, 1 failed",
    ],
    ["a file could not be loaded", report({ testResults: [file("failed")] }), 1, "3 passed, 1 failed"],
    [
      "a test failed and a file could not be loaded",
      report({ numFailedTests: 1, testResults: [file("failed", "failed"), file("failed")] }),
      1,
      "3 passed, 2 failed",
    ],
    ["an error came from outside a test", report({}), 1, "3 passed, 1 failed"],
    ["the run was ended", report({}), null, "3 passed, 1 failed"],
    ["no report was written", null, 1, "0 passed, 1 failed"],
    ["no report was written and yet all seemed well", null, 0, "0 passed, 1 failed"],
    ["the report is something else", "{}", 0, "0 passed, 1 failed"],
  ])("counts when %s", (_, text, code, expected) => {
    expect(closingLine(countsOf(text, code))).toBe(expected);
  });
});
