import { Type } from "typebox";
import { Compile } from "typebox/compile";

const CLOSED = { additionalProperties: false };
const Place = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
export const StreamId = Type.String({ pattern: "^[0-9a-f]{32}$" });

/** What a restored node asks: which of its dispatches the other holds, of this stream, from this number on. */
export const askShape = Compile(
  Type.Object({ from: Place, stream: Type.Union([Type.Null(), StreamId]) }, CLOSED),
);

/** So many signed statements an answer: about 325 KB. */
export const MOST_HELD = 64;

/** The asking node's own statements, in order, and the stream of the one who answers; `next` null = no more. */
export const toldShape = Compile(
  Type.Object(
    {
      held: Type.Array(Type.String({ maxLength: 5_052 }), { maxItems: MOST_HELD }),
      highest: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      next: Type.Union([Type.Null(), Place]),
      stream: Type.Union([Type.Null(), StreamId]),
    },
    CLOSED,
  ),
);
