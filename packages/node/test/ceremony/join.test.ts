import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hexOf, parseCard } from "@entente/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { firstDifference } from "../../src/ceremony/confirm-card.ts";
import { confirmCard, enrolFirst, joinAgreement } from "../../src/ceremony/door.ts";
import { withStore } from "../../src/setup.ts";
import { TEST_TERMS } from "../exchange/terms.ts";
import {
  agreementOf,
  ceremonyFolder,
  confirmed,
  must,
  NOW,
  newcomer,
  type RealNode,
  refusalsOf,
  settled,
  two,
} from "./rig.ts";

// Canada's side of the ceremony. Mallory is a postman: he made a root, a node and a card in India's name, and changed the
// card on its way.

const french = JSON.stringify(TEST_TERMS).replaceAll('"CA', '"FR').replaceAll('"ca-', '"fr-');
const FRENCH_TERMS: object = Object(JSON.parse(french));

let folder: Awaited<ReturnType<typeof ceremonyFolder>>;
let [ca, india, mallory]: RealNode[] = [];
beforeAll(async () => {
  folder = await ceremonyFolder();
  [ca, india, mallory] = [
    await folder.make("CA"),
    await folder.make("IN"),
    await folder.make("IN", "mallory"),
  ];
  const officers = [newcomer("first"), newcomer("second")];
  settled(await enrolFirst({ data: ca.data, unlock: two(ca), now: NOW, officers }));
});
afterAll(() => folder.remove());

function here(node: RealNode | undefined): RealNode {
  if (node === undefined) throw new Error("all three were made");
  return node;
}

describe("a fingerprint that was heard", () => {
  const right = "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567 ABCD EFGH IJKL MNOP";
  it.each([
    ["as it stands", right],
    ["in small letters", right.toLowerCase()],
    ["without spaces", right.replaceAll(" ", "")],
    ["with hyphens and line ends", right.replaceAll(" ", "-").replace("-", "\n")],
  ])("is the card's: %s", (_name, heard) => {
    expect(firstDifference(right, heard)).toBeNull();
  });

  it.each([
    ["nothing", "", 1],
    ["the first letter", right.replace("A", "B"), 1],
    ["a letter of the fifth group", right.replace("QRST", "QRSU"), 5],
    ["the last group left out", right.slice(0, -5), 12],
    ["a group left out in the middle", right.replace("IJKL ", ""), 3],
    ["a letter too many at the end", `${right}A`, 12],
    ["two groups changed about", right.replace("ABCD EFGH", "EFGH ABCD"), 1],
  ])("is not the card's: %s, and the first group that differs is said", (_name, heard, group) => {
    expect(firstDifference(right, heard)).toBe(group);
  });
});

describe("the partner's card is confirmed", () => {
  const confirming = (change: Partial<Parameters<typeof confirmCard>[0]>) => {
    const { card, fingerprint } = here(india);
    const officers = ["first", "second"];
    const { data } = here(ca);
    return confirmCard({ data, unlock: two(here(ca)), now: NOW, card, fingerprint, officers, ...change });
  };
  const cutShort = () => here(india).card.slice(0, -9);

  it.each<readonly [string, () => Partial<Parameters<typeof confirmCard>[0]>, readonly string[]]>([
    ["by one officer twice", () => ({ officers: ["first", "first"] }), ["malformed same_officer /officers"]],
    ["by one officer", () => ({ officers: ["first"] }), ["malformed same_officer /officers"]],
    ["by three", () => ({ officers: ["first", "second", "third"] }), ["malformed same_officer /officers"]],
    ["by a stranger", () => ({ officers: ["first", "stranger"] }), ["malformed unknown_officer /officers/1"]],
    [
      "where the postman changed it: what was heard is not what came",
      () => ({ card: here(mallory).card }),
      ["unverified fingerprint_differs /fingerprint/1"],
    ],
    ["where it is our own", () => ({ card: here(ca).card }), ["malformed own_card /party"]],
    ["where it does not verify", () => ({ card: cutShort() }), [expect.stringMatching(/^unverified /)]],
  ])("not %s", async (_name, change, refusals) => {
    expect(refusalsOf(await confirming(change()))).toEqual(refusals);
  });

  it("not where the node stays locked", async () => {
    await expect(confirming({ unlock: [] })).rejects.toThrow(/locked/);
  });

  it("by two officers, with a leaf on the domestic log", async () => {
    const node = here(ca);
    const before = await withStore(node.data, two(node), (store) => store.logs.head("domestic"));
    const done = settled(await confirming({ fingerprint: here(india).fingerprint.toLowerCase() }));
    expect(done).toMatchObject({ party: "IN", officers: ["first", "second"], leaf: before.size });
    const after = await withStore(node.data, two(node), (store) => store.logs.head("domestic"));
    expect(after.size).toBe(before.size + 1);
  });
});

