import { type DeskId, guestOf } from "@entente/words";
import type { Store } from "../store/door.ts";
import { type EnrolContext, enrolOfficer } from "./commands/enrol-officer.ts";
import { isAwake } from "./dormant.ts";
import { openOrders } from "./orders.ts";
import { passkeyById } from "./passkey-store.ts";
import { openPasskeys } from "./passkeys.ts";
import type { Officer, Passkeys, People, SignedText } from "./port.ts";
import { postsOf, threadsOf } from "./posts/post-store.ts";
import { openPosts } from "./posts/posts.ts";
import { officerOfProgram, openProgramTokens } from "./program-tokens.ts";
import { readOfficer } from "./reading.ts";
import { unsweptRecords } from "./record-store.ts";
import { endSession, officerOfSession, openSession } from "./sessions.ts";
import { openHandover } from "./shifts/handover.ts";
import { openLeave } from "./shifts/leave.ts";
import { openRota } from "./shifts/rota.ts";
import { textStands } from "./signed.ts";
import {
  activeOfficers,
  deviceById,
  officerById,
  officerByToken,
  type StoredOfficer,
  serviceOf,
} from "./store.ts";
import { tokenDigest } from "./tokens.ts";

/** More officers than one node of one state has. */
const MOST_COLLEAGUES = 500;

/**
 * The officers of this node, over its store. `clock` gives Unix milliseconds, `random` that many secure bytes.
 * Reads reject with PeopleFault `broken_row` for a row this program would not have written.
 */
export function openPeople(context: EnrolContext): People {
  const { store } = context;
  const officer = async (id: string) => guestKnown(store, known(await officerById(store, id)));
  const keys = {
    device: (id: string) => deviceById(store, id),
    passkey: (id: string) => passkeyById(store, id),
    passkeys: awakeOnly(context, openPasskeys(context)),
  };
  const signed = (text: SignedText) => textStands(keys, text);
  const atDesks = async (desks: readonly DeskId[]) => {
    const officers = (await activeOfficers(store, MOST_COLLEAGUES)).map(readOfficer);
    return officers.filter((one) => one.desks.some((desk) => desks.includes(desk)));
  };
  const shifts = { ...context, officer, atDesk: (desk: DeskId) => atDesks([desk]) };
  return {
    async signIn(token) {
      const digest = tokenDigest(token);
      const found = digest === null ? null : known(await officerByToken(store, digest));
      if (found === null) return officerOfProgram(context, token);
      if (guestOf(found.id) !== null)
        return (await isAwake(context, found.id, true)) ? officer(found.id) : null;
      return (await isAwake(context, found.id, true)) ? found : null;
    },
    officer,
    service: (id) => serviceOf(store, id),
    leavers: (limit) => unsweptRecords(store, limit),
    ...keys,
    signed,
    orders: openOrders({ ...context, signed, officer }),
    tokens: openProgramTokens({ ...context, signed }),
    posts: openPosts(context),
    rota: openRota(shifts),
    leave: openLeave(shifts),
    handover: openHandover(context),
    openSession: (id) => openSession(context, id),
    async bySession(secret, touch) {
      const id = await officerOfSession(context, secret, touch);
      return id === null ? null : officer(id);
    },
    endSession: (secret) => endSession(context, secret),
    atDesks,
    enrol: (one) => enrolOfficer(context, one),
  };
}

/** An officer who was away too long signs in with a passkey no more than with his token. */
function awakeOnly(context: EnrolContext, passkeys: Passkeys): Passkeys {
  return {
    ...passkeys,
    async signIn(response, origin) {
      const id = await passkeys.signIn(response, origin);
      return id !== null && (await isAwake(context, id, true)) ? id : null;
    },
  };
}

/** A guest with the threads his posts are named for, as they are at this moment. */
async function guestKnown(store: Store, officer: Officer | null): Promise<Officer | null> {
  const of = officer === null ? null : guestOf(officer.id);
  if (officer === null || of === null) return officer;
  const standing = (await postsOf(store, officer.id)).filter(({ endedAt }) => endedAt === null);
  const threads = await Promise.all(standing.map(({ id }) => threadsOf(store, id)));
  return { ...officer, guest: { of, threads: threads.flat() } };
}

function known(stored: StoredOfficer | null): Officer | null {
  return stored === null ? null : readOfficer(stored);
}
