import { faultsOfTerms, no, type PostOrder, type Refusal, type Result } from "@entente/contract";
import { guestOf, guestPrefix, statesOfPost } from "@entente/words";
import type { EnrolContext } from "../commands/enrol-officer.ts";
import type { OrderedChange } from "../order-change.ts";
import { readOfficer } from "../reading.ts";
import { recordById, type StoredRecord } from "../record-store.ts";
import { endOfPost } from "./post-end.ts";
import { postEntry } from "./post-leaf.ts";
import { backUnder, insertPost, postById, postChanged, type StoredPost } from "./post-store.ts";

type OrderOf<A extends PostOrder["act"]> = Extract<PostOrder, { readonly act: A }>;
type Terms = OrderOf<"post_add"> | OrderOf<"post_change">;

/** The change an order about a post makes as things stand now, or why it makes none. */
export async function postChangeOf(context: EnrolContext, order: PostOrder): Promise<Result<OrderedChange>> {
  const states = statesOfPost(order.post);
  if (states === null || (states.sending !== order.party && states.host !== order.party))
    return faulty([{ code: "bad_post", where: "/post", detail: "a post is sent or taken in by this state" }]);
  const post = await postById(context.store, order.post);
  switch (order.act) {
    case "post_add":
      return post === null ? settled(context, order, null) : no("officer_taken");
    case "post_change":
      return standing(post, order) ?? settled(context, order, post);
    case "post_end":
      return standing(post, order) ?? ended(context, post, order, "ended");
    case "unwelcome":
      if (states.host !== order.party)
        return faulty([{ code: "not_host", where: "/post", detail: "only the host says so" }]);
      return standing(post, order) ?? ended(context, post, order, "unwelcome");
  }
}

/** Why nothing is changed of a post: it is unknown, over, another's, or changed since it was signed. */
function standing(
  post: StoredPost | null,
  order: Exclude<PostOrder, { readonly act: "post_add" }>,
): { readonly ok: false; readonly refusal: Refusal } | null {
  if (post === null) return no("not_found");
  if (post.endedAt !== null) return no("state_conflict", { detail: "this post is over, for good" });
  if ("version" in order && order.version !== post.version) return no("changed_meanwhile");
  // Signed with the order, so that both signers know whom it is about; not a wish to change him.
  const whose = order.act === "post_change" || order.officer === post.officer;
  return whose ? null : faulty([{ code: "bad_post", where: "/officer", detail: "it is another's post" }]);
}

async function ended(
  context: EnrolContext,
  post: StoredPost | null,
  { reason }: { readonly reason: string },
  word: "ended" | "unwelcome",
): Promise<Result<OrderedChange>> {
  if (post === null) return no("not_found");
  const end = await endOfPost(context, post, { word, reason });
  return { ok: true, value: { ...end, before: JSON.stringify(post), token: null } };
}

async function settled(
  context: EnrolContext,
  order: Terms,
  before: StoredPost | null,
): Promise<Result<OrderedChange>> {
  const at = context.clock();
  const faults = [
    ...faultsOfTerms(order.post, order),
    ...(Date.parse(order.to) > at ? [] : [{ code: "bad_post", where: "/to", detail: "its term is over" }]),
    ...(await faultsOfPeople(context, order)),
  ];
  if (faults.length > 0) return faulty(faults);
  const post = { ...storedOf(order), version: before === null ? 1 : before.version + 1 };
  const begun = post.from <= at && post.officer !== null;
  const steps = [
    before === null ? insertPost(post) : postChanged(before, post),
    ...(begun ? [backUnder(post.officer ?? "")] : []),
  ];
  const entry = await postEntry(context, `${post.id} ${post.version}`, Object.values(post));
  const was = before === null ? "" : JSON.stringify(before);
  return {
    ok: true,
    value: { appends: [{ log: "domestic", entry }], steps, before: was, token: null },
  };
}

/** The officer and his deputies are who the post says they are: ours where we send, a guest of the other where we host. */
async function faultsOfPeople(context: EnrolContext, order: Terms) {
  const sending = statesOfPost(order.post)?.sending ?? "";
  const ours = sending === order.party;
  const record = order.officer === null ? null : await recordById(context.store, order.officer);
  const fault = (where: string, detail: string) => [{ code: "bad_post", where, detail }];
  if (order.officer === null)
    return ours ? fault("/officer", "a post of ours is an officer's") : deputiesOfHost(order);
  if (record === null || !inService(record)) return fault("/officer", "he is not in service here");
  const { agency, desks } = readOfficer(record);
  const guest = order.officer.startsWith(guestPrefix(sending));
  if (ours ? guestOf(order.officer) !== null : !guest)
    return fault("/officer", ours ? "a guest is posted by his own state" : "a guest of the sending state");
  if (agency !== order.agency) return fault("/agency", "it is not his");
  if (!order.desks.every((desk) => desks.some((his) => his === desk)))
    return fault("/desks", "they are not all his");
  return ours ? faultsOfDeputies(context, order) : deputiesOfHost(order);
}

function deputiesOfHost({ deputies }: Terms) {
  if (deputies.length === 0) return [];
  return [{ code: "bad_post", where: "/deputies", detail: "who stands in is the sending state's to say" }];
}

async function faultsOfDeputies({ store }: EnrolContext, { deputies, desks, officer }: Terms) {
  const wrong: { code: string; where: string; detail: string }[] = [];
  for (const [nth, deputy] of deputies.entries()) {
    const record = await recordById(store, deputy);
    const fits =
      record !== null &&
      inService(record) &&
      deputy !== officer &&
      readOfficer(record).desks.some((his) => desks.some((desk) => desk === his));
    if (!fits)
      wrong.push({ code: "bad_post", where: `/deputies/${nth}`, detail: "an officer of one of its desks" });
  }
  return wrong;
}

/** Away or not: a new post is what brings him back. */
function inService({ revokedAt, closedAt }: StoredRecord): boolean {
  return revokedAt === null && closedAt === null;
}

function storedOf(order: Terms): StoredPost {
  const states = statesOfPost(order.post);
  return {
    id: order.post,
    sending: states?.sending ?? "",
    host: states?.host ?? "",
    officer: order.officer,
    agency: order.agency,
    desks: JSON.stringify(order.desks),
    from: Date.parse(order.from),
    to: Date.parse(order.to),
    reference: order.reference,
    accreditedOn: order.accredited_on,
    languages: JSON.stringify(order.languages),
    hours: JSON.stringify(order.hours),
    deputies: JSON.stringify(order.deputies),
    version: 1,
    endedAt: null,
    endWord: null,
  };
}

function faulty(
  faults: readonly { readonly code: string; readonly where: string; readonly detail?: string }[],
) {
  return no("malformed", { faults: faults.map((one) => ({ ...one, where: `/order${one.where}` })) });
}
