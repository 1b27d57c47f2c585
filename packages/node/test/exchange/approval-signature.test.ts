import { createHash, createPrivateKey, sign } from "node:crypto";
import { DEVICE_DOMAIN } from "@entente/contract";
import type { ApprovalRole, Duty } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approvalCommitment, approvalStands } from "../../src/exchange/approval.ts";
import type { ApprovalRecord } from "../../src/exchange/record.ts";
import { openPeople, type People } from "../../src/people/door.ts";
import { freshDevice, systemRandom } from "../../src/ports.ts";
import { openSqliteStore, type Store } from "../../src/store/door.ts";

interface Signer {
  readonly officer: string;
  readonly device: string;
  readonly seed: Uint8Array;
}

let store: Store;
let people: People;
let authority: Signer;
let colleague: Signer;
let gone: Signer;
let unplugged: Signer;

beforeAll(async () => {
  store = await openSqliteStore({ folder: null, nodeKey: new Uint8Array(32).fill(5) });
  people = openPeople({ store, clock: () => 1_000, random: systemRandom });
  authority = await enrol("authority", ["CA-SUP"]);
  colleague = await enrol("colleague", ["CA-SUP", "CA-DH"]);
  gone = await enrol("gone", ["CA-SUP"]);
  unplugged = await enrol("unplugged", ["CA-SUP"]);
  const revoke = (table: string, id: string) => ({
    sql: `update ${table} set revoked_at = 2000 where id = ?`,
    params: [id],
  });
  await store.commit({ steps: [revoke("officer", gone.officer), revoke("device", unplugged.device)] });
});
afterAll(() => store.close());

async function enrol(id: string, approvalRoles: readonly ApprovalRole[]): Promise<Signer> {
  const { seed, publicKey } = freshDevice();
  const duties: readonly Duty[] = ["release_authority"];
  const officer = {
    id,
    name: `Invented ${id}`,
    agency: "RCMP",
    desks: ["ca-rcmp-liaison"],
    duties,
    approvalRoles,
  };
  const { device } = await people.enrol({ ...officer, devicePublicKey: publicKey });
  return { officer: id, device, seed };
}

const TEXT = '{"an":"invented challenge"}';

/** What a device key makes of a text: domain ‖ SHA-256 of the text (design §5). */
function signed(seed: Uint8Array, text: string, domain = DEVICE_DOMAIN): Uint8Array {
  const key = createPrivateKey({
    key: Buffer.from(seed),
    format: "raw-private",
    asymmetricKeyType: "ed25519",
  });
  const digest = createHash("sha256").update(text, "utf8").digest();
  return new Uint8Array(sign(null, Buffer.concat([Buffer.from(domain, "utf8"), digest]), key));
}

function approvalBy(signer: Signer, change: Partial<ApprovalRecord> = {}): ApprovalRecord {
  return {
    officer: signer.officer,
    role: "CA-SUP",
    device: signer.device,
    at: 1_000,
    expiresAt: 2_000,
    bodyDigest: new Uint8Array(32),
    challenge: TEXT,
    signature: signed(signer.seed, TEXT),
    ...change,
  };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

describe("an approval stands", () => {
  it.each([
    ["under the officer's own enrolled device and a role he holds", () => approvalBy(authority)],
    ["under each role he holds", () => approvalBy(colleague, { role: "CA-DH" })],
    [
      "whatever the columns around the challenge say: they are held against it elsewhere",
      () => approvalBy(authority, { at: 7, expiresAt: 8 }),
    ],
  ])("%s", async (_what, approval) => {
    expect(await approvalStands(people, approval())).toBe(true);
  });
});

describe("an approval does not stand", () => {
  it.each([
    ["under a device nobody enrolled", () => approvalBy(authority, { device: "D-0000000000000000" })],
    [
      "under another officer's device, signed by that device",
      () => approvalBy(authority, { device: colleague.device, signature: signed(colleague.seed, TEXT) }),
    ],
    [
      "under his device, signed by another officer's",
      () => approvalBy(authority, { signature: signed(colleague.seed, TEXT) }),
    ],
    [
      "in another officer's name, who holds the role too",
      () => approvalBy(authority, { officer: colleague.officer }),
    ],
    ["in the name of nobody", () => approvalBy(authority, { officer: "nobody" })],
    ["once the officer was revoked", () => approvalBy(gone)],
    ["once the device was revoked", () => approvalBy(unplugged)],
    ["under a role he does not hold", () => approvalBy(authority, { role: "CA-DH" })],
    ["under a role that is no word", () => approvalBy(authority, { role: "ca-sup" })],
    ["over another challenge than it names", () => approvalBy(authority, { challenge: `${TEXT} ` })],
    [
      "over the challenge without the device's domain",
      () => approvalBy(authority, { signature: signed(authority.seed, TEXT, "") }),
    ],
    [
      "over the challenge under another domain",
      () => approvalBy(authority, { signature: signed(authority.seed, TEXT, "entente/device/v2\0") }),
    ],
    [
      "with one bit of the signature turned",
      () => approvalBy(authority, { signature: flipped(signed(authority.seed, TEXT), 40) }),
    ],
    [
      "with half a signature",
      () => approvalBy(authority, { signature: signed(authority.seed, TEXT).slice(0, 32) }),
    ],
    [
      "with a byte behind the signature",
      () => approvalBy(authority, { signature: Uint8Array.from([...signed(authority.seed, TEXT), 0]) }),
    ],
    ["without a signature", () => approvalBy(authority, { signature: new Uint8Array() })],
    ["with a signature of zeros", () => approvalBy(authority, { signature: new Uint8Array(64) })],
  ])("%s", async (_what, approval) => {
    expect(await approvalStands(people, approval())).toBe(false);
  });
});

describe("the commitment to approvals that travels in the statement", () => {
  const salt = new Uint8Array(32).fill(9);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

  it("is 32 bytes and the same for the same approvals and salt", () => {
    const [a, b] = [approvalBy(authority), approvalBy(colleague)];
    expect(approvalCommitment(salt, [a, b])).toHaveLength(32);
    expect(approvalCommitment(salt, [a, b])).toEqual(approvalCommitment(salt, [a, b]));
  });

  it("differs for every other salt, number, order, challenge and signature", () => {
    const [a, b] = [approvalBy(authority), approvalBy(colleague)];
    const commitments = [
      approvalCommitment(salt, []),
      approvalCommitment(salt, [a]),
      approvalCommitment(salt, [b]),
      approvalCommitment(salt, [a, b]),
      approvalCommitment(salt, [b, a]),
      approvalCommitment(salt, [a, a]),
      approvalCommitment(flipped(salt, 0), [a]),
      approvalCommitment(salt, [{ ...a, challenge: "other" }]),
      approvalCommitment(salt, [{ ...a, signature: flipped(a.signature, 0) }]),
    ];
    expect(new Set(commitments.map(hex)).size).toBe(commitments.length);
  });

  it("names nobody: officer, role and device are not in it", () => {
    const a = approvalBy(authority);
    const renamed = { ...a, officer: "x", role: "y", device: "z" };
    expect(approvalCommitment(salt, [renamed])).toEqual(approvalCommitment(salt, [a]));
  });
});
