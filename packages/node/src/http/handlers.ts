import { done, type Health, no, type Result, ROUTES, type RouteName } from "@entente/contract";
import type { Static } from "typebox";
import type { DeskRoom } from "../desk/door.ts";
import type { DispatchCommands, LineCommands } from "../exchange/door.ts";
import { type HoldingsRoom, presentHolding } from "../graph/door.ts";
import type { Ledger } from "../oversight/door.ts";
import { type NodeName, type People, presentMe } from "../people/door.ts";
import type { Wish } from "../relations/door.ts";
import { aboutDesk, aboutSessions, type SandboxDesk } from "./desk-handlers.ts";
import { asking, type Call, type Handler, open, taking } from "./handler.ts";
import { aboutPasskeys } from "./passkey-handlers.ts";
import { aboutPeople } from "./people-handlers.ts";

/** The rooms behind the users' door. */
export interface Rooms {
  readonly node: NodeName;
  readonly exchange: DispatchCommands;
  readonly proofs: Pick<Ledger, "proof" | "checkProof">;
  /** the relation a request is about, for what concerns one line or one log */
  readonly relation: (wish: Wish) => Result<{ readonly exchange: LineCommands; readonly ledger: Ledger }>;
  readonly holdings: HoldingsRoom;
  readonly health: () => Promise<Health>;
  readonly backups: Backups;
  readonly people: People;
  readonly desk: DeskRoom;
  /** left out on every node but a sandbox's */
  readonly sandbox?: SandboxDesk;
}

/** Backups of the running node, encrypted before they are anywhere. */
export interface Backups {
  make(): Promise<Result<Static<typeof ROUTES.makeBackup.answer>>>;
  part(name: string, part: number): Promise<Result<Static<typeof ROUTES.fetchBackup.answer>>>;
}

const PAGE = 50;

/** One handler a route: a new route of the contract breaks the build here. No rule of any kind is in them. */
export function handlersOf(rooms: Rooms): Record<RouteName, Handler> {
  return {
    ...aboutNode(rooms),
    ...aboutDrafts(rooms),
    ...aboutDispatches(rooms),
    ...aboutFiles(rooms),
    ...aboutOperation(rooms),
    ...aboutRecords(rooms),
    ...aboutDesk(rooms),
    ...aboutSessions(rooms),
    ...aboutPasskeys(rooms),
    ...aboutPeople(rooms),
  };
}

function aboutNode({ health, node }: Rooms) {
  return {
    health: open(ROUTES.health, async () => done(await health())),
    me: asking(ROUTES.me, async (officer) => done(presentMe(officer, node))),
  };
}

function aboutDrafts({ exchange }: Rooms) {
  return {
    exampleDraft: taking(ROUTES.exampleDraft, (officer, body) =>
      exchange.example(officer, body.kind, body.reply_to ?? null),
    ),
    draftDispatch: taking(ROUTES.draftDispatch, (officer, body) =>
      exchange.draft(officer, body.kind, body.reply_to ?? null, body.draft),
    ),
    replaceDraft: taking(ROUTES.replaceDraft, (officer, body, id) =>
      exchange.replaceDraft(officer, id, body.draft, body.version),
    ),
    checkDraft: asking(ROUTES.checkDraft, (officer, id) => exchange.check(officer, id)),
    submitDraft: asking(ROUTES.submitDraft, (officer, id) => exchange.submit(officer, id)),
    release: asking(ROUTES.release, (officer, id) => exchange.release(officer, id)),
    approveRelease: taking(ROUTES.approveRelease, (officer, act, id) => exchange.approve(officer, id, act)),
    refuseRelease: taking(ROUTES.refuseRelease, (officer, body, id) =>
      exchange.refuse(officer, id, body.ground, body.signed ?? null, body.block_author ?? false),
    ),
    approveBatch: taking(ROUTES.approveBatch, (officer, { items }) => exchange.approveBatch(officer, items)),
    listBlocks: asking(ROUTES.listBlocks, (officer) => exchange.blocks(officer)),
    liftBlock: taking(ROUTES.liftBlock, (officer, body) => exchange.liftBlock(officer, body)),
  };
}

function aboutDispatches({ exchange }: Rooms) {
  return {
    listInbox: taking(ROUTES.listInbox, (officer, body) =>
      exchange.inbox(officer, { cursor: body.cursor ?? null, limit: body.limit ?? PAGE }),
    ),
    auditDispatch: taking(ROUTES.auditDispatch, (officer, { reason }, id) =>
      exchange.audit(officer, id, reason),
    ),
    showDispatch: asking(ROUTES.showDispatch, (officer, id) => exchange.show(officer, id)),
    assignDispatch: taking(ROUTES.assignDispatch, (officer, body, id) =>
      exchange.assign(officer, id, body.to),
    ),
    recallRelease: taking(ROUTES.recallRelease, (officer, body, id) =>
      exchange.recall(officer, id, body.reason),
    ),
    eraseDispatch: taking(ROUTES.eraseDispatch, (officer, body, id) => exchange.erase(officer, id, body)),
    declineDispatch: taking(ROUTES.declineDispatch, (officer, body, id) =>
      exchange.decline(officer, id, body.reason, body.code ?? "unstated"),
    ),
  };
}

