import { createHash } from "node:crypto";
import type { Place } from "../canaries/house.ts";
import { stood } from "../canaries/house.ts";
import { enrolledAuditor } from "../canaries/people.ts";
import { sownFrom } from "../canaries/sown.ts";
import { members, requestWith } from "../canaries/texts.ts";
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

/** What there is to read on a node, each with a word of its own. */
interface Readable {
  readonly auditor: string;
  readonly arrival: { readonly id: string; readonly word: string };
  readonly holding: string;
  readonly drafted: string;
  readonly proposed: string;
  readonly title: string;
  readonly file: { readonly attachment: string; readonly name: string; readonly content: string };
}

/**
 * Puts something to read behind every route that serves content to somebody who did not write it in that request. The
 * forms of `/api/working` are not among them: only their own writer is ever shown one.
 */
export async function everyReading(place: Place): Promise<readonly Reading[]> {
  const readable = await readableAt(place);
  return [...ofDispatches(place, readable), ...ofFilesAndRecords(place, readable)];
}

async function readableAt(place: Place): Promise<Readable> {
  const sown = sownFrom(0);
  const { token: auditor } = await enrolledAuditor(place, "Invented auditor");
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
  return { auditor, arrival, holding, drafted, proposed, title, file };
}

function get(route: string, path: string, token: string, word: string): Reading {
  return { route, method: "GET", path, token, body: null, word };
}

function post(route: string, path: string, token: string, body: unknown, word: string): Reading {
  return { route, method: "POST", path, token, body, word };
}

function ofDispatches(place: Place, readable: Readable): readonly Reading[] {
  const { auditor, arrival, drafted, proposed, title } = readable;
  const [lo, analyst, authority] = [place.token("lo"), place.token("analyst"), place.token("authority")];
  const { id, word } = arrival;
  return [
    get("showDispatch", `/api/dispatches/${id}`, lo, word),
    get("showDispatch of ours", `/api/dispatches/${drafted}`, lo, title),
    get("release", `/api/releases/${proposed}`, authority, title),
    get("thread", `/api/threads/${id}`, analyst, word),
    post("desk", "/api/desk", analyst, { view: "all" }, word),
    post("auditDispatch", `/api/audit/dispatches/${id}`, auditor, { reason: "Invented: a sample" }, word),
  ];
}

function ofFilesAndRecords(place: Place, readable: Readable): readonly Reading[] {
  const { arrival, drafted, file, holding } = readable;
  const [lo, analyst] = [place.token("lo"), place.token("analyst")];
  const files = `/api/dispatches/${drafted}/attachments`;
  const part = { attachment: file.attachment, part: 0 };
  const answer = { kind: "answer", reply_to: arrival.id };
  return [
    get("listAttachments", files, lo, file.name),
    post("attachmentPart", `${files}/part`, lo, part, file.content),
    post("exampleDraft", "/api/examples", analyst, answer, HOLDING),
    post("searchHoldings", "/api/holdings/search", analyst, { query: holding }, holding),
  ];
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
  const listed: unknown = fieldOf(content, "subjects");
  const subjects: readonly unknown[] = Array.isArray(listed) ? listed : [];
  const renamed = subjects.map((subject, nth) => (nth === 0 ? { ...members(subject), name } : subject));
  return { ...members(content), subjects: renamed };
}

async function attached(place: Place, draft: string, name: string, content: string) {
  const bytes = Buffer.from(`Invented file: ${content}\n`);
  const sent = async (path: string, value: unknown) =>
    stood(await place.door.post(`/api/drafts/${draft}/${path}`, place.token("lo"), jsonBytes(value)), path);
  const announced = await sent("attachments", {
    name,
    media_type: "text/plain",
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    holding: null,
    reveals: [],
  });
  const attachment = textOf(announced.json, "attachment");
  const pieces_base64 = [bytes.toString("base64")];
  await sent("attachments/part", { attachment, offset: 0, pieces_base64 });
  await sent("attachments/finish", { attachment });
  return { attachment, name, content };
}
