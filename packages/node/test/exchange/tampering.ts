// Two nodes whose store files an administrator edits between approval and release.
import { timeOrderedId } from "@entente/words";
import { afterAll, beforeAll, expect } from "vitest";
import { exchangeLeaf } from "../../src/exchange/leaves.ts";
import { insertApproval } from "../../src/exchange/log-store.ts";
import { sha256 } from "../../src/exchange/proposal.ts";
import { placeOf } from "../../src/exchange/record.ts";
import { systemRandom } from "../../src/ports.ts";
import { bytes, type ItemKey } from "../../src/store/door.ts";
import { count, edit, leaves, rowOf, standing } from "./store-file.ts";
import {
  approved,
  exampleRequest,
  type Role,
  shippedPacks,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
} from "./two-nodes.ts";

export let pair: TwoNodes;
export let ca: TestNode;
export let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes((terms) => ({ ...terms, hold_seconds: { routine: 30, life_threat: 0 } }));
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

/** An administrator who also holds the node key can seal what he likes under an item's key (adversary A3). */
export async function keyOf(node: TestNode, id: string): Promise<ItemKey> {
  const key = await node.store.vault.key(id);
  if (key === null) throw new Error("the item has a key");
  return key;
}

export async function column(id: string, name: string): Promise<Uint8Array> {
  return bytes(await rowOf(ca, `select ${name} from dispatch where id = ? limit 1`, id), name);
}

/** Seals other JSON into a column of a dispatch. */
export async function reseal(
  id: string,
  part: "draft" | "plan" | "body",
  change: (value: unknown) => unknown,
): Promise<void> {
  const key = await keyOf(ca, id);
  const before: unknown = JSON.parse(
    Buffer.from(key.open(placeOf(part), await column(id, `sealed_${part}`))).toString(),
  );
  const sealed = key.seal(placeOf(part), new TextEncoder().encode(JSON.stringify(change(before))));
  expect(edit(ca, `update dispatch set sealed_${part} = ? where id = ?`, sealed, id)).toBe(1);
}

/** What a tampering needs to be undone by, so that the next one starts from sound tables. */
export type Undo = () => void | Promise<void>;
export type Tampering = (id: string) => Promise<Undo | undefined> | Undo | undefined;

export function sql(statement: string, ...more: readonly (string | number)[]): Tampering {
  return (id) => {
    const marks = statement.split("?").length - 1 - more.length;
    expect(edit(ca, statement, ...more, ...new Array<string>(marks).fill(id))).toBeGreaterThan(0);
    return undefined;
  };
}

/** Undone after the release ran. */
export function revoked(table: "officer" | "device", id: () => string): Tampering {
  return () => {
    expect(edit(ca, `update ${table} set revoked_at = 1 where id = ?`, id())).toBe(1);
    return () => void edit(ca, `update ${table} set revoked_at = null where id = ?`, id());
  };
}

export function packs(make: () => Promise<TwoNodes["dials"]["packs"]>): Tampering {
  return async () => {
    pair.dials.packs = await make();
    return async () => {
      pair.dials.packs = await shippedPacks();
    };
  };
}

/** Puts an approval beside the real one, or in its place, sealed as the node itself would. */
export async function insertedBy(id: string, role: Role, under: string, signedWith: Role): Promise<void> {
  const body = (await keyOf(ca, id)).open(placeOf("body"), await column(id, "sealed_body"));
  const at = pair.dials.now;
  const challenge = {
    domain: "entente/approval/v1" as const,
    realm: "live" as const,
    dispatch: id,
    body_sha256: Buffer.from(sha256(body)).toString("hex"),
    recipient_party: "IN",
    recipient_node: "in-1",
    recipient_desk: "in-ncb-liaison",
    agreement_sha256: ca.treaty.digestHex,
    packs_sha256: pair.dials.packs.refs.map((pack) => pack.sha256),
    role: under,
    action: "release" as const,
    expires_at: new Date(at + 60_000).toISOString(),
  };
  const { device, signature } = signChallenge(ca.device(signedWith), challenge);
  const key = await keyOf(ca, id);
  const leaf = exchangeLeaf(0x07, systemRandom(32));
  const approval = {
    officer: `ca-${role}`,
    role: under,
    device,
    at,
    expiresAt: at + 60_000,
    bodyDigest: sha256(body),
    challenge: JSON.stringify(
      Object.fromEntries(Object.entries(challenge).sort(([a], [b]) => (a < b ? -1 : 1))),
    ),
    signature: Uint8Array.from(Buffer.from(signature, "base64")),
  };
  const seal = (place: string, plain: Uint8Array) => key.seal(place, plain);
  const step = insertApproval(seal, timeOrderedId(at, systemRandom(10)), id, approval, leaf, 0);
  expect(
    await ca.store.commit({ appends: [{ ...leaf.append, log: "domestic" }], steps: [step] }),
  ).toMatchObject({
    committed: true,
  });
}

export async function requested(author: Role = "lo"): Promise<string> {
  return approved(ca, "request", null, exampleRequest("CA"), author);
}

/** Lets the hold of a tampered dispatch pass and asserts that it did not leave. */
export async function comesBack(id: string, reason: string): Promise<void> {
  const releases = await leaves(ca, "exchange", "release");
  const arrivals = await count(india, "dispatch");
  pair.dials.now += 31_000;
  await pair.settle();
  expect(await standing(ca, id)).toBe(`draft: ${reason}`);
  expect(await count(ca, "outbox")).toBe(0);
  expect(await leaves(ca, "exchange", "release")).toBe(releases);
  expect(await count(india, "dispatch")).toBe(arrivals);
  const row = await rowOf(
    ca,
    "select sealed_statement, leaf, sequence, release_at from dispatch where id = ? limit 1",
    id,
  );
  expect(row).toEqual({ sealed_statement: null, leaf: null, sequence: null, release_at: null });
}
