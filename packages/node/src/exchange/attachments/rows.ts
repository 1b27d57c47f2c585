import type { AttachmentView } from "@entente/contract";
import type { ItemKey, Store } from "../../store/door.ts";
import { heldIn } from "./at-rest.ts";
import { attachmentsOf } from "./attachment-store.ts";
import { type AttachmentRecord, openedRow } from "./record.ts";

/** The attachments of a dispatch, opened, in their order; null where the dispatch's key is gone. */
export async function openedAttachments(
  store: Store,
  dispatch: string,
): Promise<{ readonly key: ItemKey; readonly records: readonly AttachmentRecord[] } | null> {
  const key = await store.vault.key(dispatch);
  if (key === null) return null;
  const rows = await attachmentsOf(store, dispatch);
  return { key, records: rows.map((row) => openedRow(key, row)) };
}

/** One of them by the name both nodes know. */
export function named(records: readonly AttachmentRecord[], id: string): AttachmentRecord | null {
  return records.find(({ meta }) => meta.id === id) ?? null;
}

/**
 * The allow-list of what an officer sees: no blob, no seal, no row name.
 * @param waiting why it waits, where somebody knows
 */
export async function attachmentView(
  store: Store,
  record: AttachmentRecord,
  waiting: string | null = null,
): Promise<AttachmentView> {
  const { meta, state, bytes } = record;
  return {
    attachment: meta.id,
    name: meta.name,
    media_type: meta.media_type,
    bytes,
    sha256: meta.sha256,
    state,
    held: await heldOf(store, record),
    holding: meta.holding,
    reveals: [...meta.reveals],
    reason: waiting ?? meta.refused?.code ?? null,
  };
}

async function heldOf(store: Store, { meta, state, bytes }: AttachmentRecord): Promise<number> {
  if (state === "awaited") return meta.wire === null ? 0 : ((await store.blobs.size(meta.wire)) ?? 0);
  if (state === "uploading") return heldIn((await store.blobs.size(meta.blob)) ?? 0, bytes).bytes;
  return bytes;
}
