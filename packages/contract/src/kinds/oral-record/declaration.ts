import { OCCASIONS } from "@entente/words";
import { Type } from "typebox";
import { Agency, CLOSED, Instant, Line, Party, Prose } from "../../fields.ts";
import { tellingKind } from "../../telling.ts";
import { oralRecordLabel, oralRecordSections } from "./layout.ts";

/**
 * An oral record: what was said in a meeting or a call, filed by both sides. The other side's record answers ours. The
 * gate judges afterwards what was said already: what it forbids does not cross, and stays on record here.
 */
export const oralRecord = tellingKind({
  kind: "oral_record",
  act: "release",
  label: oralRecordLabel,
  reply: { need: "optional", theirs: ["oral_record"], ours: [] },
  asks: { clock: "acknowledge", by: ["oral_record"] },
  fields: {
    occasion: Type.Enum(OCCASIONS),
    at: Instant,
    place: Type.Union([Type.Null(), Line]),
    present: Type.Array(Type.Object({ party: Party, agency: Agency, role: Line }, CLOSED), {
      minItems: 1,
      maxItems: 40,
    }),
    said: Prose,
    agreed: Type.Union([Type.Null(), Prose]),
  },
  sections: oralRecordSections,
  effects: () => [{ effect: "closes" }],
  example: ({ party }) => ({
    title: "what was said at the port",
    content: {
      occasion: "meeting",
      at: "2026-11-26T14:00:00.000Z",
      place: "Invented port office",
      present: [{ party, agency: party === "CA" ? "RCMP" : "NCB", role: "liaison officer" }],
      said: "Invented: both sides described how drums of this kind are declared.",
      agreed: "Invented: the next meeting is in a month.",
    },
  }),
});
