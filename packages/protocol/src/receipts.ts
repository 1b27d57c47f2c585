import { type Fault, type Parsed, passed, refused } from "@entente/words";
import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { base64Of, bytesOfBase64, sameBytes } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { REFUSAL_CODES, type RefusalCode } from "./codes.ts";
import { schemaFaults } from "./schema-faults.ts";
import { base64, closed, whole } from "./schema-parts.ts";
import { parseStrict } from "./strict-json.ts";

/** A tree of 2^53 leaves has proofs of at most 53 hashes; a consistency proof one more (RFC 6962 §2.1). */
const MOST_HASHES = 54;
/** A checkpoint with its log signature and two hybrid cosignatures is below 8 KiB. */
const MOST_CHECKPOINT = 16_384;
const LIMITS = { maxBytes: 1_048_576 };

const index = whole(0, Number.MAX_SAFE_INTEGER);
const hashes = Type.Array(base64(32), { maxItems: MOST_HASHES });
const StoredSchema = closed({
  event: Type.Literal("stored"),
  inclusion: hashes,
  index,
  salt: base64(32),
  statement: base64(32),
});
const RefusedSchema = closed({ code: Type.Enum([...REFUSAL_CODES]), event: Type.Literal("refused") });
const ReceiptsSchema = closed({
  checkpoint: Type.String({ minLength: 4, maxLength: MOST_CHECKPOINT }),
  consistency: hashes,
  from: index,
  items: Type.Array(Type.Union([StoredSchema, RefusedSchema]), { minItems: 1, maxItems: 64 }),
});
type Wire = Static<typeof ReceiptsSchema>;
const validator = Compile(ReceiptsSchema);

/** What became of the dispatch at the same place in the POST. */
export type ReceiptItem =
  | {
      readonly event: "stored";
      /** `statementDigest`, 32 bytes */
      readonly statement: Uint8Array;
      /** of the leaf in the receiver's exchange log, from 0 */
      readonly index: number;
      /** 32 bytes */
      readonly salt: Uint8Array;
      /** hashes of 32 bytes, RFC 6962 §2.1.1 order, for the tree of the checkpoint */
      readonly inclusion: readonly Uint8Array[];
    }
  | { readonly event: "refused"; readonly code: RefusalCode };

/** The receiver's answer to one POST. Merkle proofs and the checkpoint are the caller's to verify. */
export interface Receipts {
  /** signed note bytes of the receiver's exchange log */
  readonly checkpoint: Uint8Array;
  /** the size the sender said it knows; the consistency proof starts there */
  readonly from: number;
  /** from `from` to the checkpoint, hashes of 32 bytes; empty for size 0 or the same size */
  readonly consistency: readonly Uint8Array[];
  /** one per dispatch of the POST, in its order */
  readonly items: readonly ReceiptItem[];
}

/**
 * The one spelling of an answer (spec/receipts.md).
 * @throws {TypeError} where the structure is not one that `decodeReceipts` reads: it is made by code
 */
export function encodeReceipts(receipts: Receipts): Uint8Array {
  const wire = wireOf(receipts);
  if (!validator.Check(wire)) throw new TypeError("encodeReceipts: not a receipts structure");
  return canonicalJson(wire);
}

/**
 * Reads an answer: structure, spelling, and that it answers each dispatch of the POST.
 * @param count how many dispatches the POST carried
 * @returns `schema`, `not_canonical`, `receipt_count`, or a fault of strict JSON; all at once
 */
export function decodeReceipts(bytes: Uint8Array, count: number): Parsed<Receipts> {
  const json = parseStrict(bytes, LIMITS);
  if (!json.ok) return json;
  if (!validator.Check(json.value)) return refused(...schemaFaults(validator, json.value));
  const receipts = receiptsOf(json.value);
  const faults: Fault[] = [];
  if (!sameBytes(canonicalJson(wireOf(receipts)), bytes)) faults.push({ code: "not_canonical", where: "" });
  if (receipts.items.length !== count) faults.push({ code: "receipt_count", where: "/items" });
  return faults.length === 0 ? passed(receipts) : refused(...faults);
}

function wireOf({ checkpoint, from, consistency, items }: Receipts): Wire {
  return {
    checkpoint: base64Of(checkpoint),
    consistency: consistency.map(base64Of),
    from,
    items: items.map(wireItem),
  };
}

function wireItem(item: ReceiptItem): Wire["items"][number] {
  if (item.event === "refused") return { code: item.code, event: "refused" };
  return {
    event: "stored",
    inclusion: item.inclusion.map(base64Of),
    index: item.index,
    salt: base64Of(item.salt),
    statement: base64Of(item.statement),
  };
}

/** Loose base64 comes out as other bytes, so the comparison of the re-encoding refuses it. */
function receiptsOf({ checkpoint, from, consistency, items }: Wire): Receipts {
  return {
    checkpoint: bytesOf(checkpoint),
    from,
    consistency: consistency.map(bytesOf),
    items: items.map((item) =>
      item.event === "refused"
        ? { event: "refused", code: item.code }
        : {
            event: "stored",
            statement: bytesOf(item.statement),
            index: item.index,
            salt: bytesOf(item.salt),
            inclusion: item.inclusion.map(bytesOf),
          },
    ),
  };
}

function bytesOf(text: string): Uint8Array {
  return bytesOfBase64(text) ?? new Uint8Array(0);
}
