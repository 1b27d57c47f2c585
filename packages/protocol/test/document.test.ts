import {
  AGREEMENT_TYPE,
  base64Of,
  CARD_TYPE,
  openDocument,
  readDocument,
  signDocument,
  type VerifyingKeys,
  verifyingKeys,
} from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { signHybrid } from "../src/keys.ts";
import { bytesOf, CA, faultsOf, GB, IN, joined, must, sha256, textOf } from "./fixtures.ts";

const payload = bytesOf('{"a":1}');
const rootOf = (node: typeof CA): VerifyingKeys => must(verifyingKeys(node.root.publics));
const both = new Map([
  ["CA", rootOf(CA)],
  ["IN", rootOf(IN)],
]);
const signers = [
  { party: "IN", keys: IN.root },
  { party: "CA", keys: CA.root },
];
const file = await signDocument(AGREEMENT_TYPE, payload, signers);
const text = textOf(file);

function withPart(name: string, change: (part: string) => string): Uint8Array {
  const from = text.indexOf(`"${name}":"`) + name.length + 4;
  const to = text.indexOf('"', from);
  return bytesOf(text.slice(0, from) + change(text.slice(from, to)) + text.slice(to));
}

describe("the file", () => {
  it("is one line of exactly this spelling, signatures sorted by party", () => {
    const read = must(readDocument(file));
    expect(read.type).toBe(AGREEMENT_TYPE);
    expect(read.payload).toEqual(payload);
    expect(read.signatures.map(({ party }) => party)).toEqual(["CA", "IN"]);
    const list = read.signatures.map(
      ({ party, ed25519, mldsa65 }) =>
        `{"party":"${party}","ed25519":"${base64Of(ed25519)}","mldsa65":"${base64Of(mldsa65)}"}`,
    );
    expect(text).toBe(
      `{"type":"entente/agreement/v1","payload":"eyJhIjoxfQ==","signatures":[${list.join(",")}]}\n`,
    );
  });

  it("opens with the digest of its payload", async () => {
    const opened = must(await openDocument(file, { type: AGREEMENT_TYPE, signers: both }));
    expect(opened).toEqual({ type: AGREEMENT_TYPE, payload, digest: sha256(payload) });
  });

  it("is signed over domain, length and name of the type, digest of the payload", async () => {
    const message = joined(
      bytesOf("entente/document/v1\0"),
      Uint8Array.of(0, 20),
      bytesOf(AGREEMENT_TYPE),
      sha256(payload),
    );
    const { ed25519 } = await signHybrid(message, CA.root);
    expect(must(readDocument(file)).signatures[0]?.ed25519).toEqual(ed25519);
  });
});

describe("any other spelling is refused", () => {
  const spellings: readonly (readonly [string, string, readonly string[]])[] = [
    ["no line feed at the end", text.trimEnd(), ["not_canonical "]],
    ["two line feeds", `${text}\n`, ["not_canonical "]],
    ["white space", text.replace('","payload"', '", "payload"'), ["not_canonical "]],
    [
      "members in another order",
      text.replace(/^\{("type":"[^"]*"),("payload":"[^"]*")/, "{$2,$1"),
      ["not_canonical "],
    ],
    ["an escape for a letter", text.replace("entente", "\\u0065ntente"), ["not_canonical "]],
    ["a payload without padding", text.replace("fQ==", "fQ"), ["not_canonical /payload"]],
    ["a payload with stray bits", text.replace("fQ==", "fR=="), ["not_canonical /payload"]],
    ["a payload in base64url", text.replace("eyJh", "-_Jh"), ["not_canonical /payload"]],
    [
      "signatures in the other order",
      text.replace(/\[(\{.*\}),(\{.*\})\]/, "[$2,$1]"),
      ["not_canonical /signatures/1/party"],
    ],
    ["a party twice", text.replace('"party":"IN"', '"party":"CA"'), ["not_canonical /signatures/1/party"]],
    [
      "a short signature",
      text.replace(/("ed25519":")[^"]{4}/, "$1"),
      ["not_canonical /signatures/0/ed25519"],
    ],
    ["an empty signature", text.replace(/("mldsa65":")[^"]*/, "$1"), ["not_canonical /signatures/0/mldsa65"]],
    ["a type twice", text.replace("{", '{"type":"x",'), ["duplicate_key /type"]],
    ["no JSON", text.slice(1), ["not_json @6"]],
  ];

  it.each(spellings)("%s", (_name, spelling, faults) => {
    expect(faultsOf(readDocument(bytesOf(spelling)))).toEqual(faults);
  });

  it.each([
    ["an unknown member", text.replace("{", '{"alg":"none",')],
    ["an algorithm beside a signature", text.replace('{"party"', '{"alg":"none","party"')],
    ["no signature", text.replace(/\[.*\]/, "[]")],
    ["a type of another shape", text.replace("entente", "Entente")],
    ["a party of another shape", text.replace('"party":"CA"', '"party":"ca"')],
    ["a list for a payload", text.replace('"eyJhIjoxfQ=="', "[]")],
    ["null", "null\n"],
  ])("schema: %s", (_name, spelling) => {
    const faults = faultsOf(readDocument(bytesOf(spelling)));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.startsWith("schema "))).toBe(true);
  });

  it("a file above a MiB is not read", async () => {
    const big = await signDocument(CARD_TYPE, new Uint8Array(800_000), [{ party: "CA", keys: CA.root }]);
    expect(faultsOf(readDocument(big))).toEqual(["oversized @1048576"]);
  });
});

