import { describe, expect, it } from "vitest";
import { type DispatchProof, encodeProof, parseProof, verifyProof } from "../src/door.ts";
import { flipped } from "./fixture/bytes.ts";
import {
  keyStatements,
  OTHER_LOG,
  OTHER_ROOT,
  releasedAmong,
  rootSigned,
  type Spoilt,
} from "./fixture/key-changes.ts";
import { AGREEMENT } from "./fixture/parties.ts";

const verdictOf = (proof: DispatchProof) => verifyProof(encodeProof(proof), AGREEMENT.file);
const said = (proof: DispatchProof) => {
  const verdict = verdictOf(proof);
  return verdict.valid ? verdict.keys : `${verdict.fault.code} ${verdict.fault.where}`;
};
const chain = (count: number, spoil: Readonly<Record<number, Spoilt>> = {}) => keyStatements(count, spoil);

describe("a proof with key statements", () => {
  it("is read back as it was written", async () => {
    const proof = await releasedAmong(chain(2), [0, 1, "release"], 2);
    expect(parseProof(encodeProof(proof))).toEqual({ ok: true, value: proof });
  });

  it.each<[string, readonly (number | "release")[], number, object]>([
    ["under the newest key", [0, 1, "release"], 2, { signed_under: 2, newest: 2, revoked_since: false }],
    [
      "under a key of before that stands",
      [0, 1, "release"],
      1,
      { signed_under: 1, newest: 2, revoked_since: false },
    ],
    [
      "under the agreement's key that stands",
      [0, "release"],
      0,
      { signed_under: 0, newest: 1, revoked_since: false },
    ],
    ["before any change", ["release", 0, 1], 0, { signed_under: 0, newest: 2, revoked_since: false }],
  ])("verifies %s", async (_, order, by, keys) => {
    expect(said(await releasedAmong(chain(2), order, by))).toEqual(keys);
  });

  it("verifies under a key that was revoked behind its leaf, and says so", async () => {
    const proof = await releasedAmong(chain(2, { 2: { revokes: [1] } }), [0, "release", 1], 1);
    expect(said(proof)).toEqual({ signed_under: 1, newest: 2, revoked_since: true });
  });
});

describe("what a key statement does not allow is refused", () => {
  it.each<[string, readonly (number | "release")[], number, Readonly<Record<number, Spoilt>>]>([
    ["a key that was revoked before the leaf", [0, 1, "release"], 1, { 2: { revokes: [1] } }],
    ["the agreement's key, revoked before the leaf", [0, "release"], 0, { 1: { revokes: [0] } }],
    ["a key that came behind the leaf", ["release", 0], 1, {}],
    ["a key revoked long before", [0, 1, 2, "release"], 0, { 1: { revokes: [0] } }],
  ])("%s", async (_, order, by, spoil) => {
    expect(said(await releasedAmong(chain(3, spoil), order, by))).toBe("key_not_in_force statement/@416");
  });

  it("a key that no statement brought", async () => {
    expect(said(await releasedAmong(chain(2), [0, "release"], 2))).toBe("statement_signature statement/@416");
  });

  it("a new key, where its statement was left out", async () => {
    const proof = await releasedAmong(chain(1), [0, "release"], 1, []);
    expect(said(proof)).toBe("statement_signature statement/@416");
  });
});

