import { type Static, Type } from "typebox";
import { readerOf } from "./check.ts";
import { CLOSED, Party } from "./fields.ts";

/** Base64 of one sealed dispatch or one receipts structure. */
const Piece = Type.String({ minLength: 4, maxLength: 1_500_000, pattern: "^[A-Za-z0-9+/]+={0,2}$" });

/**
 * What goes by file between two nodes that no line joins (spec/bag.md): the same sealed dispatches that a line
 * would carry, and receipts for what came by an earlier bag. Nothing in it is trusted: every piece proves itself.
 */
export const Bag = Type.Object(
  {
    format: Type.Literal("entente/bag/v1"),
    from: Party,
    to: Party,
    /** how many entries of the receiver's log the sender knows: receipts start their proof there */
    known_size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    dispatches: Type.Array(Piece, { maxItems: 64 }),
    receipts: Type.Array(Piece, { maxItems: 64 }),
    /** for each of the receipts, the entries of the sender's log that its head adds, 34 bytes each, base64 */
    entries: Type.Optional(
      Type.Array(Type.String({ maxLength: 1_500_000, pattern: "^(?:[A-Za-z0-9+/]+={0,2})?$" }), {
        maxItems: 64,
      }),
    ),
  },
  CLOSED,
);
export type Bag = Static<typeof Bag>;
export const readBag = readerOf(Bag);

/** What became of each piece of an imported bag, in its order. */
export const BagReport = Type.Object({
  items: Type.Array(
    Type.Object({
      piece: Type.Enum(["dispatch", "receipts"] as const),
      number: Type.Integer(),
      outcome: Type.Enum(["stored", "proven", "refused"] as const),
      code: Type.Union([Type.Null(), Type.String()]),
    }),
  ),
});
export type BagReport = Static<typeof BagReport>;
