import { ENTRY_KIND } from "@entente/ledger";
import { canonicalJson } from "@entente/protocol";
import { clearAlarm, raiseAlarm } from "../alarms.ts";
import { LONGEST_WAIT } from "../breaker.ts";
import { exchangeLeaf } from "../leaves.ts";
import type { OwnLog } from "../own-log.ts";
import type { ExchangeParts } from "../parts.ts";
import { acknowledgedBy, lastLogged, logged, notForHim, type ToldEnding, untold } from "./ending-store.ts";
import { noticeFor } from "./notice.ts";

const FIRST_WAIT = 1_000;
const AT_ONCE = 32;

/** What telling needs beside the exchange's parts. */
export interface EndingParts extends ExchangeParts {
  readonly ownLog: OwnLog;
}

/** Tells the partner what ended here, at once and again until he has acknowledged it. */
export interface EndingTeller {
  /** Never throws for an absent partner. */
  tick(): Promise<void>;
}

/** Opens the teller. One instance a relation. */
export function openEndingTeller(parts: EndingParts): EndingTeller {
  let next = 0;
  let wait = FIRST_WAIT;
  return {
    async tick() {
      const fresh = await logNew(parts);
      await sayUnconfirmed(parts);
      const now = parts.clock.now();
      // What is new does not wait for what failed; a due time further away than any wait of ours was set under another clock.
      if (!fresh && now < next && next <= now + LONGEST_WAIT) return;
      for (const one of await untold(parts.store, AT_ONCE)) {
        if (await posted(parts, one)) {
          await parts.store.commit({ steps: [acknowledgedBy(one.id, parts.clock.now())] });
          [next, wait] = [0, FIRST_WAIT];
          continue;
        }
        next = now + wait;
        wait = Math.min(LONGEST_WAIT, wait * 2);
        return;
      }
    },
  };
}

/** Puts on our exchange log what ended since; before it is said. Whether anything did. */
async function logNew({ store, people, treaty, random, clock }: EndingParts): Promise<boolean> {
  const endings = await people.posts.endings(await lastLogged(store));
  for (const ending of endings) {
    const words = noticeFor(ending, treaty);
    const at = clock.now();
    if (words === null) {
      await store.commit({ steps: [notForHim(ending.id, at)] });
      continue;
    }
    const bytes = new TextEncoder().encode(words);
    const { append, salt } = exchangeLeaf(ENTRY_KIND.credential_revoked, random(32), bytes);
    await store.commit({ appends: [append], steps: [logged({ id: ending.id, words, salt }, at)] });
  }
  return endings.length > 0;
}

/** Whether he took it; the head that covers it is ours, signed, whether or not he has cosigned it yet. */
async function posted({ store, ownLog, line }: EndingParts, one: ToldEnding): Promise<boolean> {
  const head = await ownLog.signed();
  const inclusion = await store.logs.inclusionProof("exchange", one.leaf, head.size);
  const message = {
    notice: one.words,
    salt: base64(one.salt),
    index: one.leaf,
    inclusion: inclusion.map(base64),
    checkpoint: base64(head.note),
  };
  const answer = await line.post("/peer/v1/endings", canonicalJson(message)).catch(() => null);
  return answer?.status === 200;
}

async function sayUnconfirmed(parts: EndingParts): Promise<void> {
  const detail =
    "one person ended something at once 72 hours ago and no second has confirmed: `entente officer orders`";
  if (await parts.people.posts.unconfirmed()) await raiseAlarm(parts, "end_unconfirmed", detail);
  else await clearAlarm(parts, "end_unconfirmed");
}

function base64(value: Uint8Array): string {
  return Buffer.from(value).toString("base64");
}
