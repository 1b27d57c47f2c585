import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import {
  deviceIdOf,
  type EnrolledOfficer,
  type NewOfficer,
  openPeople,
  type People,
} from "../../src/people/door.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";

/** 2026-11-22T08:00:00Z */
export const NOW = Date.UTC(2026, 10, 22, 8);

/** The node whose officers they are. */
export const NODE = { realm: "live", party: "CA", node: "ca-node-1" } as const;

export interface PeopleRig extends AsyncDisposable {
  readonly store: Store;
  readonly people: People;
  /** now, in Unix milliseconds; a test may move it */
  readonly clock: { now: number };
}

/** The room over a real store in memory; random bytes count upwards, so that a test can say what they were. */
export async function peopleRig(): Promise<PeopleRig> {
  const store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(7) });
  const clock = { now: NOW };
  const people = openPeople({ store, clock: () => clock.now, random: countingBytes() });
  return { store, people, clock, [Symbol.asyncDispose]: () => store.close() };
}

export function countingBytes(): (length: number) => Uint8Array {
  let calls = 0;
  return (length) => {
    calls += 1;
    return new Uint8Array(length).fill(calls);
  };
}

/** A device key of a test, from one byte. */
export function deviceKey(byte: number) {
  const seed = Buffer.alloc(32, byte);
  const key = createPrivateKey({ key: seed, format: "raw-private", asymmetricKeyType: "ed25519" });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: "raw-public" }));
  return {
    publicKey,
    id: deviceIdOf(publicKey),
    sign: (message: Uint8Array) => new Uint8Array(sign(null, message, key)),
  };
}

/** An invented officer. */
export function newOfficer(change: Partial<NewOfficer> = {}): NewOfficer {
  return {
    id: "CA-LO-1",
    name: "Invented Officer",
    agency: "RCMP",
    desks: ["ca-rcmp-liaison"],
    duties: ["liaison"],
    approvalRoles: [],
    devicePublicKey: deviceKey(1).publicKey,
    ...change,
  };
}

export async function revoke(store: Store, officer: EnrolledOfficer): Promise<void> {
  await store.commit({
    steps: [
      {
        sql: "update officer set revoked_at = ? where id = ?",
        params: [NOW, officer.officer.id],
        changes: 1,
      },
    ],
  });
}
