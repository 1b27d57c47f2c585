import { createHash } from "node:crypto";
import type { Ground } from "./ground.ts";
import { difference } from "./watch.ts";

/** What came back from a door. */
export interface Answered {
  readonly status: number;
  readonly code: string | null;
}

/** How one attack must end. */
export interface Expected {
  /** the codes that name this fault; any other refusal would hide that the control is gone */
  readonly codes: readonly string[];
  /** what was sent: the record must stand under the digest of one of these; empty = this refusal is not recorded */
  readonly recorded: readonly Uint8Array[];
}

/**
 * Sends one attack and holds the node to all of it: refused with a code of the list, recorded once under the digest
 * of what was sent, nothing else changed.
 * @returns "" where all held, else everything that did not
 */
export async function refusedWhole(
  ground: Ground,
  send: () => Promise<Answered>,
  expected: Expected,
): Promise<string> {
  const { watch } = ground;
  const [before, mark] = [watch.footprint(), watch.lastRejection()];
  const answer = await send();
  const faults = [
    answer.status < 400 && answer.code === null ? `accepted with ${answer.status}` : "",
    answer.status >= 500 ? `status ${answer.status}` : "",
    expected.codes.includes(answer.code ?? "")
      ? ""
      : `refused as ${answer.code ?? "nothing"}, not as ${expected.codes.join(" or ")}`,
    difference(before, watch.footprint()),
    expected.recorded.length === 0 ? "" : recordFault(ground, mark, expected.recorded),
  ];
  return faults.filter((fault) => fault !== "").join("; ");
}

/** Of what nobody will read, a door digests the first 64 KiB, or as much as it takes. */
const DIGESTED = [65_536, 1_048_576, 2_097_152] as const;

function recordFault({ watch }: Ground, mark: number, sent: readonly Uint8Array[]): string {
  const records = watch.rejectionsAfter(mark);
  if (records.length === 0) return "not recorded";
  if (records.length > 1) return `recorded ${records.length} times`;
  const whole = sent.some((bytes) => hex(bytes) === records[0]?.digest);
  const known =
    whole ||
    sent.some((bytes) =>
      DIGESTED.some((most) => bytes.length > most && hex(bytes.subarray(0, most)) === records[0]?.digest),
    );
  return known ? "" : "recorded under another digest";
}

function hex(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
