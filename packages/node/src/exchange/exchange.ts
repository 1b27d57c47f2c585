import { LiveTreaty } from "../agreement/door.ts";
import { type Amending, openAmending } from "./amendment/open-amending.ts";
import { type Courier, openCourier } from "./attachments/courier.ts";
import { openArrived } from "./attachments/open-arrived.ts";
import { sweepBlobs } from "./attachments/sweep.ts";
import { type TakingParts, takePart } from "./attachments/take-part.ts";
import { takingTurns } from "./attachments/turns.ts";
import type { BreakerState } from "./breaker.ts";
import { type Cells, openCells } from "./cells.ts";
import { approveBatch } from "./commands/approve-batch.ts";
import { approveRelease, refuseRelease } from "./commands/approve-release.ts";
import { appendFile, beginFile, type FileParts, finishFile, removeFile } from "./commands/attach-file.ts";
import { auditDispatch } from "./commands/audit-dispatch.ts";
import { type CarryingParts, exportBag, importBag } from "./commands/carry-bag.ts";
import { clearAlarmBy } from "./commands/clear-alarm.ts";
import { draftDispatch, replaceDraft } from "./commands/draft-dispatch.ts";
import { eraseDispatch } from "./commands/erase-dispatch.ts";
import { exampleDraft } from "./commands/example-draft.ts";
import { liftBlock, listBlocks } from "./commands/lift-block.ts";
import { listInbox } from "./commands/list-inbox.ts";
import { listQueue } from "./commands/list-queue.ts";
import { nameGuest } from "./commands/name-guest.ts";
import { listFiles, readFilePart, type WaitingFiles } from "./commands/read-file.ts";
import { recallRelease } from "./commands/recall-release.ts";
import { showDispatch } from "./commands/show-dispatch.ts";
import { checkDraft, submitDraft } from "./commands/submit-draft.ts";
import { assignDispatch, declineDispatch } from "./commands/triage-arrival.ts";
import { viewRelease } from "./commands/view-release.ts";
import { openDamageWatch } from "./damage-watch.ts";
import { takeEnding } from "./endings/take-ending.ts";
import { openEndingTeller } from "./endings/tell-endings.ts";
import { delegate } from "./escalation/delegate.ts";
import { acknowledge, dutyBoard } from "./escalation/duty-board.ts";
import { escalate } from "./escalation/escalate.ts";
import { sendEvents, takeEvents } from "./events.ts";
import { convict } from "./evidence.ts";
import { answerGaps, askForGaps } from "./gaps.ts";
import { applyKeys } from "./key-change/apply-keys.ts";
import { type OwnKeyRing, openOwnKeyRing } from "./key-change/own-keys.ts";
import { requestKeys } from "./key-change/request-keys.ts";
import { showKeys } from "./key-change/show-keys.ts";
import { takeKeyStatement } from "./key-statements.ts";
import { sweepLeavers } from "./leavers.ts";
import { readLog } from "./log-reading.ts";
import { type Memory, openMemory, whileSound } from "./memory.ts";
import { openMirror, readMirror } from "./mirror.ts";
import { type OwnLog, openOwnLog } from "./own-log.ts";
import { openPartnerKeys } from "./partner-keys.ts";
import { openPartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { Exchange, PeerDoor } from "./port.ts";
import { type LineState, openPoster, type Poster } from "./post.ts";
import { openReleaser } from "./queue.ts";
import { type ReceivingParts, takeDispatches } from "./receive.ts";
import type { DispatchRecord } from "./record.ts";
import { recover } from "./recovery/recover.ts";
import { recoveryOf } from "./recovery/report.ts";
import { openStream, requestStream, takeStream } from "./recovery/streams.ts";
import { tellHeld } from "./recovery/tell-held.ts";
import { decideHeld } from "./relation-state/decide-held.ts";
import { type ChangingStates, openChangingStates } from "./relation-state/open-changing.ts";
import type { SealingParts } from "./seal.ts";
import { standstillOf } from "./standstill.ts";
import { addCheckpoint, openWitnessAsker } from "./witness.ts";
import { openWitnessWatch } from "./witness-watch.ts";

/** The work that runs on the database by itself; `main` says when. Each may be called again while it runs. */
export interface ExchangeWork {
  /** Lets out what is due and carries it to the partner. */
  readonly release: () => Promise<void>;
  /** Has our log witnessed and tells the partner what was opened, now and in sight; the heartbeat does so unseen. */
  readonly witness: () => Promise<void>;
  /** Asks the partner once, now and in sight, to cosign our newest head: where a person waits for a proof. */
  readonly askWitness: () => Promise<void>;
  /** Makes the next heartbeat cell ready; the result sends it. */
  readonly cell: Cells["ready"];
  /** Carries the life-threat lane: first in the next post, and beside one that takes longer than a second and a half. */
  readonly lifeThreat: () => Promise<void>;
  /** Asks for what is missing in the partner's streams. */
  readonly gaps: () => Promise<void>;
  /** Tells the partner of keys of ours that changed, and erases opening keys whose time is over. */
  readonly keys: () => Promise<void>;
  /** Carries files beside dispatches, below every lane, and opens those that have come whole. */
  readonly attachments: () => Promise<void>;
  /** Removes files that a kill left behind and nothing names. */
  readonly sweep: () => Promise<void>;
  /** Tells the partner what of ours ended that he knows of, until he has acknowledged it. */
  readonly endings: () => Promise<void>;
  /** Puts urgent arrivals before people, and what is assigned to somebody absent into his deputy's hands. */
  readonly shifts: () => Promise<void>;
  /** Goes through the work of whoever was revoked or closed; never waits for the partner. */
  readonly leavers: () => Promise<void>;
  /** Looks whether our log is witnessed and still ours; brings a restored node on. */
  readonly watch: () => Promise<void>;
  /** how long our log has waited for the partner's cosignature, milliseconds */
  readonly unwitnessed: () => number;
  readonly line: () => LineState;
  readonly breaker: () => BreakerState;
}

/** The whole room, opened over its parts. */
export interface OpenedExchange {
  readonly commands: Exchange;
  readonly peer: PeerDoor;
  readonly work: ExchangeWork;
  readonly ownLog: OwnLog;
}

/** After so many parts of files, 32 MiB, whatever else this work does has its turn. */
const PARTS_OF_A_RUN = 64;
/** As many as one run lets out: where it was that many, more may be due. */
const FULL_RUN = 64;

/** Opens the exchange. Throws TypeError where the partner's card holds unusable keys: it was verified before. */
export function openExchange(given: ExchangeParts): OpenedExchange {
  const ring = openOwnKeyRing(given);
  const treaty = LiveTreaty.of(given.treaty);
  const parts = { ...given, keys: ring.keys, treaty };
  const ownLog = openOwnLog(parts.store, parts.keys, parts.clock);
  const mirror = openMirror(parts);
  const partnerLog = openPartnerLog({
    ...parts,
    partner: treaty.partner,
    mirror,
    contradicted: (found) => convict(parts, found, mirror.rootTold),
  });
  const watch = openWitnessWatch(parts, ownLog);
  const memory = openMemory(parts);
  const waits = (record: DispatchRecord) => standstillOf(parts, watch, record);
  const partnerKeys = openPartnerKeys(parts, treaty.partner);
  const receiving = { ...parts, turns: takingTurns(), ownLog, partnerLog, partnerKeys, doubt: memory.doubt };
  const sealing = { ...parts, ownLog, partnerLog, partnerKeys, waits, signing: ring.signing };
  const amending = openAmending(parts, ring, partnerKeys);
  const states = openChangingStates(parts, ring, partnerKeys);
  const keysTurn = keysWork(memory, [states.tick, ring.tick, amending.tick]);
  const poster = openPoster(sealing);
  const courier = openCourier(sealing);
  const cells = openCells({ ...receiving, lost: memory.lost });
  const { lifeThreat, batches } = posting(poster);
  const letOut = lettingOut(sealing);
  // Apart, so that a partner who answers slowly holds up neither what is let out next nor the life-threat lane.
  const release = async () => {
    await letOut();
    await Promise.all([lifeThreat(), batches()]);
  };
  return {
    commands: {
      ...commandsOver(parts, release, waits),
      ...filing({ ...receiving, waiting: courier.waiting }),
      ...carrying({ ...receiving, ...sealing }),
      ...operating(receiving, poster.breaker),
      ...changingKeys(parts, ring, keysTurn),
      ...amending.commands(keysTurn),
      ...states.commands(keysTurn),
    },
    peer: whileSound(memory, doorOver(receiving, sealing, cells, { amending, states })),
    work: {
      release,
      ...witnessing(receiving, memory),
      cell: cells.ready,
      watch: watching(receiving, memory, [openDamageWatch(parts), watch], amending),
      unwitnessed: watch.age,
      ...aboutPeople(receiving, memory),
      lifeThreat,
      attachments: alone(filesWork(memory, receiving, courier)),
      sweep: alone(async () => void (await sweepBlobs(parts))),
      gaps: alone(async () => void (await askForGaps(receiving))),
      keys: keysTurn,
      line: poster.state,
      breaker: poster.breaker,
    },
    ownLog,
  };
}

/** What urgent waits for whom, whose work is in whose hands, and what the partner is told of an end. */
function aboutPeople(
  receiving: ReceivingParts,
  memory: Memory,
): Pick<ExchangeWork, "shifts" | "endings" | "leavers"> {
  const endings = openEndingTeller(receiving);
  return {
    shifts: alone(async () => {
      await escalate(receiving);
      await delegate(receiving);
    }),
    endings: alone(async () => void ((await memory.lost()) || (await endings.tick()))),
    leavers: alone(() => sweepLeavers([receiving])),
  };
}

function posting(poster: Poster) {
  const beside = alone(async () => void (await poster.drainLifeThreat()));
  const batches = alone(async () => void (await poster.drain()));
  return {
    batches,
    // First in the next post: where one is under way, the same run makes it.
    async lifeThreat() {
      if (poster.overdue()) await beside();
      else if (!poster.busy()) await batches();
    },
  };
}

/** Damage is looked for before anything is brought on, our own log last. */
function watching(
  receiving: TakingParts,
  memory: Memory,
  [damage, ownLog]: readonly [{ tick(): Promise<void> }, { tick(): Promise<void> }],
  { learn }: Pick<Amending, "learn">,
): () => Promise<void> {
  return alone(async () => {
    await damage.tick();
    await recover(receiving, learn);
    await memory.check();
    await ownLog.tick();
  });
}

/** A node that has forgotten what it signed changes no key and no agreement, and tells of none. */
function keysWork(memory: Memory, ticks: readonly (() => Promise<void>)[]): () => Promise<void> {
  return alone(async () => {
    if (!(await memory.lost())) for (const tick of ticks) await tick();
  });
}

function changingKeys(parts: ExchangeParts, ring: OwnKeyRing, turn: () => Promise<void>) {
  const wake = () => {
    ring.hasten();
    void turn().catch(() => undefined);
  };
  return {
    showKeys: () => showKeys(parts),
    requestKeys: (officer, wish) => requestKeys(parts, officer, wish),
    applyKeys: (officer, signed) =>
      applyKeys({ ...parts, change: ring.change, changed: wake }, officer, signed),
  } satisfies Partial<Exchange>;
}

function lettingOut(sealing: SealingParts): () => Promise<void> {
  const releaser = openReleaser(sealing);
  return alone(async () => {
    await decideHeld(sealing);
    let due = FULL_RUN;
    while (due >= FULL_RUN) due = await releaser.runDue();
  });
}

function filesWork(memory: Memory, receiving: TakingParts, courier: Courier): () => Promise<void> {
  return async () => {
    if (await memory.lost()) return;
    await openArrived(receiving);
    for (let sent = 0; sent < PARTS_OF_A_RUN && (await courier.step()); ) sent += 1;
  };
}

function witnessing(receiving: ReceivingParts, memory: Memory): Pick<ExchangeWork, "witness" | "askWitness"> {
  const asker = openWitnessAsker(receiving);
  return {
    witness: alone(async () => {
      if (await memory.lost()) return;
      await asker.ask();
      await sendEvents(receiving);
    }),
    askWitness: alone(async () => void ((await memory.lost()) || (await asker.ask()))),
  };
}

function doorOver(
  receiving: TakingParts,
  sealing: SealingParts,
  cells: Cells,
  { amending, states }: { readonly amending: Amending; readonly states: ChangingStates },
): PeerDoor {
  return {
    takeCell: (_partner, body) => cells.take(body),
    takeDispatches: (_partner, body) => takeDispatches(receiving, body),
    takeEvents: (_partner, body) => takeEvents(receiving, body),
    addCheckpoint: (_partner, body) => addCheckpoint(receiving, body),
    readLog: (_partner, path) => readLog(receiving, path),
    answerGaps: (_partner, body) => answerGaps(sealing, body),
    takeKeys: (_partner, body) => takeKeyStatement(receiving, body),
    takeAgreement: (_partner, body) => amending.take(body),
    readAgreement: (_partner, number) => amending.read(number),
    takeState: (_partner, body) => states.take(body),
    takeEnding: (_partner, body) => takeEnding(receiving, body),
    tellHeld: (_partner, body) => tellHeld(receiving, body),
    takeAttachment: (_partner, body) => takePart(receiving, body),
    takeStream: (_partner, body) => takeStream(receiving, body),
    readMirror: (_partner, path) => readMirror(receiving, receiving.partnerLog, path),
  };
}

function operating(
  parts: ReceivingParts,
  breaker: () => BreakerState,
): Pick<Exchange, "recovery" | "requestStream" | "openStream" | "queue" | "clearAlarm"> {
  return {
    recovery: () => recoveryOf(parts),
    requestStream: () => requestStream(parts),
    openStream: (_officer, document) => openStream(parts, document),
    queue: (officer) => listQueue(parts, officer, breaker()),
    clearAlarm: (officer, code, reason) => clearAlarmBy(parts, officer, code, reason),
  };
}

function carrying(parts: CarryingParts): Pick<Exchange, "exportBag" | "importBag"> {
  return {
    exportBag: (_officer, to) => exportBag(parts, to),
    importBag: (_officer, bag) => importBag(parts, bag),
  };
}

function filing(parts: FileParts & WaitingFiles) {
  return {
    beginAttachment: (officer, draft, file) => beginFile(parts, officer, draft, file),
    appendAttachment: (officer, draft, part) => appendFile(parts, officer, draft, part),
    finishAttachment: (officer, draft, attachment) => finishFile(parts, officer, draft, attachment),
    removeAttachment: (officer, draft, attachment) => removeFile(parts, officer, draft, attachment),
    erase: (officer, id, signed) => eraseDispatch(parts, officer, id, signed),
    attachments: (officer, dispatch) => listFiles(parts, officer, dispatch),
    attachmentPart: (officer, dispatch, which) => readFilePart(parts, officer, dispatch, which),
  } satisfies Partial<Exchange>;
}

/** A hold of zero ends with the approval: the work is woken, its own faults are its own to report. */
function commandsOver(
  parts: ExchangeParts,
  release: () => Promise<void>,
  waits: (record: DispatchRecord) => Promise<string | null>,
): Omit<
  Exchange,
  | keyof ReturnType<typeof changingKeys>
  | keyof ReturnType<Amending["commands"]>
  | keyof ReturnType<ChangingStates["commands"]>
  | keyof ReturnType<typeof carrying>
  | keyof ReturnType<typeof operating>
  | keyof ReturnType<typeof filing>
> {
  const wake = () => void release().catch(() => undefined);
  return {
    example: (officer, kind, replyTo) => exampleDraft(parts, officer, kind, replyTo),
    draft: (officer, kind, replyTo, draft) => draftDispatch(parts, officer, { kind, replyTo, draft }),
    replaceDraft: (officer, id, draft, version) => replaceDraft(parts, officer, id, { draft, version }),
    check: (officer, id) => checkDraft(parts, officer, id),
    async submit(officer, id) {
      const submitted = await submitDraft(parts, officer, id);
      if (submitted.ok && submitted.value.state === "approved") wake();
      return submitted;
    },
    release: (officer, id) => viewRelease(parts, officer, id),
    async approve(officer, id, act) {
      const approved = await approveRelease(parts, officer, id, act);
      if (approved.ok && approved.value.state === "approved") wake();
      return approved;
    },
    async approveBatch(officer, items) {
      const approved = await approveBatch(parts, officer, items);
      if (approved.ok) wake();
      return approved;
    },
    refuse: (officer, id, ground, signed, block = false) =>
      refuseRelease(parts, officer, id, { ground, signed, block }),
    blocks: (officer) => listBlocks(parts, officer),
    liftBlock: (officer, block) => liftBlock(parts, officer, block),
    inbox: (officer, page) => listInbox(parts, officer, page),
    show: (officer, id) => showDispatch({ ...parts, waits }, officer, id),
    audit: (officer, id, reason) => auditDispatch({ ...parts, waits }, officer, id, reason),
    assign: (officer, id, to) => assignDispatch(parts, officer, id, to),
    duty: (officer) => dutyBoard(parts, officer),
    acknowledge: (officer, id) => acknowledge(parts, officer, id),
    nameGuest: (officer, id, post) => nameGuest(parts, officer, id, post),
    decline: (officer, id, reason, code = "unstated") =>
      declineDispatch(parts, officer, id, { reason, code }),
    recall: (officer, id, reason) => recallRelease(parts, officer, id, reason),
  };
}

/** One run at a time; a call during a run asks for one more run after it, and no more than one. */
function alone(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
  };
  return () => {
    if (running !== null) {
      again = true;
      return running;
    }
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
}
