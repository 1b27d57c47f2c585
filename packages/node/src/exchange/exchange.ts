import { bytesOfBase64, sealingKey, type VerifyingKeys, verifyingKeys } from "@entente/protocol";
import { approveRelease, refuseRelease } from "./commands/approve-release.ts";
import { type CarryingParts, exportBag, importBag } from "./commands/carry-bag.ts";
import { draftDispatch, replaceDraft } from "./commands/draft-dispatch.ts";
import { exampleDraft } from "./commands/example-draft.ts";
import { listInbox } from "./commands/list-inbox.ts";
import { recallRelease } from "./commands/recall-release.ts";
import { showDispatch } from "./commands/show-dispatch.ts";
import { checkDraft, submitDraft } from "./commands/submit-draft.ts";
import { assignDispatch, declineDispatch } from "./commands/triage-arrival.ts";
import { viewRelease } from "./commands/view-release.ts";
import { sendEvents, takeEvents } from "./events.ts";
import { readLog } from "./log-reading.ts";
import { type OwnLog, openOwnLog } from "./own-log.ts";
import { openPartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { Exchange, PeerDoor } from "./port.ts";
import { type LineState, openPoster } from "./post.ts";
import { openReleaser } from "./queue.ts";
import { takeDispatches } from "./receive.ts";
import { addCheckpoint, openWitnessAsker } from "./witness.ts";

/** The work that runs on the database by itself; `main` says when. Each may be called again while it runs. */
export interface ExchangeWork {
  /** Lets out what is due and carries it to the partner. */
  readonly release: () => Promise<void>;
  /** Has our log witnessed and tells the partner what was opened. */
  readonly witness: () => Promise<void>;
  readonly line: () => LineState;
}

/** The whole room, opened over its parts. */
export interface OpenedExchange {
  readonly commands: Exchange;
  readonly peer: PeerDoor;
  readonly work: ExchangeWork;
  readonly ownLog: OwnLog;
}

/** As many as one run lets out: where it was that many, more may be due. */
const FULL_RUN = 64;

/** Opens the exchange. Throws TypeError where the partner's card holds unusable keys: it was verified before. */
export function openExchange(parts: ExchangeParts): OpenedExchange {
  const { store, keys, clock, treaty } = parts;
  const { card } = treaty.partner;
  const ownLog = openOwnLog(store, keys, clock);
  const partnerLog = openPartnerLog(store, treaty.partner, keys, clock);
  const partnerKey = sealingKey(raw(card.seal.xwing));
  if (!partnerKey.ok) throw new TypeError("the partner's card holds no usable sealing key");
  const receiving = { ...parts, ownLog, partnerLog, partnerKeys: signKeys(card.sign) };
  const sealing = { ...parts, ownLog, partnerLog, partnerKey: partnerKey.value };
  const releaser = openReleaser(sealing);
  const poster = openPoster(sealing);
  const asker = openWitnessAsker(receiving);
  const release = alone(async () => {
    while ((await releaser.runDue()) >= FULL_RUN) await poster.drain();
    await poster.drain();
  });
  return {
    commands: { ...commandsOver(parts, release), ...carrying({ ...receiving, ...sealing }) },
    peer: {
      takeDispatches: (_partner, body) => takeDispatches(receiving, body),
      takeEvents: (_partner, body) => takeEvents(receiving, body),
      addCheckpoint: (_partner, body) => addCheckpoint(receiving, body),
      readLog: (_partner, path) => readLog(receiving, path),
    },
    work: {
      release,
      witness: alone(async () => {
        await asker.ask();
        await sendEvents(receiving);
      }),
      line: poster.state,
    },
    ownLog,
  };
}

function carrying(parts: CarryingParts): Pick<Exchange, "exportBag" | "importBag"> {
  return {
    exportBag: (_officer, to) => exportBag(parts, to),
    importBag: (_officer, bag) => importBag(parts, bag),
  };
}

/** A hold of zero ends with the approval: the work is woken, its own faults are its own to report. */
function commandsOver(
  parts: ExchangeParts,
  release: () => Promise<void>,
): Omit<Exchange, "exportBag" | "importBag"> {
  const wake = () => void release().catch(() => undefined);
  return {
    example: (officer, kind, replyTo) => exampleDraft(parts, officer, kind, replyTo),
    draft: (officer, kind, replyTo, draft) => draftDispatch(parts, officer, { kind, replyTo, draft }),
    replaceDraft: (officer, id, draft, version) => replaceDraft(parts, officer, id, { draft, version }),
    check: (officer, id) => checkDraft(parts, officer, id),
    submit: (officer, id) => submitDraft(parts, officer, id),
    release: (officer, id) => viewRelease(parts, officer, id),
    async approve(officer, id, act) {
      const approved = await approveRelease(parts, officer, id, act);
      if (approved.ok && approved.value.state === "approved") wake();
      return approved;
    },
    refuse: (officer, id, ground, signed) => refuseRelease(parts, officer, id, { ground, signed }),
    inbox: (officer, page) => listInbox(parts, officer, page),
    show: (officer, id) => showDispatch(parts, officer, id),
    assign: (officer, id, to) => assignDispatch(parts, officer, id, to),
    decline: (officer, id, reason) => declineDispatch(parts, officer, id, reason),
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

function signKeys(sign: { readonly ed25519: string; readonly mldsa65: string }): VerifyingKeys {
  const keys = verifyingKeys({ ed25519: raw(sign.ed25519), mldsa65: raw(sign.mldsa65) });
  if (!keys.ok) throw new TypeError("the partner's card holds no usable signing keys");
  return keys.value;
}

function raw(base64: string): Uint8Array {
  const bytes = bytesOfBase64(base64);
  if (bytes === null) throw new TypeError("a verified card holds readable keys");
  return bytes;
}
