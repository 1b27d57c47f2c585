import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  APPROVAL_ACTIONS,
  ApprovalChallenge,
  approvalText,
  DEVICE_DOMAIN,
  readApprovalChallenge,
  readDeviceFile,
} from "../src/door.ts";
import { changed, GONE, letters, members, must, said } from "./drafts.ts";

const challenge: ApprovalChallenge = {
  domain: "entente/approval/v1",
  realm: "live",
  dispatch: "0190aaaa-0000-7000-8000-00000000000a",
  body_sha256: "a".repeat(64),
  recipient_party: "IN",
  recipient_node: "in-1",
  recipient_desk: "in-ncb-liaison",
  agreement_sha256: "b".repeat(64),
  packs_sha256: ["c".repeat(64), "d".repeat(64)],
  role: "CA-SUP",
  action: "release",
  expires_at: "2026-11-22T12:05:00.000Z",
};

/** Another good value for every field but the domain, which has one. */
const OTHERS: readonly (readonly [string, unknown])[] = [
  ["realm", "exercise"],
  ["dispatch", "0190aaaa-0000-7000-8000-00000000000b"],
  ["body_sha256", `${"a".repeat(63)}b`],
  ["recipient_party", "CA"],
  ["recipient_node", "in-2"],
  ["recipient_desk", "in-cbn-liaison"],
  ["agreement_sha256", "c".repeat(64)],
  ["packs_sha256", ["d".repeat(64), "c".repeat(64)]],
  ["role", "CA-DH"],
  ["action", "refuse"],
  ["expires_at", "2026-11-22T12:05:00.001Z"],
];

function withField(field: string, value: unknown): ApprovalChallenge {
  return must(readApprovalChallenge(changed(challenge, `/${field}`, value)));
}

describe("what an approver signs", () => {
  it("is the challenge's fields in alphabetical order, without white space", () => {
    expect(approvalText(challenge)).toBe(
      '{"action":"release",' +
        `"agreement_sha256":"${"b".repeat(64)}",` +
        `"body_sha256":"${"a".repeat(64)}",` +
        '"dispatch":"0190aaaa-0000-7000-8000-00000000000a",' +
        '"domain":"entente/approval/v1",' +
        '"expires_at":"2026-11-22T12:05:00.000Z",' +
        `"packs_sha256":["${"c".repeat(64)}","${"d".repeat(64)}"],` +
        '"realm":"live",' +
        '"recipient_desk":"in-ncb-liaison",' +
        '"recipient_node":"in-1",' +
        '"recipient_party":"IN",' +
        '"role":"CA-SUP"}',
    );
  });

  it("does not depend on the order in which the fields came", () => {
    const fields = Object.entries(challenge);
    fc.assert(
      fc.property(fc.shuffledSubarray(fields, { minLength: fields.length }), (order) => {
        const shuffled = must(readApprovalChallenge(Object.fromEntries(order)));
        expect(approvalText(shuffled)).toBe(approvalText(challenge));
      }),
    );
  });

  it.each(OTHERS)("changes with %s", (field, value) => {
    expect(approvalText(withField(field, value))).not.toBe(approvalText(challenge));
  });

  it("is another text for every field changed: no two of them agree", () => {
    const texts = [challenge, ...OTHERS.map(([field, value]) => withField(field, value))].map(approvalText);
    expect(new Set(texts).size).toBe(OTHERS.length + 1);
  });

  it("covers every field there is", () => {
    const fields = Object.keys(ApprovalChallenge.properties).toSorted();
    expect(
      OTHERS.map(([field]) => field)
        .concat("domain")
        .toSorted(),
    ).toEqual(fields);
    expect(members(JSON.parse(approvalText(challenge))).map(([field]) => field)).toEqual(fields);
  });

  it("changes with the order of the packs and with one pack more", () => {
    const one = withField("packs_sha256", [...challenge.packs_sha256, "e".repeat(64)]);
    const turned = withField("packs_sha256", challenge.packs_sha256.toReversed());
    expect(new Set([challenge, one, turned].map(approvalText)).size).toBe(3);
  });

  it("says what it is for, so that it is good for nothing else", () => {
    expect(approvalText(challenge)).toContain('"domain":"entente/approval/v1"');
    expect(DEVICE_DOMAIN).toBe("entente/device/v1\0");
    expect(APPROVAL_ACTIONS).toEqual(["release", "refuse", "recall"]);
  });
});