describe("a chain of key statements that is none is refused", () => {
  it.each<[string, Readonly<Record<number, Spoilt>>, string]>([
    ["signed by another root", { 1: { root: OTHER_ROOT } }, "key_signature keys/0"],
    ["signed as another type of document", { 2: { type: "entente/card/v1" } }, "key_signature keys/1"],
    ["a later serial", { 1: { serial: 2 } }, "key_order keys/0"],
    ["a serial of text", { 1: { says: { serial: "1" } } }, "key_order keys/0"],
    ["following another", { 2: { previous: "00".repeat(32) } }, "key_order keys/1"],
    ["of another node", { 1: { says: { node: "ca-2" } } }, "key_statement keys/0/card"],
    ["of a card of another party", { 1: { card: { party: "IN" } } }, "key_statement keys/0/card"],
    ["moving the log", { 1: { card: OTHER_LOG } }, "key_statement keys/0/card"],
    ["moving the root", { 1: { card: { root: {} } } }, "key_statement keys/0/card"],
    ["without signing keys", { 1: { card: { sign: {} } } }, "key_statement keys/0"],
    ["revoking the key it brings", { 1: { revokes: [1] } }, "key_statement keys/0/card"],
  ])("(%s)", async (_, spoil, fault) => {
    expect(said(await releasedAmong(chain(2, spoil), [0, 1, "release"], 2))).toBe(fault);
  });

  it("(one left out)", async () => {
    expect(said(await releasedAmong(chain(3), [0, 1, 2, "release"], 3, [0, 2]))).toBe("key_order keys/1");
  });

  it("(the first left out)", async () => {
    expect(said(await releasedAmong(chain(2), [0, 1, "release"], 2, [1]))).toBe("key_order keys/0");
  });

  it("(told in another order)", async () => {
    expect(said(await releasedAmong(chain(2), [0, 1, "release"], 2, [1, 0]))).toBe("key_order keys/0");
  });

  it("(logged in another order)", async () => {
    expect(said(await releasedAmong(chain(2), [1, 0, "release"], 2, [0, 1]))).toBe("key_order keys/1");
  });

  it("(one twice)", async () => {
    expect(said(await releasedAmong(chain(2), [0, 1, "release"], 2, [0, 0]))).toBe("key_order keys/1");
  });

  it("(not on the log where it says)", async () => {
    const proof = await releasedAmong(chain(1), [0, "release"], 1);
    const keys = (proof.keys ?? []).map((leaf) => ({ ...leaf, index: leaf.index - 1 }));
    expect(said({ ...proof, keys })).toBe("proof_length keys/0/inclusion");
  });

  it("(in a payload that is not canonical)", async () => {
    const [honest] = chain(1);
    const payload = new Uint8Array([...(honest?.payload ?? []), 0x20]);
    expect(said(await releasedAmong([rootSigned(payload)], [0, "release"], 1))).toBe("key_statement keys/0");
  });

  it("(any bit of any statement flipped)", async () => {
    const proof = await releasedAmong(chain(1), [0, "release"], 1);
    const [leaf] = proof.keys ?? [];
    if (leaf === undefined) expect.fail("no statement");
    for (const name of ["payload", "ed25519", "mldsa65"] as const) {
      for (let bit = 3; bit < leaf[name].length * 8; bit += 4_001) {
        const keys = [{ ...leaf, [name]: flipped(leaf[name], bit) }];
        expect(said({ ...proof, keys })).toBe("key_signature keys/0");
      }
    }
  });
});

describe("the extra of version 2", () => {
  const spoilt = async (change: (extra: Buffer) => Buffer) => {
    const bytes = Buffer.from(encodeProof(await releasedAmong(chain(1), [0, "release"], 1)));
    const text = bytes.toString("latin1");
    const [, encoded = ""] = /\nextra ([^\n]+)\n/.exec(text) ?? [];
    const changed = text.replace(encoded, change(Buffer.from(encoded, "base64")).toString("base64"));
    const verdict = verifyProof(new Uint8Array(Buffer.from(changed, "latin1")), AGREEMENT.file);
    return verdict.valid ? "valid" : `${verdict.fault.code} ${verdict.fault.where}`;
  };

  it("is refused with a byte too many", async () => {
    expect(await spoilt((extra) => Buffer.concat([extra, Buffer.alloc(1)]))).toBe("bad_extra keys");
  });

  it("is refused with a byte too few", async () => {
    expect(await spoilt((extra) => extra.subarray(0, extra.length - 1))).toBe("bad_extra keys/0");
  });

  it("is refused without any statement: that is version 1", async () => {
    expect(await spoilt((extra) => Buffer.concat([extra.subarray(0, 38 + 3_789 + 4), Buffer.alloc(2)]))).toBe(
      "bad_extra keys",
    );
  });

  it("is refused under the number of version 1, or of none", async () => {
    const numbered = (version: number) => (extra: Buffer) =>
      Buffer.concat([Buffer.of(version), extra.subarray(1)]);
    expect(await spoilt(numbered(1))).toBe("bad_extra extra@34");
    expect(await spoilt(numbered(4))).toBe("bad_extra extra@0");
  });
});
