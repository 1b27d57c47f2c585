import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LineFault, type PeerClient, peerClient, type TlsIdentity } from "../../src/exchange/line/door.ts";
import type { PinnedPartner } from "../../src/http/peer-door.ts";
import { openLineKeys } from "../../src/line-keys.ts";
import { identity, type PeerRig, peerRig } from "./line-rig.ts";

const LIMITS = { timeoutMs: 10_000 };
const nobody: readonly PinnedPartner[] = [];

let rig: PeerRig;
/** whom the door lets in; a test changes it while the door stands */
let partners: PinnedPartner[];
let [old, fresh, stranger]: readonly TlsIdentity[] = [];
let clients: PeerClient[];
beforeEach(async () => {
  [old, fresh, stranger] = await Promise.all([identity(1), identity(4), identity(5)]);
  partners = [...nobody];
  clients = [];
  rig = await peerRig({ tls: there(fresh), held: () => [there(fresh), there(old)], partners });
  partners.push({ party: "IN", spkiSha256: rig.partner.spkiSha256 });
});
afterEach(async () => {
  for (const client of clients) client.close();
  await rig[Symbol.asyncDispose]();
});

function there<T>(found: T | undefined): T {
  if (found === undefined) throw new Error("no identity");
  return found;
}

/** The partner, who trusts these keys of ours, the newest first, and shows this one. */
function trusting(pins: readonly (TlsIdentity | undefined)[], tls = rig.partner): PeerClient {
  const spkis = pins.map((one) => there(one).spkiSha256);
  const spkiSha256 = spkis[0] ?? new Uint8Array();
  const partner = { party: "CA", url: rig.door.url, spkiSha256, pins: () => spkis };
  const client = peerClient({ tls, partner });
  clients.push(client);
  return client;
}

const asked = async (client: PeerClient) => (await client.get("/peer/v1/log/checkpoint", LIMITS)).status;

describe("a door whose key changes", () => {
  test("proves to each partner the key he trusts: the new one or the one of before", async () => {
    expect(await asked(trusting([old]))).toBe(200);
    expect(await asked(trusting([fresh]))).toBe(200);
    expect(await asked(trusting([fresh, old]))).toBe(200);
  });

  test("cannot prove a key it does not hold", async () => {
    await expect(asked(trusting([stranger]))).rejects.toThrow(LineFault);
  });

  test("shows another key to whoever connects after the change", async () => {
    const held: TlsIdentity[] = [there(old)];
    await using other = await peerRig({ tls: there(old), held: () => held, partners });
    const url = other.door.url;
    const client = peerClient({
      tls: rig.partner,
      partner: { party: "CA", url, spkiSha256: there(fresh).spkiSha256 },
    });
    clients.push(client);
    await expect(asked(client)).rejects.toThrow(LineFault);
    held.unshift(there(fresh));
    expect(await asked(client)).toBe(200);
  });
});

describe("a partner's key that is revoked", () => {
  test("opens nothing any more, on connections of before as on new ones", async () => {
    const client = trusting([fresh]);
    expect(await asked(client)).toBe(200);
    partners.length = 0;
    await expect(asked(client)).rejects.toThrow(LineFault);
    await expect(asked(trusting([fresh]))).rejects.toThrow(LineFault);
    expect(rig.calls).toHaveLength(1);
  });

  test("leaves the new one its place", async () => {
    partners.length = 0;
    partners.push({ party: "IN", spkiSha256: there(stranger).spkiSha256 });
    expect(await asked(trusting([fresh], there(stranger)))).toBe(200);
    await expect(asked(trusting([fresh]))).rejects.toThrow(LineFault);
  });
});

describe("the line's keys", () => {
  const seed = (nth: number) => new Uint8Array(32).fill(nth);

  test("show first the oldest, which the partner surely knew, then whatever is said", async () => {
    const line = await openLineKeys([seed(2), seed(1)], [], "ca-1");
    const [newest, oldest] = line.held();
    expect(line.shown.keyPem).toBe(oldest?.keyPem);
    await line.show(seed(2));
    expect(line.shown.keyPem).toBe(newest?.keyPem);
  });

  test("tell whoever holds connections of every change, and of no other thing", async () => {
    const line = await openLineKeys([seed(1)], [seed(9)], "ca-1");
    let told = 0;
    line.whenChanged(() => {
      told += 1;
    });
    await line.show(seed(1));
    line.trust([seed(9)]);
    expect(told).toBe(0);
    await line.show(seed(2));
    line.trust([seed(8), seed(9)]);
    await line.hold([seed(2)]);
    expect(told).toBe(3);
    expect(line.pins()).toEqual([seed(8), seed(9)]);
  });

  test("are none without a seed", async () => {
    await expect(openLineKeys([], [], "ca-1")).rejects.toThrow(RangeError);
  });
});
