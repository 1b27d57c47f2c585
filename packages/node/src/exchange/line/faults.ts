/** Why a request to the partner's node brought no answer. A code is never reused for another meaning. */
export const LINE_CODES = [
  "unreachable", // no connection, or it broke; also where the partner refuses our certificate
  "wrong_partner", // whoever answered does not hold the pinned key; nothing was sent
  "timed_out",
  "answer_too_large",
  "answer_malformed", // no HTTP/1.1, no frame, or an encoding nobody asked for
] as const;
export type LineCode = (typeof LINE_CODES)[number];

/** The line's state, never a decision: the caller keeps what it has and tries again. */
export class LineFault extends Error {
  override readonly name = "LineFault";
  readonly code: LineCode;

  constructor(code: LineCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