describe("a challenge that came over the wire", () => {
  it.each(OTHERS)("is read with another %s", (field, value) => {
    expect(said(readApprovalChallenge(changed(challenge, `/${field}`, value)))).toBe("passed");
  });

  it.each(Object.keys(challenge))("is refused without %s", (field) => {
    expect(said(readApprovalChallenge(changed(challenge, `/${field}`, GONE)))).toEqual([
      `missing_field /${field}`,
    ]);
  });

  it.each<[string, string, unknown, string]>([
    ["of another domain", "/domain", "entente/device/v1", "unknown_word /domain"],
    ["for another act", "/action", "export", "unknown_word /action"],
    ["for a third realm", "/realm", "test", "unknown_word /realm"],
    ["with a digest in capitals", "/body_sha256", "A".repeat(64), "out_of_bounds /body_sha256"],
    ["with half a digest", "/body_sha256", "a".repeat(32), "out_of_bounds /body_sha256"],
    ["with a digest of 65 digits", "/agreement_sha256", "a".repeat(65), "out_of_bounds /agreement_sha256"],
    ["under no pack", "/packs_sha256", [], "out_of_bounds /packs_sha256"],
    ["under 17 packs", "/packs_sha256", Array(17).fill("a".repeat(64)), "out_of_bounds /packs_sha256"],
    ["under a pack by name", "/packs_sha256/0", "law/ca", "out_of_bounds /packs_sha256/0"],
    ["to nobody's node", "/recipient_node", "", "out_of_bounds /recipient_node"],
    ["to a person", "/recipient_desk", "Asha Rao", "out_of_bounds /recipient_desk"],
    ["for no role", "/role", "", "out_of_bounds /role"],
    ["that never expires", "/expires_at", null, "wrong_type /expires_at"],
    ["that expires on no day", "/expires_at", "2026-02-30T12:00:00.000Z", "out_of_bounds /expires_at"],
    ["with a field that nobody signed", "/note", "x", "unknown_field /note"],
  ])("is refused %s", (_what, pointer, to, expected) => {
    expect(said(readApprovalChallenge(changed(challenge, pointer, to)))).toEqual([expected]);
  });
});

describe("the file of an enrolled device", () => {
  const file = {
    version: 1,
    device: "d-1",
    officer: "ca-lo-1",
    algorithm: "ed25519",
    seed: `${letters(43)}=`,
  };

  it("is read", () => {
    expect(said(readDeviceFile(file))).toBe("passed");
  });

  it.each<[string, string, unknown, string]>([
    ["of another version", "/version", 2, "unknown_word /version"],
    ["of another algorithm", "/algorithm", "rsa", "unknown_word /algorithm"],
    ["of nobody", "/officer", "", "out_of_bounds /officer"],
    ["without seed", "/seed", GONE, "missing_field /seed"],
    ["with a seed of 31 bytes", "/seed", `${letters(42)}==`, "out_of_bounds /seed"],
    ["with a seed in hexadecimal", "/seed", "a".repeat(64), "out_of_bounds /seed"],
    ["with a seed in URL letters", "/seed", `${letters(42)}_=`, "out_of_bounds /seed"],
    ["with a password", "/password", "x", "unknown_field /password"],
  ])("is refused %s", (_what, pointer, to, expected) => {
    expect(said(readDeviceFile(changed(file, pointer, to)))).toEqual([expected]);
  });
});
