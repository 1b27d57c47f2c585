import { createHash } from "node:crypto";
import { type ApprovalChallenge, approvalText } from "@entente/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isUsableDeviceKey } from "../../src/people/devices.ts";
import { deviceIdOf, deviceMessage, verifyDeviceSignature } from "../../src/people/door.ts";
import { deviceKey, newOfficer, peopleRig } from "./rig.ts";

const CHALLENGE: ApprovalChallenge = {
  domain: "entente/approval/v1",
  realm: "live",
  dispatch: "019aa000-0000-7000-8000-000000000001",
  body_sha256: "ab".repeat(32),
  recipient_party: "IN",
  recipient_node: "in-node-1",
  recipient_desk: "in-ncb-liaison",
  agreement_sha256: "cd".repeat(32),
  packs_sha256: ["ef".repeat(32)],
  role: "CA-SUP",
  action: "release",
  expires_at: "2026-11-22T09:00:00.000Z",
};

/** Every encoding of a point of order 1, 2, 4 or 8, second spellings included (little-endian y, sign bit on top). */
const SMALL_ORDER = [
  `01${"00".repeat(31)}`,
  `01${"00".repeat(30)}80`,
  `ec${"ff".repeat(30)}7f`,
  `ec${"ff".repeat(31)}`,
  `00${"00".repeat(31)}`,
  `00${"00".repeat(30)}80`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  `ee${"ff".repeat(30)}7f`,
  `ee${"ff".repeat(31)}`,
  `ed${"ff".repeat(30)}7f`,
  `ed${"ff".repeat(31)}`,
].map((hex) => new Uint8Array(Buffer.from(hex, "hex")));

describe("an approver's device", () => {
  test("its id is D- and 16 hex digits of the SHA-256 of its key", () => {
    const { publicKey } = deviceKey(1);
    const hex = createHash("sha256").update(publicKey).digest("hex");
    expect(deviceIdOf(publicKey)).toBe(`D-${hex.slice(0, 16)}`);
  });

  test("signs the domain and the SHA-256 of the challenge's text", () => {
    const digest = createHash("sha256").update(approvalText(CHALLENGE), "utf8").digest("hex");
    const expected = Buffer.from("entente/device/v1\0").toString("hex") + digest;
    expect(Buffer.from(deviceMessage(CHALLENGE)).toString("hex")).toBe(expected);
  });

  test("a signature stands for its challenge", () => {
    const device = deviceKey(1);
    const signature = device.sign(deviceMessage(CHALLENGE));
    expect(verifyDeviceSignature(device, deviceMessage(CHALLENGE), signature)).toBe(true);
  });

  test.each<[string, Partial<ApprovalChallenge>]>([
    ["realm", { realm: "exercise" }],
    ["dispatch", { dispatch: "019aa000-0000-7000-8000-000000000002" }],
    ["body", { body_sha256: "ac".repeat(32) }],
    ["party", { recipient_party: "XX" }],
    ["node", { recipient_node: "in-node-2" }],
    ["desk", { recipient_desk: "in-cbi-liaison" }],
    ["agreement", { agreement_sha256: "ce".repeat(32) }],
    ["packs", { packs_sha256: ["ef".repeat(32), "ef".repeat(32)] }],
    ["role", { role: "CA-DH" }],
    ["action", { action: "refuse" }],
    ["expiry", { expires_at: "2026-11-22T09:00:00.001Z" }],
  ])("and for no other %s", (_, change) => {
    const device = deviceKey(1);
    const signature = device.sign(deviceMessage(CHALLENGE));
    expect(verifyDeviceSignature(device, deviceMessage({ ...CHALLENGE, ...change }), signature)).toBe(false);
  });

  test("a signature over the bare text or the bare digest does not stand", () => {
    const device = deviceKey(1);
    const text = new TextEncoder().encode(approvalText(CHALLENGE));
    const digest = new Uint8Array(createHash("sha256").update(text).digest());
    for (const message of [text, digest]) {
      expect(verifyDeviceSignature(device, deviceMessage(CHALLENGE), device.sign(message))).toBe(false);
    }
  });

  test("another officer's signature does not stand", () => {
    const signature = deviceKey(2).sign(deviceMessage(CHALLENGE));
    expect(verifyDeviceSignature(deviceKey(1), deviceMessage(CHALLENGE), signature)).toBe(false);
  });

  test("no changed byte stands, and nothing an officer sends makes it throw", () => {
    const device = deviceKey(1);
    const message = deviceMessage(CHALLENGE);
    const signature = device.sign(message);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 511 }), fc.uint8Array({ maxLength: 80 }), (bit, noise) => {
        const flipped = Uint8Array.from(signature);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(verifyDeviceSignature(device, message, flipped)).toBe(false);
        expect(verifyDeviceSignature(device, message, noise)).toBe(false);
        expect(verifyDeviceSignature({ publicKey: noise }, message, signature)).toBe(false);
      }),
    );
  });

  test.each(SMALL_ORDER.map((key) => [Buffer.from(key).toString("hex"), key] as const))(
    "the key of small order %s is never enrolled",
    async (_, key) => {
      expect(isUsableDeviceKey(key)).toBe(false);
      await using rig = await peopleRig();
      const enrolment = rig.people.enrol(newOfficer({ devicePublicKey: key }));
      await expect(enrolment).rejects.toMatchObject({ code: "bad_device_key" });
    },
  );

  test("(and were one enrolled, this platform would still verify nothing under it)", () => {
    // R = the base point, S = 1 holds for every message under the neutral key by the bare equation.
    const unsigned = Uint8Array.from(Buffer.from(`58${"66".repeat(31)}01${"00".repeat(31)}`, "hex"));
    const neutral = { publicKey: Uint8Array.from(Buffer.from(`01${"00".repeat(31)}`, "hex")) };
    expect(verifyDeviceSignature(neutral, deviceMessage(CHALLENGE), unsigned)).toBe(false);
  });

  test.each([0, 31, 33, 64])("a key of %i bytes is never enrolled", (length) => {
    expect(isUsableDeviceKey(new Uint8Array(length).fill(3))).toBe(false);
  });

  test("honest keys pass", () => {
    for (let byte = 1; byte < 20; byte += 1) expect(isUsableDeviceKey(deviceKey(byte).publicKey)).toBe(true);
  });
});
