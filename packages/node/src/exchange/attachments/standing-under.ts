import type { Attachment, Part } from "@entente/contract";
import { readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import type { Category, Fault } from "@entente/words";
import type { Withheld } from "../redaction.ts";
import type { AttachedFile } from "./record.ts";

/**
 * What the files under a part reveal: a file from a record stands under the parts taken from that record, any other
 * under every part, since nobody can say which words of the dispatch it belongs to.
 */
export function revealedUnder(part: Part, files: readonly AttachedFile[]): readonly Category[] {
  return files.flatMap((file) => (standsUnder(file, part) ? file.reveals : []));
}

/**
 * The files that leave. A file cannot be cut, so it goes only where nothing of what it stands under is withheld: one
 * from a record with that record, any other only with the whole dispatch.
 */
export function leaving(
  files: readonly AttachedFile[],
  parts: readonly Part[],
  withheld: readonly Pick<Withheld, "pointer">[],
): readonly Attachment[] {
  const touched = (part: Part) => withheld.some(({ pointer }) => isWithin(pointer, part.where));
  return files
    .filter((file) =>
      file.holding === null
        ? withheld.length === 0
        : parts.some((part) => standsUnder(file, part)) &&
          parts.every((part) => !standsUnder(file, part) || !touched(part)),
    )
    .map(({ attachment }) => attachment);
}

/** A file from a record that the draft no longer uses stands under nothing: nobody could judge it. */
export function strayFaults(files: readonly AttachedFile[], parts: readonly Part[]): readonly Fault[] {
  return files.flatMap((file, index) =>
    parts.some((part) => standsUnder(file, part))
      ? []
      : [{ code: "attachment_without_record", where: `/attachments/${index}` }],
  );
}

/** What an exact body lists; none where it does not read, which its own reader has refused before. */
export function listedIn(body: Uint8Array): readonly Attachment[] {
  const parsed = parseStrict(body);
  const read = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  return read.ok ? (read.value.attachments ?? []) : [];
}

function standsUnder(file: AttachedFile, part: Part): boolean {
  return file.holding === null || file.holding === part.holding;
}

function isWithin(pointer: string, where: string): boolean {
  return where === "" || pointer === where || pointer.startsWith(`${where}/`);
}
