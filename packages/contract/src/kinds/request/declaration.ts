import { passed, refused } from "@entente/words";
import { readerOf } from "../../check.ts";
import type { DraftReading, KindDeclaration } from "../../kind.ts";
import { requestCompleteness } from "./completeness.ts";
import { requestExample } from "./example.ts";
import { identificationFaults } from "./identification.ts";
import { requestLayout } from "./layout.ts";
import { partsOf } from "./reading.ts";
import { RequestContent, RequestDraft } from "./schema.ts";

const readDraft = readerOf(RequestDraft);
const readContent = readerOf(RequestContent);

/** A request: we ask, they answer. */
export const request: KindDeclaration = {
  kind: "request",
  act: "request",
  label: { en: "Request", fr: "Demande", hi: "अनुरोध" },
  drafters: ["liaison", "duty_desk", "analyst"],
  reply: { need: "none", theirs: [], ours: [] },
  asks: { clock: "answer", by: ["answer"] },
  approval: "second_person",
  everyState: false,
  draft: RequestDraft,
  content: RequestContent,
  layout: requestLayout,
  readDraft: (value) => {
    const draft = readDraft(value);
    if (!draft.ok) return draft;
    const faults = identificationFaults(draft.value.content, "/content");
    return faults.length > 0 ? refused(...faults) : passed(readingOf(draft.value));
  },
  readContent: (value) => {
    const content = readContent(value);
    const faults = content.ok ? identificationFaults(content.value, "") : [];
    return faults.length > 0 ? refused(...faults) : content;
  },
  effects: () => [],
  completeness: (value) => {
    const draft = readDraft(value);
    return draft.ok ? requestCompleteness(draft.value) : null;
  },
  example: requestExample,
};

function readingOf(draft: RequestDraft): DraftReading {
  return { ...draft, from: draft.from ?? null, parts: partsOf(draft.content), compose: () => draft.content };
}
