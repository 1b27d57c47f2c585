import { createHash } from "node:crypto";
import type { Place } from "../canaries/house.ts";
import { stood } from "../canaries/house.ts";
import { enrolledAuditor } from "../canaries/people.ts";
import { sownFrom } from "../canaries/sown.ts";
import { requestWith } from "../canaries/texts.ts";
import { fieldOf, jsonBytes, textOf } from "../doors/users-door.ts";
import { AGENCY } from "../nodes/terms.ts";
import { bytesOf } from "../partner/hand.ts";

/** One way to be shown content: what is asked by whom, and a word of the content that a sound answer holds. */
export interface Reading {
  readonly route: string;
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly token: string;
  readonly body: unknown;
  readonly word: string;
}

/**
 * Puts something to read behind every route that serves content to somebody who did not write it in that request. The
 * forms of `/api/working` are not among them: only their own writer is ever shown one.
 */
export async function everyReading(place: Place): Promise<readonly Reading[]> {
  const sown = sownFrom(0);
  const auditor = await enrolledAuditor(place, "Invented auditor");
  const holding = sown.word("holding");
  await held(place, holding);
  const arrival = await arrived(place, sown.word("arrival"), holding);
  const lo = place.officer("lo");
  const draft = requestWith(await lo.example("request"), sown);
  const title = String(fieldOf(draft, "title"));
  const drafted = await lo.draft("request", draft);
  const file = await attached(place, drafted, sown.word("file name"), sown.word("file content"));
  const proposed = await lo.draft("request", draft);
  await lo.submit(proposed);
  const [liaison, analyst] = [place.token("lo"), place.token("analyst")];
  return [
    reading("showDispatch", liaison, `/api/dispatches/${arrival.id}`, arrival.word),
    reading("showDispatch of ours", liaison, `/api/dispatches/${drafted}`, title),
    reading("release", place.token("authority"), `/api/releases/${proposed}`, title),
    reading("thread", analyst, `/api/threads/${arrival.id}`, arrival.word),
    reading("desk", analyst, "/api/desk", arrival.word, { view: "all" }),
    reading("listAttachments", liaison, `/api/dispatches/${drafted}/attachments`, file.name),
    reading("attachmentPart", liaison, `/api/dispatches/${drafted}/attachments/part`, file.content, {
      attachment: file.attachment,
      part: 0,
    }),
    reading("exampleDraft", analyst, "/api/examples", HOLDING, { kind: "answer", reply_to: arrival.id }),
    reading("searchHoldings", analyst, "/api/holdings/search", holding, { query: holding }),
    reading("auditDispatch", auditor.token, `/api/audit/dispatches/${arrival.id}`, arrival.word, {
      reason: "Invented: a sample",
    }),
  ];
}

/** A reading by GET, or with a body by POST; `word` is what it must not serve unrecorded. */
function reading(
  route: string,
  token: string,
  path: string,
  word: string,
  body: Reading["body"] = null,
): Reading {
  return { route, method: body === null ? "GET" : "POST", path, token, body, word };
}

const HOLDING = "H-unread-1";

async function held(place: Place, word: string): Promise<void> {
  const { party } = place.node;
  const record = {
    id: HOLDING,
    holder: { state: party, agency: AGENCY[party] },
    owner: null,
    categories: ["customs"],
    subject: { identified: false },
    source: { method: "open", mistreatment_likelihood: "none" },
    marking: {
      system: null,
      level: null,
      tlp: "AMBER",
      pap: null,
      handling: ["H1"],
      grade: { source: "B", information: 2 },
    },
    text: `Invented: ${word}.`,
  };
  const bytes = jsonBytes({ records: [record] });
  stood(await place.door.post("/api/holdings/import", place.token("analyst"), bytes), "a record");
}

/** From the partner: its title has one word, its subject's name is one that the holdings know. */
async function arrived(place: Place, word: string, name: string) {
  const { hand, line } = place.partner;
  const { sealed, statement } = await hand.make({
    body: (honest) => bytesOf({ ...honest, title: `Invented ${word}`, content: named(honest.content, name) }),
  });
  const { receipts } = await line.dispatches([sealed]);
  if (receipts[0]?.event !== "stored") throw new Error("an honest dispatch was not stored");
  return { id: statement.dispatch, word };
}

function named(content: unknown, name: string): unknown {
  const subjects: unknown = fieldOf(content, "subjects");
  const given: readonly unknown[] = Array.isArray(subjects) ? subjects : [];
  const [first, ...others] = given;
  return { ...Object(content), subjects: [{ ...Object(first), name }, ...others] };
}

async function attached(place: Place, draft: string, name: string, content: string) {
  const bytes = Buffer.from(`Invented file: ${content}\n`);
  const post = async (path: string, value: unknown) =>
    stood(await place.door.post(`/api/drafts/${draft}/${path}`, place.token("lo"), jsonBytes(value)), path);
  const announced = await post("attachments", {
    name,
    media_type: "text/plain",
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    holding: null,
    reveals: [],
  });
  const attachment = textOf(announced.json, "attachment");
  const pieces_base64 = [bytes.toString("base64")];
  await post("attachments/part", { attachment, offset: 0, pieces_base64 });
  await post("attachments/finish", { attachment });
  return { attachment, name, content };
}
