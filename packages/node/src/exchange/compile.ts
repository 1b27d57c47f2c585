import type { DispatchBody, HeldFact, HoldingRecord } from "@entente/contract";
import type { CombinedDecision } from "@entente/policy";
import { canonicalJson, parseStrict } from "@entente/protocol";
import type { Treaty } from "../agreement/door.ts";
import { leaving } from "./attachments/standing-under.ts";
import { BodyFault } from "./body-fault.ts";
import type { Matter } from "./facts.ts";
import { joinMarkings, withConditions } from "./markings.ts";
import { redact, type Withheld } from "./redaction.ts";

/** What stays the same from submission to release, so that the bytes can be made again and compared. */
export interface Frame {
  readonly id: string;
  readonly thread: string;
  readonly replyTo: string | null;
  /** Unix milliseconds, fixed at submission */
  readonly madeAt: number;
}

/**
 * The exact bytes that leave. The same matter, decision and frame give the same bytes: before release they are
 * made again, and any difference sends the dispatch back (design §4, stage 6).
 */
export function compileBody(
  frame: Frame,
  matter: Matter,
  decision: CombinedDecision,
  withheld: readonly Withheld[],
  treaty: Treaty,
): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(bodyOf(frame, matter, decision, withheld, treaty)));
  // Read back as strictly as the partner will: what he would refuse is never signed.
  const strict = parseStrict(text);
  if (!strict.ok) throw new BodyFault(strict.faults);
  return canonicalJson(strict.value);
}

function bodyOf(
  frame: Frame,
  matter: Matter,
  decision: CombinedDecision,
  withheld: readonly Withheld[],
  treaty: Treaty,
): DispatchBody {
  const { reading, fromDesk, toDesk } = matter;
  const author = { state: fromDesk.party, agency: fromDesk.agency };
  const held = matter.records.map((record) => (record === null ? null : heldFact(record)));
  const content = redact(
    reading.compose(held, author),
    withheld.map((field) => field.pointer),
  );
  const attachments = leaving(matter.attachments, reading.parts, withheld);
  return {
    format: "entente/dispatch/v1",
    kind: matter.declaration.kind,
    id: frame.id,
    thread: frame.thread,
    reply_to: frame.replyTo,
    realm: treaty.realm,
    from: { party: fromDesk.party, agency: fromDesk.agency, desk: fromDesk.desk },
    to: { party: toDesk.party, agency: toDesk.agency, desk: toDesk.desk },
    ...(matter.post === undefined || matter.post === null ? {} : { post: matter.post }),
    area: matter.area,
    purpose: matter.purpose,
    channel: reading.channel,
    urgency: reading.urgency,
    language: reading.language,
    title: reading.title,
    marking: withConditions(markingOf(matter, withheld), decision.conditions),
    caveats: [...decision.conditions],
    legal_basis: decision.cites.map((cite) => cite.citation),
    evidential_use: reading.evidential_use,
    made_at: new Date(frame.madeAt).toISOString(),
    content,
    ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
  };
}

/**
 * The join of what the officer wrote, of every record and typed item that goes, and of the question answered. A
 * record that stays home leaves no trace in the marking either.
 */
function markingOf(matter: Matter, withheld: readonly Withheld[]): DispatchBody["marking"] {
  const gone = new Set(withheld.map(({ pointer }) => pointer));
  const sources = matter.reading.parts.flatMap((part, index) => {
    const marking = matter.records[index]?.marking ?? part.marking;
    return marking === undefined || gone.has(part.where) ? [] : [marking];
  });
  if (matter.question !== null)
    sources.push({ ...matter.question.marking, grade: matter.reading.marking.grade });
  return sources.reduce(joinMarkings, matter.reading.marking);
}

/** What travels of a record of ours. */
export function heldFact(record: HoldingRecord): HeldFact {
  return {
    holder: record.holder,
    owner: record.owner ?? record.source.owner ?? null,
    owner_consent: record.source.third_party_consent ?? "not_needed",
    categories: record.categories,
    marking: record.marking,
    text: record.text,
  };
}
