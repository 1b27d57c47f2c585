import { ROUTES, type Route, type RouteName } from "@entente/contract";
import { rightsOf, type Sight, sees } from "@entente/words";
import { answerDraft } from "../exchange/matters.ts";
import { type Thing, tiesTo } from "./access-objects.ts";
import type { Hired } from "./access-officers.ts";
import type { Sent } from "./user-rig.ts";

/** A route that names a dispatch: what is sent, and what somebody must see of which dispatch to be answered about it. */
export interface Asked {
  readonly name: RouteName;
  readonly sight: Sight;
  /** null = of either side's */
  readonly of: Thing["direction"] | null;
  /** null = no body; each is such that nothing changes where it is let through */
  readonly body: ((id: string) => object) | null;
  /** not answered about what was erased, whoever asks */
  readonly notErased?: true;
}

const signature = `${"A".repeat(86)}==`;
const fixed = (body: object) => () => body;

export const ASKED: readonly Asked[] = [
  { name: "showDispatch", sight: "content", of: null, body: null },
  { name: "listAttachments", sight: "content", of: null, body: null, notErased: true },
  { name: "thread", sight: "content", of: null, body: null },
  { name: "markDispatch", sight: "content", of: null, body: fixed({}) },
  { name: "release", sight: "content", of: "ours", body: null },
  { name: "checkDraft", sight: "content", of: "ours", body: null },
  {
    name: "replaceDraft",
    sight: "content",
    of: "ours",
    body: fixed({ draft: {}, version: 999 }),
  },
  { name: "approveRelease", sight: "content", of: "ours", body: fixed({}) },
  { name: "refuseRelease", sight: "content", of: "ours", body: fixed({ ground: "form_not_met" }) },
  { name: "assignDispatch", sight: "content", of: "theirs", body: fixed({ to: "nobody" }) },
  { name: "acceptCaveats", sight: "content", of: "theirs", body: fixed({}) },
  {
    name: "exampleDraft",
    sight: "content",
    of: "theirs",
    body: (reply_to) => ({ kind: "answer", reply_to }),
  },
  {
    name: "draftDispatch",
    sight: "content",
    // Of ours too: whoever may know of it is told that an answer does not reply to it.
    of: null,
    body: (reply_to) => ({ kind: "answer", reply_to, draft: answerDraft({}, { from: "ca-nowhere" }) }),
  },
  {
    name: "eraseDispatch",
    sight: "erase",
    of: null,
    body: fixed({
      reason: "Invented.",
      version: 999,
      expires_at: "2026-12-01T00:00:00.000Z",
      device: "D-0",
      signature,
    }),
  },
  { name: "auditDispatch", sight: "sample", of: null, body: fixed({ reason: "Invented: a sample" }) },
  { name: "proof", sight: "proof", of: null, body: null },
  { name: "checkProof", sight: "proof", of: null, body: null },
];

/** What the table says an officer is answered about a thing. */
export type Expected = "signed_out" | "no_right" | "hidden" | "answered";

export function expectedOf(asked: Asked, thing: Thing, { duty, post, ...hired }: Hired): Expected {
  if (post === "left") return "signed_out";
  const { right, guest }: Route = ROUTES[asked.name];
  if (duty === "guest" && guest !== true) return "no_right";
  if (right !== null && right !== "signed_in" && !rightsOf([duty]).includes(right)) return "no_right";
  if (asked.of !== null && asked.of !== thing.direction) return "hidden";
  if (asked.notErased && thing.erased) return "hidden";
  return sees([duty], tiesTo(thing, hired), asked.sight) ? "answered" : "hidden";
}

export function sentOf({ name, body }: Asked, id: string, { token }: Hired): Sent {
  const { method, path }: Route = ROUTES[name];
  return { method, token, path: path.replace(":id", id), ...(body === null ? {} : { body: body(id) }) };
}
