import { expect } from "vitest";

/** Stands for any text of this shape in an expectation. */
export function textLike(shape: RegExp): unknown {
  return expect.stringMatching(shape);
}
