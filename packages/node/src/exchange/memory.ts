import type { ExchangeParts } from "./parts.ts";
import type { PeerAnswer, PeerDoor } from "./port.ts";
import { phaseOf } from "./recovery/phase.ts";
import { rolledBack } from "./rollback.ts";
import { forgetful } from "./standstill.ts";

/** Whether this node still knows everything it once signed. */
export interface Memory {
  /** Something the partner said does not fit our log: look at it with the next check. */
  doubt(): void;
  /** Looks at the partner's copy of our newest head, at the first contact after a start and after each doubt. */
  check(): Promise<void>;
  /** Whether it has forgotten: nothing may be signed, served or witnessed before a restore. */
  lost(): Promise<boolean>;
}

/** Opens the memory's watch. */
export function openMemory(parts: ExchangeParts): Memory {
  let unsure = true;
  return {
    doubt() {
      unsure = true;
    },
    async check() {
      if (!unsure || (await phaseOf(parts.store)) === "log") return;
      const looked = await rolledBack(parts);
      if (looked !== "not_reached") unsure = false;
    },
    lost: () => forgetful(parts),
  };
}

/** The partner's door of a node that may have forgotten: it says so, and shows only what is the partner's own. */
export function whileSound(memory: Memory, door: PeerDoor): PeerDoor {
  const guarded =
    (work: (partner: string, body: Uint8Array) => Promise<PeerAnswer>) =>
    async (partner: string, body: Uint8Array): Promise<PeerAnswer> =>
      (await memory.lost()) ? FORGOTTEN : work(partner, body);
  return {
    takeDispatches: guarded(door.takeDispatches),
    takeEvents: guarded(door.takeEvents),
    takeCell: guarded(door.takeCell),
    addCheckpoint: guarded(door.addCheckpoint),
    answerGaps: guarded(door.answerGaps),
    takeKeys: guarded(door.takeKeys),
    takeAgreement: guarded(door.takeAgreement),
    takeState: guarded(door.takeState),
    takeEnding: guarded(door.takeEnding),
    tellHeld: guarded(door.tellHeld),
    takeStream: guarded(door.takeStream),
    takeAttachment: guarded(door.takeAttachment),
    readLog: async (partner, path) => ((await memory.lost()) ? FORGOTTEN : door.readLog(partner, path)),
    readMirror: door.readMirror,
    readAgreement: door.readAgreement,
  };
}

const FORGOTTEN: PeerAnswer = {
  status: 503,
  type: "application/json",
  body: new TextEncoder().encode('{"code":"rolled_back"}'),
};