describe("an agreement", () => {
  let partner: RealNode;
  let agreement: Uint8Array;
  const joining = (file: Uint8Array) =>
    joinAgreement({ data: here(ca).data, unlock: two(here(ca)), agreement: file });

  beforeAll(async () => {
    partner = here(india);
    agreement = await agreementOf([here(ca), partner]);
    await confirmed(partner, here(ca));
  });
  beforeEach(() => rm(join(here(ca).data, "agreement.json"), { force: true }));

  const foreign = async () => {
    const again = await folder.make("CA", `ca-again-${Math.floor(performance.now())}`);
    return agreementOf([again, partner]);
  };
  it.each<readonly [string, () => Promise<Uint8Array>, readonly string[]]>([
    [
      "with the card the postman put in its place, and his root's own signature",
      () => agreementOf([here(ca), here(mallory)]),
      ["unverified card_not_confirmed /parties/1/card"],
    ],
    ["that names another card as ours", foreign, ["unverified another_card /parties/0/card"]],
    [
      "that our root alone has signed",
      () => agreementOf([here(ca), partner], [here(ca)]),
      ["unverified missing_signature /signatures"],
    ],
    [
      "of which a byte was changed",
      async () => {
        const bytes = Uint8Array.from(agreement);
        const at = Math.floor(bytes.length / 2);
        bytes[at] = bytes[at] === 65 ? 66 : 65;
        return bytes;
      },
      [expect.stringMatching(/^unverified /)],
    ],
    [
      "of the other realm",
      () => agreementOf([here(ca), partner], undefined, { ...TEST_TERMS, realm: "exercise" }),
      ["unverified another_realm /realm"],
    ],
    [
      "between two others",
      async () => agreementOf([await folder.make("FR"), partner], undefined, FRENCH_TERMS),
      ["unverified not_a_party /parties"],
    ],
    ["that is none", async () => new Uint8Array([1, 2, 3]), [expect.stringMatching(/^unverified /)]],
  ])("is not joined: %s", async (_name, file, refusals) => {
    const found = refusalsOf(await joining(await file()));
    expect(found.slice(0, 1)).toEqual(refusals);
    await expect(readFile(join(here(ca).data, "agreement.json"))).rejects.toThrow();
  });

  it("is joined once both sides confirmed each other's card, on either side, and only once", async () => {
    const done = settled(await joining(agreement));
    expect(done).toMatchObject({ partner: "IN", confirmed: { officers: ["first", "second"] } });
    const theirs = await joinAgreement({ data: partner.data, unlock: two(partner), agreement });
    expect(settled(theirs).digest).toBe(done.digest);
    expect(refusalsOf(await joining(agreement))).toEqual(["conflict already_joined "]);
  });

  it("is not joined on a record that somebody with the disk wrote into the folder", async () => {
    const file = join(here(ca).data, "confirmed-cards.json");
    const kept = await readFile(file, "utf8");
    const digestOf = async ({ card }: RealNode) => hexOf(must(await parseCard(card)).digest);
    await writeFile(file, kept.replace(await digestOf(partner), await digestOf(here(mallory))));
    await expect(joining(await agreementOf([here(ca), here(mallory)]))).rejects.toThrow(/past the program/);
    await writeFile(file, kept);
  });
});

describe("the first officers", () => {
  const enrolling = (officers: unknown) =>
    enrolFirst({ data: here(ca).data, unlock: two(here(ca)), now: NOW, officers });
  const twin = newcomer("twin");

  it.each<readonly [string, unknown, readonly string[]]>([
    ["no list", {}, ["malformed wrong_type "]],
    ["an empty list", [], ["malformed out_of_bounds "]],
    [
      "a duty and a field nobody knows",
      [{ ...twin, duties: ["king"], rank: 1 }],
      ["malformed unknown_field /0/rank", "malformed unknown_word /0/duties/0"],
    ],
    [
      "a key of small order",
      [{ ...twin, device_public_key: `${"A".repeat(43)}=` }],
      ["malformed bad_device_key /0/device_public_key"],
    ],
    ["two of one device", [twin, { ...twin, id: "twin-2" }], ["malformed device_taken /1/device_public_key"]],
    ["two of one id", [twin, newcomer("twin")], ["malformed officer_taken /1/id"]],
    [
      "somebody who is enrolled already",
      [newcomer("fresh"), newcomer("first")],
      ["conflict officer_taken /1/id"],
    ],
  ])("are not enrolled: %s", async (_name, officers, refusals) => {
    expect(refusalsOf(await enrolling(officers)).toSorted()).toEqual(refusals.toSorted());
  });

  it("get a token each, once, which signs them in", async () => {
    const [handed] = settled(await enrolling([twin]));
    expect(handed).toMatchObject({ id: "twin", device: expect.stringMatching(/^D-[0-9a-f]{16}$/) });
    expect(handed?.token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  });
});
