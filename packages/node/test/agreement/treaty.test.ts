import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AGREEMENT_TYPE,
  type Agreement,
  nodeDigest,
  readDocument,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import { AREAS } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTreaty } from "../../src/agreement/door.ts";
import { initNode, type RootSeeds, writeAgreement } from "../../src/setup.ts";
import { TEST_TERMS } from "../exchange/terms.ts";

interface Member {
  readonly party: string;
  readonly card: Uint8Array;
  readonly rootSeeds: RootSeeds;
}

let folder: string;
let members: ReadonlyMap<string, Member>;
let file: Uint8Array;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "entente-treaty-"));
  const made = await Promise.all(["CA", "IN", "FR"].map((party) => member(party)));
  members = new Map(made.map((one) => [one.party, one]));
  file = await signedBy(["CA", "IN"]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function member(party: string): Promise<Member> {
  const node = `${party.toLowerCase()}-1`;
  const doors = { host: "localhost", userPort: 0, peerPort: 0 };
  return { party, ...(await initNode({ data: join(folder, node), party, node, ...doors })) };
}

function signedBy(parties: readonly string[], change: Partial<Agreement> = {}): Promise<Uint8Array> {
  const signing = parties.map((party) => memberOf(party));
  return writeAgreement({ terms: { ...TEST_TERMS, ...change }, members: signing });
}

function memberOf(party: string): Member {
  const found = members.get(party);
  if (found === undefined) throw new Error("all three were made");
  return found;
}

const CANADA = { party: "CA", node: "ca-1" };
const INDIA = { party: "IN", node: "in-1" };

/** Every fault the file is refused with; throws where it is not. */
async function faultsOf(bytes: Uint8Array, self = CANADA): Promise<readonly string[]> {
  const treaty = await openTreaty(bytes, self);
  if (treaty.ok) throw new Error("it was taken");
  return treaty.faults.map(({ code, where }) => `${code} ${where}`);
}

async function treatyOf(bytes: Uint8Array, self = CANADA) {
  const treaty = await openTreaty(bytes, self);
  if (!treaty.ok) throw new Error(JSON.stringify(treaty.faults));
  return treaty.value;
}

describe("an agreement both roots signed, read by each of its nodes", () => {
  it("shows either side itself and its partner, under one digest", async () => {
    const [ca, india] = [await treatyOf(file, CANADA), await treatyOf(file, INDIA)];
    expect([ca.us.party, ca.partner.party]).toEqual(["CA", "IN"]);
    expect([india.us.party, india.partner.party]).toEqual(["IN", "CA"]);
    expect(ca.digest).toEqual(india.digest);
    expect(ca.us.card).toEqual(india.partner.card);
    expect(ca.us.digest).toEqual(nodeDigest("CA", "ca-1"));
    expect(ca.digestHex).toBe(Buffer.from(ca.digest).toString("hex"));
  });

  it("keeps the exact file: it is an auditor's anchor", async () => {
    expect((await treatyOf(file)).file).toEqual(file);
  });

  it("knows the directory's desks and no other", async () => {
    const treaty = await treatyOf(file);
    expect(treaty.desk("in-ncb-liaison")).toMatchObject({ party: "IN", agency: "NCB" });
    for (const id of ["in-nobody", "", "__proto__", "IN-NCB-LIAISON"]) expect(treaty.desk(id)).toBeNull();
  });

  it("knows the state of each area, and null for one it does not have", async () => {
    const treaty = await treatyOf(
      await signedBy(["CA", "IN"], {
        areas: TEST_TERMS.areas.filter((area) => area.id !== "counter_terrorism"),
      }),
    );
    for (const area of AREAS) {
      const absent = area === "counter_terrorism" ? null : "active";
      expect(treaty.area(area)).toBe(area === "fraud" || area === "immigration" ? "suspended" : absent);
    }
  });

  it.each([
    ["routine", 30_000],
    ["urgent", 30_000],
    ["life_threat", 5_000],
  ] as const)("holds a %s dispatch for %d ms", async (urgency, expected) => {
    const treaty = await treatyOf(
      await signedBy(["CA", "IN"], { hold_seconds: { routine: 30, life_threat: 5 } }),
    );
    expect(treaty.hold(urgency)).toBe(expected);
  });
});

describe("an agreement is in force from its first day to its last, both included, by UTC", () => {
  it.each([
    ["2026-03-01", "2026-12-31", "2026-02-28T23:59:59.999Z", false],
    ["2026-03-01", "2026-12-31", "2026-03-01T00:00:00.000Z", true],
    ["2026-03-01", "2026-12-31", "2026-12-31T23:59:59.999Z", true],
    ["2026-03-01", "2026-12-31", "2027-01-01T00:00:00.000Z", false],
    ["2026-03-01", null, "2126-01-01T00:00:00.000Z", true],
    ["2026-03-01", null, "1970-01-01T00:00:00.000Z", false],
  ] as const)("from %s to %s: on %s it is %s", async (valid_from, valid_to, at, expected) => {
    const treaty = await treatyOf(await signedBy(["CA", "IN"], { valid_from, valid_to }));
    expect(treaty.inForce(Date.parse(at))).toBe(expected);
  });
});

describe("an agreement is refused", () => {
  it.each([
    ["by a node of a party that did not sign", { party: "FR", node: "fr-1" }],
    ["by another node of a party that signed", { party: "CA", node: "ca-2" }],
    ["by a node that names itself by its partner's node", { party: "CA", node: "in-1" }],
    ["by a node with an empty name", { party: "CA", node: "" }],
  ])("%s", async (_what, self) => {
    expect(await faultsOf(file, self)).toEqual(["not_a_party /parties"]);
  });

  it("of three parties: this version is bilateral", async () => {
    expect(await faultsOf(await signedBy(["CA", "FR", "IN"]))).toEqual(["not_a_party /parties"]);
  });

  it("with any one byte turned", async () => {
    const places = Array.from({ length: 60 }, (_, nth) => Math.floor((nth * file.length) / 60));
    for (const place of places) {
      const damaged = file.slice();
      damaged[place] = (damaged[place] ?? 0) ^ 1;
      expect((await openTreaty(damaged, CANADA)).ok).toBe(false);
    }
  });

  it.each([
    ["cut short", () => file.slice(0, -1)],
    ["with a byte behind it", () => Uint8Array.from([...file, 0x0a])],
    ["empty", () => new Uint8Array()],
  ])("%s", async (_what, bytes) => {
    expect(await faultsOf(bytes())).not.toEqual([]);
  });

  it("that one root alone signed, or that a stranger's root signed in its place", async () => {
    const stranger = { ...memberOf("IN"), rootSeeds: memberOf("FR").rootSeeds };
    const forged = await writeAgreement({ terms: TEST_TERMS, members: [memberOf("CA"), stranger] });
    expect(await faultsOf(forged)).toContainEqual(expect.stringMatching(/signature|signer/));
    const { rootSeeds } = memberOf("CA");
    const keys = signingKeys({ ed25519Seed: rootSeeds.ed25519, mldsa65Seed: rootSeeds.mldsa65 });
    const read = readDocument(file);
    if (!read.ok) throw new Error("the file is a document");
    const half = await signDocument(AGREEMENT_TYPE, read.value.payload, [{ party: "CA", keys }]);
    expect(await faultsOf(half)).toEqual(["missing_signature /signatures"]);
  });

  it("whose fields contradict each other, every fault at once", async () => {
    const terms = { ...TEST_TERMS, valid_to: "2026-02-30", match: { daily: 1, batch: 2 } };
    await expect(writeAgreement({ terms, members: [memberOf("CA"), memberOf("IN")] })).rejects.toThrow(
      /valid_to.*match\/batch|match\/batch.*valid_to/,
    );
  });

  it("that is another kind of signed document", async () => {
    const { card } = memberOf("CA");
    expect(await faultsOf(card)).toContainEqual(expect.stringMatching(/wrong_type|schema/));
  });
});
