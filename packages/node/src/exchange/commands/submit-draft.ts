import { type CheckView, type DecisionView, done, no, type Part, type Result } from "@entente/contract";
import { ENTRY_KIND } from "@entente/ledger";
import { gateUrgency, timeOrderedId } from "@entente/words";
import { type Officer, stillInService } from "../../people/door.ts";
import type { Step } from "../../store/door.ts";
import { oursFor } from "../access.ts";
import { BodyFault } from "../body-fault.ts";
import { compileBody } from "../compile.ts";
import { actMark } from "../domestic.ts";
import { effectsOf, extendsNothing } from "../effects.ts";
import type { Matter } from "../facts.ts";
import { decisionApart, type Judged, judge } from "../judge.ts";
import { domesticLeaf } from "../leaves.ts";
import { insertDecision } from "../log-store.ts";
import { matterOf, type OpenedDraft, openDraft } from "../matter.ts";
import { goesAlone, openRoles } from "../needs.ts";
import type { ExchangeParts } from "../parts.ts";
import type { Standing } from "../port.ts";
import { decisionView, standingOf } from "../present.ts";
import { promptRefusal, promptSteps } from "../prompts.ts";
import { placeOf } from "../record.ts";
import { type Redaction, redactionPlan } from "../redaction.ts";
import { crosses, suspendedRefusal } from "../relation-state/suspended.ts";
import { sealJson } from "../sealed-json.ts";
import { changeDispatch, dispatchById } from "../store.ts";

interface Prepared {
  readonly opened: OpenedDraft;
  readonly matter: Matter;
}

