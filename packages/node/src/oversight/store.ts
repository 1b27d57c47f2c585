import { parseStrict } from "@entente/protocol";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { BELONGING, type Belonging, belongingOf } from "../exchange/door.ts";
import { bytesOrNull, intOrNull, type Step, type Store, text } from "../store/door.ts";

/** What a proof is made from; content columns are still sealed. */
export interface Provable extends Belonging {
  readonly kind: string;
  readonly thread: string;
  /** who signed its statement */
  readonly sender: string;
  readonly leaf: number | null;
  readonly statement: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly receipt: Uint8Array | null;
}

/** Null when there is no such dispatch. */
export async function provableById(store: Store, id: string): Promise<Provable | null> {
  const [row] = await store.all(
    `select ${BELONGING}, kind, thread, from_party, leaf, sealed_statement, sealed_salt, sealed_receipt
      from dispatch where id = ? limit 1`,
    [id],
  );
  if (row === undefined) return null;
  return {
    ...belongingOf(row),
    kind: text(row, "kind"),
    thread: text(row, "thread"),
    sender: text(row, "from_party"),
    leaf: intOrNull(row, "leaf"),
    statement: bytesOrNull(row, "sealed_statement"),
    salt: bytesOrNull(row, "sealed_salt"),
    receipt: bytesOrNull(row, "sealed_receipt"),
  };
}

const ReceiptShape = Compile(
  Type.Object({
    index: Type.Integer({ minimum: 0 }),
    salt: Type.String(),
    inclusion: Type.Array(Type.String()),
    note: Type.String(),
  }),
);

/** The partner's receipt as the exchange kept it. Throws TypeError where it is not what we wrote. */
export function receiptOf(stored: Uint8Array): {
  readonly index: number;
  readonly salt: Uint8Array;
  readonly inclusion: readonly Uint8Array[];
  readonly note: Uint8Array;
} {
  const parsed = parseStrict(stored);
  if (!parsed.ok || !ReceiptShape.Check(parsed.value))
    throw new TypeError("a stored receipt is not what we wrote");
  const { index, salt, inclusion, note } = parsed.value;
  return { index, salt: raw(salt), inclusion: inclusion.map(raw), note: raw(note) };
}

function raw(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** Keeps what an hourly leaf stands for, so that an auditor can open it; the leaf is the first append. */
export function insertAnchorMark(mark: {
  readonly size: number;
  readonly root: Uint8Array;
  readonly salt: Uint8Array;
  readonly at: number;
}): Step {
  return {
    sql: "insert into anchor_mark (idx, origin, size, root, salt, at) values (?, 'domestic', ?, ?, ?, ?)",
    params: [{ leafOf: 0 }, mark.size, mark.root, mark.salt, mark.at],
    changes: 1,
  };
}
