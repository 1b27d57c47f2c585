import {
  done,
  type ExampleSetting,
  type KindDeclaration,
  kindNamed,
  no,
  type Result,
  readDispatchBody,
  targets,
} from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import type { Officer } from "../../people/door.ts";
import { dispatchFor } from "../access.ts";
import type { ExchangeParts } from "../parts.ts";
import { recordRead } from "../read-mark.ts";
import { type DispatchRecord, placeOf } from "../record.ts";
import { replyDesks } from "../replied-to.ts";

/** A complete draft for this officer's desk, to start from; nothing is stored. */
export async function exampleDraft(
  parts: ExchangeParts,
  officer: Officer,
  kind: string,
  replyTo: string | null,
): Promise<Result<{ readonly kind: string; readonly draft: unknown }>> {
  const declaration = kindNamed(kind);
  if (declaration === null) return no("unknown_kind");
  const question = replyTo === null ? null : await dispatchFor(parts, officer, replyTo);
  if (question !== null && !question.ok) return no("nothing_to_answer");
  if (question !== null && !repliesTo(declaration, question.value)) return no("nothing_to_answer");
  if (question !== null) await recordRead(parts, officer, question.value.id, "example");
  const setting = await settingFor(parts, officer, question?.value ?? null);
  return setting === null ? no("unknown_desk") : done({ kind, draft: declaration.example(setting) });
}

function repliesTo({ reply }: KindDeclaration, { direction, kind }: DispatchRecord): boolean {
  return targets(direction === "ours" ? reply.ours : reply.theirs, kind);
}

async function settingFor(
  parts: ExchangeParts,
  officer: Officer,
  question: DispatchRecord | null,
): Promise<ExampleSetting | null> {
  const { treaty } = parts;
  const desks = treaty.document.directory;
  const ours = desks.filter((desk) => officer.desks.includes(desk.desk) && desk.party === treaty.us.party);
  const thread = replyDesks(question);
  const from = ours.find((desk) => desk.desk === thread?.from) ?? ours[0];
  const shared = desks.filter(
    (desk) => desk.party === treaty.partner.party && desk.areas.some((area) => from?.areas.includes(area)),
  );
  const to =
    shared.find((desk) => desk.desk === thread?.to) ??
    shared.find((desk) => desk.function === from?.function) ??
    shared[0];
  const area = to?.areas.find((shared) => from?.areas.includes(shared));
  if (from === undefined || to === undefined || area === undefined) return null;
  const holding = question === null ? null : await holdingFor(parts, officer, question);
  return { party: treaty.us.party, from: from.desk, to: to.desk, area, holding, replies: question !== null };
}

/** The first record of the officer's agency that a name or an identifier of the question finds. */
async function holdingFor(
  parts: ExchangeParts,
  officer: Officer,
  question: DispatchRecord,
): Promise<string | null> {
  const key = await parts.store.vault.key(question.id);
  if (key === null || question.sealed.body === null) return null;
  const parsed = parseStrict(key.open(placeOf("body"), question.sealed.body));
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  if (!body.ok) return null;
  for (const query of stringsAt(body.value.content, ["name", "value"])) {
    const [record] = await parts.holdings.search(officer.agency, query, 1);
    if (record !== undefined) return record.id;
  }
  return null;
}

/** Every string that stands under one of these keys, depth first. */
function stringsAt(value: unknown, keys: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((element) => stringsAt(element, keys));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    typeof child === "string" && keys.includes(key) ? [child] : stringsAt(child, keys),
  );
}
