import { type DraftReading, type HoldingRecord, kindNamed, readHolding } from "@entente/contract";
import type { CombinedDecision } from "@entente/policy";
import type { Desk } from "../../src/agreement/door.ts";
import type { Matter } from "../../src/exchange/facts.ts";
import { TEST_TERMS } from "./terms.ts";
import { exampleRequest, holdingOf } from "./two-nodes.ts";

/** A desk of the test agreement's directory. */
export function directoryDesk(id: string): Desk {
  const desk = TEST_TERMS.directory.find((one) => one.desk === id);
  if (desk === undefined) throw new Error(`the directory has no desk ${id}`);
  return desk;
}

/** A record of India's narcotics bureau. Invented. */
export function recordOf(change: Partial<HoldingRecord> = {}): HoldingRecord {
  const read = readHolding({ ...holdingOf("IN"), ...change });
  if (!read.ok) throw new Error(`not a record: ${read.faults[0]?.where ?? ""}`);
  return read.value;
}

/** The example request of Canada as a matter, or with some of it changed. */
export function requestMatter(change: Partial<Matter> = {}): Matter {
  return {
    declaration: declared("request"),
    reading: readingOf("request", exampleRequest("CA")),
    author: "ca-lo",
    fromDesk: directoryDesk("ca-rcmp-liaison"),
    toDesk: directoryDesk("in-ncb-liaison"),
    area: "drugs",
    purpose: "precursor_control",
    records: [null, null],
    approvals: [],
    caveatsAccepted: false,
    question: null,
    attachments: [],
    ...change,
  };
}

/** India's answer from one record of its own. */
export function answerMatter(record: HoldingRecord, change: Partial<Matter> = {}): Matter {
  return {
    ...requestMatter(),
    declaration: declared("answer"),
    reading: readingOf("answer", answerDraft({})),
    author: "in-analyst",
    fromDesk: directoryDesk("in-ncb-liaison"),
    toDesk: directoryDesk("ca-rcmp-liaison"),
    records: [record],
    ...change,
  };
}

/** India's example answer with fields of its content changed. */
export function answerDraft(content: Readonly<Record<string, unknown>>, rest: object = {}): unknown {
  const setting = {
    party: "IN",
    from: "in-ncb-liaison",
    to: "ca-rcmp-liaison",
    area: "drugs" as const,
    holding: "IN-H-1",
  };
  const example = declared("answer").example(setting);
  return { ...example, ...rest, content: { ...Object(example.content), ...content } };
}

export function readingOf(kind: string, draft: unknown): DraftReading {
  const read = declared(kind).readDraft(draft);
  if (!read.ok) throw new Error(`not a draft: ${JSON.stringify(read.faults)}`);
  return read.value;
}

export function declared(kind: string) {
  const declaration = kindNamed(kind);
  if (declaration === null) throw new Error(`no such kind: ${kind}`);
  return declaration;
}

/** A decision that lets everything out under these conditions. */
export function letOut(change: Partial<CombinedDecision> = {}): CombinedDecision {
  return {
    outcome: "conditions",
    needs: [],
    conditions: ["use_limit", "no_onward"],
    strip: [],
    tasks: [],
    existence: "open",
    cites: [
      { id: "law.1", citation: "An invented Act, s. 1", text: "invented", status: "law", verified: true },
    ],
    remedies: [],
    packs: [],
    parts: [],
    ...change,
  };
}