function aboutFiles({ exchange }: Rooms) {
  return {
    beginAttachment: taking(ROUTES.beginAttachment, (officer, file, id) =>
      exchange.beginAttachment(officer, id, file),
    ),
    appendAttachment: taking(ROUTES.appendAttachment, (officer, part, id) =>
      exchange.appendAttachment(officer, id, part),
    ),
    finishAttachment: taking(ROUTES.finishAttachment, (officer, { attachment }, id) =>
      exchange.finishAttachment(officer, id, attachment),
    ),
    removeAttachment: taking(ROUTES.removeAttachment, (officer, { attachment }, id) =>
      exchange.removeAttachment(officer, id, attachment),
    ),
    listAttachments: asking(ROUTES.listAttachments, (officer, id) => exchange.attachments(officer, id)),
    attachmentPart: taking(ROUTES.attachmentPart, (officer, which, id) =>
      exchange.attachmentPart(officer, id, which),
    ),
  };
}

/** What a line of the node does, for the agreement that the request names. */
function aboutOperation({ relation, backups }: Rooms) {
  const at = async <T>(
    { agreement }: Call,
    partner: string | null,
    run: (line: LineCommands) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const found = relation({ agreement, partner });
    return found.ok ? run(found.value.exchange) : found;
  };
  return {
    makeBackup: taking(ROUTES.makeBackup, () => backups.make()),
    fetchBackup: taking(ROUTES.fetchBackup, (_officer, body) => backups.part(body.backup, body.part)),
    recovery: asking(ROUTES.recovery, (officer, _id, call) =>
      at(call, null, (line) => line.recovery(officer)),
    ),
    requestStream: asking(ROUTES.requestStream, (officer, _id, call) =>
      at(call, null, (line) => line.requestStream(officer)),
    ),
    openStream: taking(ROUTES.openStream, (officer, body, _id, call) =>
      at(call, null, (line) => line.openStream(officer, body.document_base64)),
    ),
    clearAlarm: taking(ROUTES.clearAlarm, (officer, body, _id, call) =>
      at(call, null, (line) => line.clearAlarm(officer, body.code, body.reason)),
    ),
    queue: asking(ROUTES.queue, (officer, _id, call) => at(call, null, (line) => line.queue(officer))),
    exportBag: taking(ROUTES.exportBag, (officer, body, _id, call) =>
      at(call, body.to, (line) => line.exportBag(officer, body.to)),
    ),
    importBag: taking(ROUTES.importBag, (officer, body, _id, call) =>
      at(call, body.from, (line) => line.importBag(officer, body)),
    ),
    showKeys: asking(ROUTES.showKeys, (officer, _id, call) =>
      at(call, null, (line) => line.showKeys(officer)),
    ),
    requestKeys: taking(ROUTES.requestKeys, (officer, wish, _id, call) =>
      at(call, null, (line) => line.requestKeys(officer, wish)),
    ),
    applyKeys: taking(ROUTES.applyKeys, (officer, signed, _id, call) =>
      at(call, null, (line) => line.applyKeys(officer, signed)),
    ),
    showAgreement: asking(ROUTES.showAgreement, (officer, _id, call) =>
      at(call, null, (line) => line.showAgreement(officer)),
    ),
    draftAgreement: taking(ROUTES.draftAgreement, (officer, { terms }, _id, call) =>
      at(call, null, (line) => line.draftAgreement(officer, terms)),
    ),
    applyAgreement: taking(ROUTES.applyAgreement, (officer, signed, _id, call) =>
      at(call, null, (line) => line.applyAgreement(officer, signed)),
    ),
    showStates: asking(ROUTES.showStates, (officer, _id, call) =>
      at(call, null, (line) => line.showStates(officer)),
    ),
    draftState: taking(ROUTES.draftState, (officer, wish, _id, call) =>
      at(call, null, (line) => line.draftState(officer, wish)),
    ),
    applyState: taking(ROUTES.applyState, (officer, signed, _id, call) =>
      at(call, null, (line) => line.applyState(officer, signed)),
    ),
  };
}

function aboutRecords({ holdings, proofs, relation, node }: Rooms) {
  const at = async <T>(
    { agreement }: Call,
    run: (ledger: Ledger) => Promise<Result<T>>,
  ): Promise<Result<T>> => {
    const found = relation({ agreement, partner: null });
    return found.ok ? run(found.value.ledger) : found;
  };
  return {
    importHoldings: taking(ROUTES.importHoldings, async (officer, body) => {
      const report = await holdings.importRecords(body.records, { officer: officer.id, party: node.party });
      const refused = report.refused.map(({ line, fault }) => ({
        line,
        pointer: fault.where,
        code: fault.code,
      }));
      return done({ imported: report.imported, refused });
    }),
    searchHoldings: taking(ROUTES.searchHoldings, async (officer, body) => {
      const found = await holdings.lookUp(officer, body.query, body.limit ?? PAGE);
      return found.ok ? done({ items: found.value.map(presentHolding), next: null }) : found;
    }),
    proof: asking(ROUTES.proof, (officer, id) => proofs.proof(officer, id)),
    checkProof: asking(ROUTES.checkProof, (officer, id) => proofs.checkProof(officer, id)),
    auditReads: taking(ROUTES.auditReads, (_officer, wish, _id, call) =>
      at(call, (ledger) => ledger.reads(wish)),
    ),
    checkpoint: asking(ROUTES.checkpoint, (_officer, _id, call) =>
      at(call, (ledger) => ledger.witnessedCheckpoint()),
    ),
    evidence: asking(ROUTES.evidence, (_officer, _id, call) => at(call, (ledger) => ledger.evidence())),
    entries: taking(ROUTES.entries, (_officer, body, _id, call) =>
      at(call, async (ledger) => {
        const found = await ledger.entries(body.from, body.count);
        if (!found.ok) return no(found.refusal.problem, found.refusal);
        return done({ ...found.value, entries_base64: [...found.value.entries_base64] });
      }),
    ),
    tile: taking(ROUTES.tile, (_officer, body, _id, call) =>
      at(call, (ledger) => ledger.tile(body.level, body.index, body.width)),
    ),
  };
}
