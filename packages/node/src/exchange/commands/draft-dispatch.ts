import { type DraftReading, done, type KindDeclaration, kindNamed, no, type Result } from "@entente/contract";
import { type Area, timeOrderedId } from "@entente/words";
import type { Desk } from "../../agreement/door.ts";
import type { Officer } from "../../people/door.ts";
import { oursFor } from "../access.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { standingOf } from "../present.ts";
import type { DispatchRecord, Ends } from "../record.ts";
import { addressFaults, repliedTo, replyDesks } from "../replied-to.ts";
import { sealJson } from "../sealed-json.ts";
import { changeDispatch, insertDispatch } from "../store.ts";

/** Stores a draft (stage 2). Refused when its shape is wrong or the officer is not posted to the area. */
export async function draftDispatch(
  parts: ExchangeParts,
  officer: Officer,
  input: { readonly kind: string; readonly replyTo: string | null; readonly draft: unknown },
): Promise<Result<Standing>> {
  const declaration = kindNamed(input.kind);
  if (declaration === null) return no("unknown_kind");
  const reading = declaration.readDraft(input.draft);
  if (!reading.ok) return no("malformed", { faults: reading.faults });
  const question = await repliedTo(parts, officer, declaration, input.replyTo);
  if (!question.ok) return question;
  if (!officer.duties.some((duty) => declaration.drafters.includes(duty)))
    return no("not_permitted", { detail: `${input.kind}: written by ${declaration.drafters.join(", ")}` });
  const faults = addressFaults(reading.value, question.value);
  if (faults.length > 0) return no("malformed", { faults });
  const ends = endsOf(parts, officer, reading.value, question.value);
  if (!ends.ok) return ends;
  const area = reading.value.area ?? question.value?.area ?? "";
  const posted = isPosted(ends.value, area);
  return posted
    ? store(parts, officer, declaration, reading.value, input.draft, ends.value, area, question.value)
    : notPosted(area);
}

/** Replaces the author's own draft, as long as it is one and nobody changed it since `version`. */
export async function replaceDraft(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
  change: { readonly draft: unknown; readonly version: number },
): Promise<Result<Standing>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  const record = found.value;
  const declaration = kindNamed(record.kind);
  if (declaration === null) return no("unknown_kind");
  if (record.author !== officer.id) return no("not_permitted", { detail: "only its author changes a draft" });
  const reading = declaration.readDraft(change.draft);
  if (!reading.ok) return no("malformed", { faults: reading.faults });
  const moved =
    (reading.value.to ?? record.toDesk) !== record.toDesk ||
    (reading.value.area ?? record.area) !== record.area;
  if (moved || (reading.value.from ?? record.fromDesk) !== record.fromDesk) {
    return no("malformed", {
      faults: [{ code: "address_fixed", where: "/to", detail: "write a new draft to another desk or area" }],
    });
  }
  const key = await parts.store.vault.key(id);
  if (key === null) return no("not_found");
  const sealed_draft = sealJson(key, "draft", change.draft);
  const from = { states: ["draft"], version: change.version };
  const step = changeDispatch(
    id,
    from,
    { sealed_draft, urgency: reading.value.urgency.class, ground: null },
    parts.clock.now(),
  );
  const committed = await parts.store.commit({ steps: [step] });
  return committed.committed ? done(standingOf(record, "draft")) : no("changed_meanwhile");
}

/** Recipients are desks of the agreement's directory, never free text. */
function endsOf(
  parts: ExchangeParts,
  officer: Officer,
  reading: DraftReading,
  question: DispatchRecord | null,
): Result<Ends> {
  const desks = replyDesks(question);
  const fromId = reading.from ?? desks?.from ?? officer.desks[0] ?? "";
  const toId = desks?.to ?? reading.to ?? "";
  const from = officer.desks.includes(fromId) ? parts.treaty.desk(fromId) : null;
  const to = parts.treaty.desk(toId);
  const faults = [];
  if (from === null || from.party !== parts.treaty.us.party)
    faults.push({ code: "not_your_desk", where: "/from" });
  if (to === null || to.party !== parts.treaty.partner.party)
    faults.push({ code: "unknown_desk", where: "/to" });
  if (from === null || to === null || faults.length > 0) return no("unknown_desk", { faults });
  return done({ from, to });
}

function isPosted({ from, to }: Ends, area: string): boolean {
  return servesArea(from, area) && servesArea(to, area);
}

function servesArea(desk: Desk, area: string): boolean {
  return desk.areas.some((served: Area) => served === area);
}

function notPosted(area: string): Result<Standing> {
  return no("not_permitted", {
    detail: `both desks must serve the area ${area}`,
    faults: [{ code: "desk_outside_area", where: "/area" }],
  });
}

async function store(
  parts: ExchangeParts,
  officer: Officer,
  declaration: KindDeclaration,
  reading: DraftReading,
  draft: unknown,
  ends: Ends,
  area: string,
  question: DispatchRecord | null,
): Promise<Result<Standing>> {
  const at = parts.clock.now();
  const id = timeOrderedId(at, parts.random(10));
  const { key, step } = parts.store.vault.create(id);
  const record = { id, thread: question?.thread ?? id, kind: declaration.kind };
  const row = insertDispatch(
    {
      ...record,
      direction: "ours",
      replyTo: question?.id ?? null,
      area,
      urgency: reading.urgency.class,
      state: "draft",
      from: ends.from,
      to: ends.to,
      author: officer.id,
      at,
      dueAt: null,
    },
    { sealed_draft: sealJson(key, "draft", draft) },
  );
  const committed = await parts.store.commit({ steps: [step, row] });
  if (!committed.committed) throw new Error("a fresh id was taken");
  return done(standingOf(record, "draft"));
}
