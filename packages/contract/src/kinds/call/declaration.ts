import { NUMBER_SOURCES } from "@entente/words";
import { Type } from "typebox";
import { Desk, Instant, Line, Prose } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { tellingKind } from "../../telling.ts";
import { callLabel, callSections } from "./layout.ts";

/**
 * A call on the record: which desks spoke, when, and which number was called back. A voice proves nobody (T17): what
 * counts is that the number came from the directory and not from the caller.
 */
export const call = tellingKind({
  kind: "call",
  act: "release",
  label: callLabel,
  reply: { need: "optional", theirs: "any", ours: "any" },
  fields: {
    at: Instant,
    minutes: Type.Integer({ minimum: 0, maximum: 1_440 }),
    caller: Desk,
    called: Desk,
    called_back: Type.Boolean(),
    number: Type.Union([Type.Null(), Line]),
    number_source: Type.Union([Type.Null(), Type.Enum(NUMBER_SOURCES)]),
    summary: Prose,
  },
  sections: callSections,
  faults: callFaults,
  example: ({ from, to }) => ({
    title: "call about the drums",
    content: {
      at: "2026-11-26T13:30:00.000Z",
      minutes: 6,
      caller: from,
      called: to,
      called_back: true,
      number: "+1 000 555 0199 (invented)",
      number_source: "directory",
      summary: "Invented: the laboratory date was agreed; nothing else was said.",
    },
  }),
});

/** Who called back says which number and whence; who did not has none. Nobody calls his own desk. */
function callFaults({ caller, called, called_back, number, number_source }: Content) {
  const same = caller === called ? [{ code: "own_desk", where: "/called" }] : [];
  const missing = [
    ["/number", number],
    ["/number_source", number_source],
  ].filter(([, value]) => (value !== null) !== called_back);
  return [
    ...same,
    ...missing.map(([where]) => ({ code: "number_and_call_back_differ", where: String(where) })),
  ];
}
