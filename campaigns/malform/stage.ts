import { encodeAddCheckpoint, signCheckpoint } from "@entente/ledger";
import { officerAt } from "../doors/officer.ts";
import { fieldOf } from "../doors/users-door.ts";
import { type Ground, until } from "../ground.ts";
import type { Made } from "../partner/hand.ts";
import { isMembers, type Members } from "./json-text.ts";

/** What the malformed messages are made from: all of it genuine, none of it delivered yet. */
export interface Malformed {
  readonly ground: Ground;
  /** honest sealed dispatches to be spoilt, delivered at the end */
  readonly genuine: readonly Made[];
  /** the draft an officer of India's node would send */
  readonly draft: Members;
  /** a stored draft of that officer, to be replaced */
  readonly draftId: string;
  /** a genuine request to be witnessed, of a head that India's node has not seen */
  readonly witnessing: Uint8Array;
}

const GENUINE = 8;

export async function prepareMalformed(ground: Ground): Promise<Malformed> {
  const { hand, users, founded } = ground;
  const genuine = await Promise.all(Array.from({ length: GENUINE }, () => hand.make()));
  const lo = officerAt(users, founded.india, "lo");
  const draft: unknown = await lo.example("request");
  if (!isMembers(draft)) throw new Error("the example is an object");
  const root = new Uint8Array(32).fill(7);
  const head = await signCheckpoint({ size: 1_000, root }, founded.ca.keys.log, 1_795_000_000);
  return {
    ground,
    genuine,
    draft,
    draftId: await lo.draft("request", draft),
    witnessing: encodeAddCheckpoint({ oldSize: 1, proof: [root], checkpoint: head }),
  };
}

/** All that was spoilt is delivered whole, an officer's draft goes all the way, both nodes answer. */
export async function honestMalformed({ ground, genuine, draft }: Malformed): Promise<string> {
  const said = await ground.peer.dispatches(genuine.map((made) => made.sealed));
  const stored = said.receipts.filter((receipt) => receipt.event === "stored").length;
  if (stored !== genuine.length) return `${stored} of ${genuine.length} genuine dispatches were stored`;
  return crossesBorder(ground, draft);
}

/** A request of India's officer, drafted, submitted, approved; "" once Canada's node has given its receipt. */
export async function crossesBorder(ground: Ground, draft: Members): Promise<string> {
  const { users, founded } = ground;
  const lo = officerAt(users, founded.india, "lo");
  const id = await lo.draft("request", draft);
  await lo.submit(id);
  await officerAt(users, founded.india, "authority").approve(id);
  const { token } = founded.india.officers.lo;
  const isStored = async () => {
    const { json } = await users.get(`/api/dispatches/${id}`, token);
    return fieldOf(json, "state") === "stored";
  };
  return until(isStored, "an honest request did not reach Canada").then(
    () => "",
    (error: unknown) => String(error),
  );
}
