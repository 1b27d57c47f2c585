import { appendFile, open, readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { type DispatchBody, readDispatchBody } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Officer } from "../../src/people/door.ts";
import {
  announcing,
  attached,
  blobsOf,
  contentOf,
  fileAt,
  partOf,
  readBack,
  requestDraft,
  sentUp,
} from "./files.ts";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { approve, must, refusalOf, type TestNode, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

const PIECE = 65_536;
const CONTENT = contentOf("a file of nine pieces", 8 * PIECE + 100);

let pair: TwoNodes;
let ca: TestNode;
let lo: Officer;
beforeAll(async () => {
  pair = await twoNodes(withHold(0));
  ca = pair.ca;
  lo = await ca.officer("lo");
  const ours = { ...recordOf(), holder: { state: "CA", agency: "RCMP" } };
  const records = [
    { ...ours, id: "PLAIN", categories: ["customs"], text: "Invented: a plain record." },
    {
      ...ours,
      id: "FROM-A-SOURCE",
      categories: ["customs", "human_source"],
      text: "Invented: somebody told us.",
    },
  ];
  await ca.holdings.importRecords(records, { officer: "ca-analyst", party: "CA" });
});
afterAll(() => pair.close());

function faultsOf(result: {
  readonly ok: boolean;
  readonly refusal?: { readonly faults?: readonly { code: string; where: string }[] };
}) {
  return (result.refusal?.faults ?? []).map(({ code, where }) => `${code} ${where}`);
}

describe("an upload", () => {
  let id = "";
  beforeEach(async () => {
    id = await requestDraft(ca);
  });

  it("comes in parts, is the draft's once its digest was checked, and reads back the same", async () => {
    const view = await sentUp(ca, lo, id, CONTENT);
    expect(view).toMatchObject({ state: "uploading", held: CONTENT.length, bytes: CONTENT.length });
    const done = must(await ca.exchange.commands.finishAttachment(lo, id, view.attachment));
    expect(done).toMatchObject({ state: "held", name: "Invented.bin" });
    expect(Buffer.compare(await readBack(ca, id, view.attachment, CONTENT.length), CONTENT)).toBe(0);
  });

  it("says what is held, whatever part is sent: repeats and parts out of order do no harm", async () => {
    const { commands } = ca.exchange;
    const { attachment } = must(await commands.beginAttachment(lo, id, announcing(CONTENT)));
    const send = async (offset: number, pieces = 8) =>
      must(await commands.appendAttachment(lo, id, partOf(attachment, CONTENT, offset, pieces))).held;
    expect(await send(4 * PIECE, 2)).toBe(0);
    expect(await send(0, 2)).toBe(2 * PIECE);
    expect(await send(0, 2)).toBe(2 * PIECE);
    expect(await send(PIECE, 2)).toBe(2 * PIECE);
    const both = await Promise.all([send(2 * PIECE, 1), send(2 * PIECE, 1)]);
    expect(both).toEqual([3 * PIECE, 3 * PIECE]);
    expect(await send(3 * PIECE)).toBe(CONTENT.length);
    must(await commands.finishAttachment(lo, id, attachment));
    expect(Buffer.compare(await readBack(ca, id, attachment, CONTENT.length), CONTENT)).toBe(0);
  });

  it("goes on behind whole pieces where a kill tore the last one", async () => {
    const { commands } = ca.exchange;
    const { attachment } = must(await commands.beginAttachment(lo, id, announcing(CONTENT)));
    const before = new Set(await readdir(join(ca.data, "blobs")).catch(() => []));
    must(await commands.appendAttachment(lo, id, partOf(attachment, CONTENT, 0, 3)));
    const [name = ""] = (await readdir(join(ca.data, "blobs"))).filter((file) => !before.has(file));
    const blob = join(ca.data, "blobs", name);
    await truncate(blob, 2 * (PIECE + 29) + 777);
    expect((await fileAt(ca, id)).held).toBe(2 * PIECE);
    const { held } = must(await commands.appendAttachment(lo, id, partOf(attachment, CONTENT, 2 * PIECE)));
    expect(held).toBe(CONTENT.length);
    must(await commands.finishAttachment(lo, id, attachment));
    await appendFile(blob, "behind the end");
    expect(Buffer.compare(await readBack(ca, id, attachment, CONTENT.length), CONTENT)).toBe(0);
  });

  it("lies on the disk under the draft's key: no byte of it in the open, no two pieces alike", async () => {
    const plain = new TextEncoder().encode("Invented: twelve drums on a picture. ".repeat(6000));
    await attached(ca, lo, id, plain);
    for (const blob of await blobsOf(ca)) expect(blob.includes("twelve drums")).toBe(false);
  });

  it("is not the draft's while bytes are missing, nor where other bytes came than were announced", async () => {
    const { commands } = ca.exchange;
    const short = must(await commands.beginAttachment(lo, id, announcing(CONTENT)));
    must(await commands.appendAttachment(lo, id, partOf(short.attachment, CONTENT, 0)));
    expect(refusalOf(await commands.finishAttachment(lo, id, short.attachment))).toBe("state_conflict");
    const lying = await sentUp(ca, lo, id, CONTENT, { sha256: "ab".repeat(32) });
    const refused = await commands.finishAttachment(lo, id, lying.attachment);
    expect(faultsOf(refused)).toEqual(["attachment_digest /sha256"]);
    const [, again] = must(await commands.attachments(lo, id)).items;
    expect(again).toMatchObject({ state: "uploading", held: 0 });
  });

  it("of which a piece was changed on the disk does not pass", async () => {
    const before = new Set(await readdir(join(ca.data, "blobs")));
    const { attachment } = await sentUp(ca, lo, id, CONTENT);
    const [name = ""] = (await readdir(join(ca.data, "blobs"))).filter((file) => !before.has(file));
    const file = await open(join(ca.data, "blobs", name), "r+");
    await file.write(Buffer.of(0), 0, 1, 500);
    await file.close();
    expect(faultsOf(await ca.exchange.commands.finishAttachment(lo, id, attachment))).toEqual([
      "attachment_digest /sha256",
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ["no base64", { pieces_base64: ["????"] }, ["out_of_bounds /pieces_base64/0"]],
    ["a short piece in the middle", { pieces_base64: ["AAAA"] }, ["out_of_bounds /pieces_base64/0"]],
    ["bytes behind the end", partOf("", new Uint8Array(2 * PIECE), 0), ["out_of_bounds /pieces_base64/1"]],
  ])("is refused %s", async (_what, change, faults) => {
    const { attachment } = must(
      await ca.exchange.commands.beginAttachment(lo, id, announcing(contentOf("x", PIECE))),
    );
    const part = { ...partOf(attachment, contentOf("x", PIECE), 0), ...change, attachment };
    expect(faultsOf(await ca.exchange.commands.appendAttachment(lo, id, part))).toEqual(faults);
  });

  it("is taken off with its bytes, and the draft goes without it", async () => {
    const count = (await blobsOf(ca)).length;
    const attachment = await attached(ca, lo, id, CONTENT);
    expect(await blobsOf(ca)).toHaveLength(count + 1);
    must(await ca.exchange.commands.removeAttachment(lo, id, attachment));
    expect(await blobsOf(ca)).toHaveLength(count);
    expect(refusalOf(await ca.exchange.commands.removeAttachment(lo, id, attachment))).toBe("not_found");
    expect((await bodyOf(id)).attachments).toBeUndefined();
  });

  it("is nobody's but the author's, and of a draft alone", async () => {
    const { commands } = ca.exchange;
    const analyst = await ca.officer("analyst");
    const stranger = await ca.officer("stranger");
    expect(refusalOf(await commands.beginAttachment(analyst, id, announcing(CONTENT)))).toBe("not_found");
    expect(refusalOf(await commands.beginAttachment(stranger, id, announcing(CONTENT)))).toBe("not_found");
    expect(refusalOf(await commands.attachments(stranger, id))).toBe("not_found");
    const attachment = await attached(ca, lo, id, CONTENT);
    expect(refusalOf(await commands.attachmentPart(stranger, id, { attachment, part: 0 }))).toBe("not_found");
    must(await commands.submit(lo, id));
    expect(refusalOf(await commands.beginAttachment(lo, id, announcing(CONTENT)))).toBe("state_conflict");
    expect(refusalOf(await commands.removeAttachment(lo, id, attachment))).toBe("state_conflict");
  });

  it("is not shown before it is whole, nor behind its end; a read is on the record once an hour", async () => {
    const { commands } = ca.exchange;
    const { attachment } = await sentUp(ca, lo, id, CONTENT);
    const part = (nth: number) => commands.attachmentPart(lo, id, { attachment, part: nth });
    expect(refusalOf(await part(0))).toBe("state_conflict");
    must(await commands.finishAttachment(lo, id, attachment));
    const reads = async () =>
      (
        await ca.store.all("select id from read_mark where act = 'attachment' and item = ? limit 9", [
          `${id}/${attachment}`,
        ])
      ).length;
    must(await part(1));
    expect(await reads()).toBe(1);
    must(await part(0));
    expect(await reads()).toBe(1);
    pair.dials.now += 3_600_001;
    must(await part(0));
    expect(await reads()).toBe(2);
    expect(refusalOf(await part(2))).toBe("not_found");
  });

  it("is refused beyond twenty, and on the life-threat lane", async () => {
    for (let nth = 0; nth < 20; nth += 1)
      must(await ca.exchange.commands.beginAttachment(lo, id, announcing(CONTENT)));
    expect(faultsOf(await ca.exchange.commands.beginAttachment(lo, id, announcing(CONTENT)))).toEqual([
      "out_of_bounds /attachments",
    ]);
    const urgency = { class: "life_threat", reason: "Invented." };
    const lives = await requestDraft(ca, { urgency });
    expect(faultsOf(await ca.exchange.commands.beginAttachment(lo, lives, announcing(CONTENT)))).toEqual([
      "attachment_in_life_threat /attachments",
    ]);
    const turned = await requestDraft(ca);
    await attached(ca, lo, turned, contentOf("x", 10));
    const { version, draft } = must(await ca.exchange.commands.show(lo, turned));
    must(await ca.exchange.commands.replaceDraft(lo, turned, { ...Object(draft), urgency }, version));
    expect(faultsOf(await ca.exchange.commands.submit(lo, turned))).toEqual([
      "attachment_in_life_threat /attachments",
    ]);
  });
});

/** Submits, and reads the exact bytes that would leave. */
async function bodyOf(id: string): Promise<DispatchBody> {
  must(await ca.exchange.commands.submit(lo, id));
  const view = must(await ca.exchange.commands.release(await ca.officer("authority"), id));
  const parsed = parseStrict(new Uint8Array(Buffer.from(view.body_base64, "base64")));
  const body = parsed.ok ? readDispatchBody(parsed.value) : parsed;
  if (!body.ok) throw new Error("the body is one the partner reads");
  return body.value;
}

describe("a file is judged with what it stands under", () => {
  /** A draft of Canada's answer to India, from these records. */
  async function answer(...holdings: readonly string[]): Promise<string> {
    const question = await forge(pair.in, ca);
    expect(await verdictOn(ca, question.sealed)).toBe("stored");
    const items = holdings.map((holding) => ({ holding }));
    const draft = answerDraft({ items }, { from: "ca-rcmp-liaison" });
    return must(await ca.exchange.commands.draft(lo, "answer", question.id, draft)).id;
  }
  const small = contentOf("small", 1_000);
  const names = (body: DispatchBody) => (body.attachments ?? []).map(({ name }) => name);

  it("the body that leaves names it by id, size and digest, and nothing of our own", async () => {
    const id = await requestDraft(ca);
    const attachment = await attached(ca, lo, id, small);
    const { sha256 } = announcing(small);
    expect((await bodyOf(id)).attachments).toEqual([
      { id: attachment, name: "Invented.bin", media_type: "application/octet-stream", bytes: 1_000, sha256 },
    ]);
  });

  it("a record that stays home keeps its files home; another record's go", async () => {
    const id = await answer("FROM-A-SOURCE", "PLAIN");
    await attached(ca, lo, id, small, { name: "of-the-source", holding: "FROM-A-SOURCE" });
    await attached(ca, lo, id, small, { name: "plain", holding: "PLAIN" });
    expect(names(await bodyOf(id))).toEqual(["plain"]);
  });

  it("a file of no record stays home where anything does", async () => {
    const id = await answer("FROM-A-SOURCE", "PLAIN");
    await attached(ca, lo, id, small, { name: "of-nothing" });
    expect(names(await bodyOf(id))).toEqual([]);
    const whole = await answer("PLAIN");
    await attached(ca, lo, whole, small, { name: "of-nothing" });
    expect(names(await bodyOf(whole))).toEqual(["of-nothing"]);
  });

  it("what a file reveals counts as its record's: a source in it keeps record and file home", async () => {
    const id = await answer("PLAIN", "PLAIN");
    await attached(ca, lo, id, small, { holding: "PLAIN", reveals: ["human_source"] });
    expect(refusalOf(await ca.exchange.commands.submit(lo, id))).toBe("release_forbidden");
  });

  it("what a file of no record reveals counts everywhere: typed text that cannot be cut is refused", async () => {
    const id = await requestDraft(ca);
    await attached(ca, lo, id, small, { reveals: ["human_source"] });
    expect(refusalOf(await ca.exchange.commands.submit(lo, id))).toBe("release_forbidden");
  });

  it("a file of a record that the draft does not use is refused, also when the draft stops using it", async () => {
    const id = await answer("PLAIN");
    const stray = announcing(small, { holding: "FROM-A-SOURCE" });
    expect(faultsOf(await ca.exchange.commands.beginAttachment(lo, id, stray))).toEqual([
      "unknown_holding /holding",
    ]);
    await attached(ca, lo, id, small, { holding: "PLAIN" });
    const { version, draft } = must(await ca.exchange.commands.show(lo, id));
    const items = [{ holding: "FROM-A-SOURCE" }];
    const content = { ...Object(Reflect.get(Object(draft), "content")), items };
    must(await ca.exchange.commands.replaceDraft(lo, id, { ...Object(draft), content }, version));
    expect(faultsOf(await ca.exchange.commands.submit(lo, id))).toEqual([
      "attachment_without_record /attachments/0",
    ]);
  });

  it("a draft with a file that is not whole is not submitted", async () => {
    const id = await requestDraft(ca);
    await sentUp(ca, lo, id, small);
    expect(refusalOf(await ca.exchange.commands.submit(lo, id))).toBe("state_conflict");
  });

  it("a row that was changed after the bytes were fixed sends the dispatch back", async () => {
    const id = await requestDraft(ca);
    await attached(ca, lo, id, small);
    must(await ca.exchange.commands.submit(lo, id));
    // The store's own hand, past the commands: what an approver binds is compared with what would leave.
    await ca.store.commit({ steps: [{ sql: "delete from attachment where dispatch = ?", params: [id] }] });
    await approve(ca, id);
    await pair.settle();
    expect(must(await ca.exchange.commands.show(lo, id))).toMatchObject({
      state: "draft",
      ground: "bytes_changed",
    });
  });
});
