import { rejectionMark } from "./domestic.ts";
import type { ExchangeParts } from "./parts.ts";
import { placeOfOurs } from "./rejection-place.ts";

/** Hostile or broken input that was refused: never its bytes, only their digest. */
export interface Rejection {
  readonly door: "user" | "peer";
  readonly code: string;
  readonly where: string;
  /** SHA-256 of what was refused */
  readonly digest: Uint8Array;
}

/** Records a refused input and puts it on the domestic log. Nothing else changes. */
export async function recordRejection(
  parts: Pick<ExchangeParts, "store" | "clock" | "random">,
  { door, code, where, digest }: Rejection,
): Promise<void> {
  const mark = await rejectionMark(parts, { door, code, place: placeOfOurs(where), digest });
  await parts.store.commit({ appends: [mark.append], steps: [mark.step] });
}
