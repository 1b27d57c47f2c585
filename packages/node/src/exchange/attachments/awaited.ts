import type { Attachment } from "@entente/contract";
import { hexOf } from "@entente/protocol";
import type { ItemKey, Step } from "../../store/door.ts";
import type { ExchangeParts } from "../parts.ts";
import { insertAttachment } from "./attachment-store.ts";
import { sealMeta } from "./record.ts";

/** Rows for what a filed dispatch announces: from now on its streams are taken, and no others. */
export function awaitedSteps(
  parts: Pick<ExchangeParts, "random">,
  key: ItemKey,
  dispatch: string,
  attachments: readonly Attachment[],
  at: number,
): readonly Step[] {
  return attachments.map((attachment, place) => {
    // A name of our own: the partner could choose one of his that is already a name here.
    const row = hexOf(parts.random(16));
    const { id, name, media_type, sha256, bytes } = attachment;
    const blobs = { blob: hexOf(parts.random(16)), wire: hexOf(parts.random(16)) };
    const meta = { id, name, media_type, sha256, holding: null, reveals: [], ...blobs };
    const sealedMeta = sealMeta(key, row, { ...meta, seal: null, tries: 0, refused: null });
    return insertAttachment(
      { row, dispatch, direction: "theirs", state: "awaited", bytes, reserved: 0, sealedMeta },
      place,
      at,
    );
  });
}