/** What the gate would say of a draft now, and who would have to approve it; nothing is stored. */
export async function checkDraft(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<CheckView>> {
  const prepared = await prepare(parts, officer, id);
  if (!prepared.ok) return prepared;
  const { matter, opened } = prepared.value;
  if (!crosses(parts.treaty, { ...opened.record, area: matter.area }))
    return suspendedRefusal(parts.treaty, matter.area);
  const at = parts.clock.now();
  const judged = judge(matter, parts.treaty, parts.packs(), at);
  const { decision } = judged;
  const roles = decision.outcome === "forbid" ? [] : rolesOpen(parts, matter, judged);
  const { declaration, draft } = opened;
  const counted = declaration.completeness(draft);
  const completeness = counted === null ? null : { ...counted, missing: [...counted.missing] };
  return done({ ...decisionView("", "check", at, decision), open_roles: [...roles], completeness });
}

/** Decides, applies the redaction plan and fixes the exact bytes (stages 3 and 4). A forbid leaves a draft. */
export async function submitDraft(
  parts: ExchangeParts,
  officer: Officer,
  id: string,
): Promise<Result<Standing>> {
  const prepared = await prepare(parts, officer, id);
  if (!prepared.ok) return prepared;
  const { opened, matter } = prepared.value;
  const unheard = await promptRefusal(parts, officer.id, opened.record);
  if (unheard !== null) return { ok: false, refusal: unheard };
  if (!parts.treaty.inForce(parts.clock.now())) {
    return no("area_suspended", { detail: "the agreement is not in force today" });
  }
  if (!crosses(parts.treaty, { ...opened.record, area: matter.area }))
    return suspendedRefusal(parts.treaty, matter.area);
  if (!parts.treaty.document.purposes.includes(matter.purpose)) {
    return no("not_permitted", { detail: `the agreement does not have the purpose ${matter.purpose}` });
  }
  const at = parts.clock.now();
  const judged = judge(matter, parts.treaty, parts.packs(), at);
  if (judged.decision.outcome === "forbid") return forbid(parts, opened, judged, at);
  const plan = redactionPlan(
    matter.reading.parts,
    judged.facts.map((facts) => facts.categories),
    decisionApart(judged.decision, parts.packs()).forPlan,
  );
  if (plan.undividable.length > 0) return rewrite(plan, decisionView("", "submit", at, judged.decision));
  if (nothingLeft(matter.reading.parts, plan)) {
    const decision = decisionView("", "submit", at, judged.decision);
    return no("release_forbidden", { decision, detail: "nothing is left to send: every item stays home" });
  }
  return propose(parts, officer, opened, matter, judged, plan, at);
}

async function prepare(parts: ExchangeParts, officer: Officer, id: string): Promise<Result<Prepared>> {
  const found = await oursFor(parts, officer, id);
  if (!found.ok) return found;
  if (found.value.state !== "draft")
    return no("state_conflict", { detail: `it is ${found.value.state}, not a draft` });
  const opened = await openDraft(parts, found.value);
  if (opened === null) return no("record_broken");
  const matter = await matterOf(parts, opened, []);
  return matter.ok ? done({ opened, matter: matter.value }) : matter;
}

async function forbid(
  parts: ExchangeParts,
  opened: OpenedDraft,
  judged: Judged,
  at: number,
): Promise<Result<Standing>> {
  const { decisionId, step, leaf } = decisionStep(parts, opened, judged, at);
  await parts.store.commit({ appends: [leaf.append], steps: [step] });
  return no("release_forbidden", { decision: decisionView(decisionId, "submit", at, judged.decision) });
}

/** Whether the draft had items and every one of them is taken out whole (stage 4). */
function nothingLeft(parts: readonly Part[], plan: Redaction): boolean {
  const gone = new Set(plan.withheld.map(({ pointer }) => pointer));
  const items = parts.filter(({ where }) => where !== "");
  return items.length > 0 && items.every(({ where }) => gone.has(where));
}

/** Free text is never cut by a machine: its author writes it again without what may not leave. */
function rewrite(plan: Redaction, decision: DecisionView): Result<Standing> {
  const faults = plan.undividable.map(({ pointer, category }) => ({
    code: "text_reveals",
    where: `/content${pointer}`,
    detail: category,
  }));
  return no("release_forbidden", {
    decision,
    faults,
    detail: "write the text again without these categories",
  });
}

async function propose(
  parts: ExchangeParts,
  officer: Officer,
  opened: OpenedDraft,
  matter: Matter,
  judged: Judged,
  plan: Redaction,
  at: number,
): Promise<Result<Standing>> {
  const { record, key } = opened;
  const compiled = bytesOf(parts, opened, matter, judged, plan, at);
  if (!compiled.ok) return compiled;
  const body = compiled.value;
  const untimely = await notLater(parts, opened, body);
  if (untimely !== null) return untimely;
  const alone = rolesOpen(parts, matter, judged).length === 0;
  const state = alone ? "approved" : "proposed";
  const { decisionId, step, leaf } = decisionStep(parts, opened, judged, at);
  const change = changeDispatch(
    record.id,
    { states: ["draft"], version: record.version },
    {
      state,
      release_at: alone ? at + parts.treaty.hold(gateUrgency(matter.reading.urgency.class)) : null,
      decision: decisionId,
      sealed_body: key.seal(placeOf("body"), body),
      sealed_plan: sealJson(key, "plan", { madeAt: at, withheld: plan.withheld }),
      ground: null,
    },
    at,
  );
  const steps: Step[] = [
    stillInService(officer.id),
    ...promptSteps(parts, officer.id, record, at),
    step,
    change,
    ...parts.store.vault.index(record.id, { words: [matter.reading.title], names: [] }),
  ];
  const mark = alone ? await letOutAlone(parts, officer, record.id) : null;
  const committed = await parts.store.commit({
    appends: [leaf.append, ...(mark === null ? [] : [mark.append])],
    steps: [...steps, ...(mark === null ? [] : [mark.step])],
  });
  if (committed.committed) return done(standingOf(record, state));
  const unheard = await promptRefusal(parts, officer.id, record);
  return unheard === null ? no("changed_meanwhile") : { ok: false, refusal: unheard };
}

/** That it goes without a second person is on the record with who let it go (T18). */
function letOutAlone(parts: ExchangeParts, officer: Officer, dispatch: string) {
  return actMark(parts, { act: "let_out_alone", dispatch, officer: officer.id, word: "" });
}

function rolesOpen(parts: ExchangeParts, matter: Matter, judged: Judged): readonly string[] {
  return openRoles(judged.decision, [], parts.treaty.us.party, goesAlone(matter, judged));
}

/** A refusal where bytes would give more time and leave none: what they extend is due later already, or not at all. */
async function notLater(
  parts: ExchangeParts,
  { record, declaration }: OpenedDraft,
  body: Uint8Array,
): Promise<Result<Standing> | null> {
  const target = record.replyTo === null ? null : await dispatchById(parts.store, record.replyTo);
  const none = target !== null && extendsNothing(target, effectsOf(body, declaration));
  return none ? no("malformed", { faults: [{ code: "not_later", where: "/content/until" }] }) : null;
}

function bytesOf(
  parts: ExchangeParts,
  opened: OpenedDraft,
  matter: Matter,
  judged: Judged,
  plan: Redaction,
  madeAt: number,
): Result<Uint8Array> {
  const { forPartner } = decisionApart(judged.decision, parts.packs());
  const { id, thread, replyTo } = opened.record;
  try {
    return done(
      compileBody({ id, thread, replyTo, madeAt }, matter, forPartner, plan.withheld, parts.treaty),
    );
  } catch (fault) {
    if (!(fault instanceof BodyFault)) throw fault;
    const large = fault.faults.some(({ code }) => code === "oversized");
    return large ? no("too_large") : no("malformed", { faults: fault.faults });
  }
}

function decisionStep(parts: ExchangeParts, opened: OpenedDraft, judged: Judged, at: number) {
  const decisionId = timeOrderedId(at, parts.random(10));
  const leaf = domesticLeaf(ENTRY_KIND.decision, parts.random(32), {
    id: decisionId,
    dispatch: opened.record.id,
    judged,
  });
  const seal = (place: string, plain: Uint8Array) => opened.key.seal(place, plain);
  const step = insertDecision(
    seal,
    { id: decisionId, dispatch: opened.record.id, stage: "submit", at, judged, leaf },
    0,
  );
  return { decisionId, step, leaf };
}
