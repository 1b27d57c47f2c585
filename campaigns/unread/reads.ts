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
  const get = { method: "GET", body: null } as const;
  const post = { method: "POST" } as const;
  return [
    {
      route: "showDispatch",
      ...get,
      path: `/api/dispatches/${arrival.id}`,
      token: liaison,
      word: arrival.word,
    },
    {
      route: "showDispatch of ours",
      ...get,
      path: `/api/dispatches/${drafted}`,
      token: liaison,
      word: title,
    },
    {
      route: "release",
      ...get,
      path: `/api/releases/${proposed}`,
      token: place.token("authority"),
      word: title,
    },
    { route: "thread", ...get, path: `/api/threads/${arrival.id}`, token: analyst, word: arrival.word },
    { route: "desk", ...post, path: "/api/desk", token: analyst, body: { view: "all" }, word: arrival.word },
    {
      route: "listAttachments",
      ...get,
      path: `/api/dispatches/${drafted}/attachments`,
      token: liaison,
      word: file.name,
    },
    {
      route: "attachmentPart",
      ...post,
      path: `/api/dispatches/${drafted}/attachments/part`,
      token: liaison,
      body: { attachment: file.attachment, part: 0 },
      word: file.content,
    },
    {
      route: "exampleDraft",
      ...post,
      path: "/api/examples",
      token: analyst,
      body: { kind: "answer", reply_to: arrival.id },
      word: HOLDING,
    },
    {
      route: "searchHoldings",
      ...post,
      path: "/api/holdings/search",
      token: analyst,
      body: { query: holding },
      word: holding,
    },
    {
      route: "auditDispatch",
      ...post,
      path: `/api/audit/dispatches/${arrival.id}`,
      token: auditor.token,
      body: { reason: "Invented: a sample" },
      word: arrival.word,
    },
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
  const subjects: unknown = fieldOf(content, "subjects");
  const [first, ...others] = Array.isArray(subjects) ? subjects : [];
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