describe("verification", () => {
  const open = (bytes: Uint8Array, map = both, type = AGREEMENT_TYPE) =>
    openDocument(bytes, { type, signers: map });
  const swapHalf = async () => {
    const other = await signDocument(CARD_TYPE, payload, signers);
    return bytesOf(
      text.replace(
        /("mldsa65":")[^"]*/,
        `$1${base64Of(must(readDocument(other)).signatures[0]?.mldsa65 ?? payload)}`,
      ),
    );
  };

  const cases: readonly (readonly [string, () => Promise<readonly string[]>, readonly string[]])[] = [
    [
      "another payload",
      async () => faultsOf(await open(withPart("payload", () => base64Of(bytesOf('{"a":2}'))))),
      allFour(),
    ],
    [
      "another type on the same bytes",
      async () =>
        faultsOf(
          await open(
            withPart("type", () => CARD_TYPE),
            both,
            CARD_TYPE,
          ),
        ),
      allFour(),
    ],
    [
      "the wanted type is another",
      async () => faultsOf(await open(file, both, CARD_TYPE)),
      ["wrong_type /type"],
    ],
    [
      "one party did not sign",
      async () => faultsOf(await open(await signDocument(AGREEMENT_TYPE, payload, signers.slice(1)))),
      ["missing_signature /signatures"],
    ],
    [
      "a third party signed too",
      async () =>
        faultsOf(
          await open(
            await signDocument(AGREEMENT_TYPE, payload, [...signers, { party: "GB", keys: GB.root }]),
          ),
        ),
      ["unknown_signer /signatures/1/party"],
    ],
    [
      "another party signed instead",
      async () =>
        faultsOf(
          await open(
            await signDocument(AGREEMENT_TYPE, payload, [
              { party: "CA", keys: CA.root },
              { party: "GB", keys: GB.root },
            ]),
          ),
        ),
      ["missing_signature /signatures", "unknown_signer /signatures/1/party"],
    ],
    [
      "one signed in the name of the other",
      async () =>
        faultsOf(
          await open(
            await signDocument(AGREEMENT_TYPE, payload, [
              { party: "CA", keys: CA.root },
              { party: "IN", keys: CA.root },
            ]),
          ),
        ),
      ["signature_ed25519 /signatures/1/ed25519", "signature_mldsa65 /signatures/1/mldsa65"],
    ],
    [
      "the operational key signed instead of the root",
      async () =>
        faultsOf(
          await open(
            await signDocument(AGREEMENT_TYPE, payload, [
              { party: "CA", keys: CA.sign },
              { party: "IN", keys: IN.root },
            ]),
          ),
        ),
      ["signature_ed25519 /signatures/0/ed25519", "signature_mldsa65 /signatures/0/mldsa65"],
    ],
    [
      "one half from a document of another type",
      async () => faultsOf(await open(await swapHalf())),
      ["signature_mldsa65 /signatures/0/mldsa65"],
    ],
    [
      "nobody is asked to sign",
      async () => faultsOf(await open(file, new Map())),
      ["unknown_signer /signatures/0/party", "unknown_signer /signatures/1/party"],
    ],
  ];

  it.each(cases)("refused: %s", async (_name, faults, expected) => {
    expect(await faults()).toEqual(expected);
  });

  it("every flipped byte of a signature is found", async () => {
    const [signature] = must(readDocument(file)).signatures;
    for (const half of ["ed25519", "mldsa65"] as const) {
      const bytes = signature?.[half] ?? new Uint8Array(0);
      for (let at = 0; at < bytes.length; at += half === "ed25519" ? 1 : 97) {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] ?? 0) ^ 0x10;
        const faults = faultsOf(await open(withPart(half, () => base64Of(flipped))));
        expect(faults).toEqual([`signature_${half} /signatures/0/${half}`]);
      }
    }
  });
});

describe("signing refuses as a bug", () => {
  it.each([
    ["nobody signs", AGREEMENT_TYPE, []],
    ["a party signs twice", AGREEMENT_TYPE, [CA, CA]],
    ["a party has no code", AGREEMENT_TYPE, [{ ...CA, party: "Canada" }]],
    ["the type has a space", "entente agreement", [CA]],
  ])("%s", async (_name, type, nodes) => {
    const list = nodes.map(({ party, root }) => ({ party, keys: root }));
    await expect(signDocument(type, payload, list)).rejects.toThrow(TypeError);
  });
});

function allFour(): readonly string[] {
  return [0, 1].flatMap((index) =>
    ["ed25519", "mldsa65"].map((half) => `signature_${half} /signatures/${index}/${half}`),
  );
}
