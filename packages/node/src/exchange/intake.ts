import { type DispatchBody, type KindDeclaration, kindNamed, readDispatchBody } from "@entente/contract";
import {
  deskDigest,
  isRefusalCode,
  type Opened,
  parseStrict,
  type RefusalCode,
  sameBytes,
} from "@entente/protocol";
import { statesOfPost } from "@entente/words";
import type { Treaty } from "../agreement/door.ts";
import { digestOfList } from "./attachments/announced.ts";

/** What an opened dispatch turns out to be: to file, to keep apart, or to refuse. */
export type Reading =
  | { readonly kind: "filed"; readonly body: DispatchBody; readonly declaration: KindDeclaration }
  /** authentic, but under a caveat or marking this version does not know: kept, shown to nobody (stage 11) */
  | {
      readonly kind: "quarantined";
      readonly id: string;
      readonly thread: string;
      readonly word: string;
      readonly shell: Shell;
    }
  | { readonly kind: "refused"; readonly code: RefusalCode; readonly where: string };

/** Enough of a quarantined body to find its desk. */
export interface Shell {
  readonly kind: string;
  readonly area: string;
  readonly urgency: string;
  readonly from: string;
  readonly to: string;
  readonly replyTo: string | null;
}

/** Words that bind us after arrival; one we do not know must not be read as none. */
const BINDING = /^\/(?:caveats|marking)\b/;

/** Reads verified body bytes and holds them against the statement that signed them. */
export function readArrival(opened: Opened, treaty: Treaty): Reading {
  const parsed = parseStrict(opened.body);
  if (!parsed.ok) return refusal(parsed.faults[0]?.code ?? "not_json", parsed.faults[0]?.where ?? "");
  const read = readDispatchBody(parsed.value);
  if (!read.ok) {
    const binding = read.faults.every((fault) => isUnknownBindingWord(fault, parsed.value));
    return binding
      ? quarantine(parsed.value, opened, treaty, read.faults[0]?.where ?? "")
      : unread(read.faults[0]);
  }
  const declaration = kindNamed(read.value.kind);
  if (declaration === null) return refusal("unknown_kind", "/kind");
  const content = declaration.readContent(read.value.content);
  if (!content.ok) return refusal("schema", `/content${content.faults[0]?.where ?? ""}`);
  const { need } = declaration.reply;
  const replies = read.value.reply_to !== null;
  if (replies ? need === "none" : need === "required") return refusal("schema", "/reply_to");
  const mismatch = contradiction(read.value, opened, treaty);
  return mismatch ?? { kind: "filed", body: read.value, declaration };
}

/** A word, not a number or an object in its place: that is malformed, not unknown. */
function isUnknownBindingWord(
  fault: { readonly code: string; readonly where: string },
  value: unknown,
): boolean {
  if (!BINDING.test(fault.where) || fault.code !== "unknown_word") return false;
  let at = value;
  for (const key of fault.where.split("/").slice(1)) {
    at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  }
  return typeof at === "string";
}

/** A dispatch without a marking is not one with an empty marking: it has a code of its own. */
function unread(fault: { readonly code: string; readonly where: string } | undefined): Reading {
  const where = fault?.where ?? "";
  return where.startsWith("/marking") ? refusal("unmarked", where) : refusal("schema", where);
}

function quarantine(value: unknown, opened: Opened, treaty: Treaty, word: string): Reading {
  const text = (pointer: readonly string[]) => textAt(value, pointer);
  const shell = {
    kind: text(["kind"]),
    area: text(["area"]),
    urgency: text(["urgency", "class"]),
    from: text(["from", "desk"]),
    to: text(["to", "desk"]),
    replyTo: text(["reply_to"]) === "" ? null : text(["reply_to"]),
  };
  const desk = treaty.desk(shell.to);
  const addressed =
    desk?.party === treaty.us.party && sameBytes(deskDigest(desk.party, desk.desk), opened.statement.desk);
  if (!addressed || text(["id"]) !== opened.statement.dispatch) return refusal("statement_mismatch", "/to");
  return { kind: "quarantined", id: opened.statement.dispatch, thread: text(["thread"]), word, shell };
}

function textAt(value: unknown, path: readonly string[]): string {
  let at: unknown = value;
  for (const key of path) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  return typeof at === "string" ? at : "";
}

/** The signed statement and the body must say the same; the partner may be lying in either (A4). */
function contradiction(body: DispatchBody, opened: Opened, treaty: Treaty): Reading | null {
  const { statement } = opened;
  const to = treaty.desk(body.to.desk);
  const from = treaty.desk(body.from.desk);
  if (to === null || to.party !== treaty.us.party) return refusal("unknown_desk", "/to/desk");
  if (from === null || from.party !== treaty.partner.party) return refusal("unknown_desk", "/from/desk");
  if (to.agency !== body.to.agency || to.party !== body.to.party) return refusal("statement_mismatch", "/to");
  if (from.agency !== body.from.agency || from.party !== body.from.party)
    return refusal("statement_mismatch", "/from");
  if (!sameBytes(deskDigest(to.party, to.desk), statement.desk))
    return refusal("statement_mismatch", "/to/desk");
  if (body.id !== statement.dispatch) return refusal("statement_mismatch", "/id");
  if (body.post !== undefined && !isPostBetween(body.post, treaty))
    return refusal("statement_mismatch", "/post");
  if (body.realm !== statement.realm) return refusal("wrong_realm", "/realm");
  if (!sameBytes(digestOfList(body.attachments ?? []), statement.attachmentsDigest))
    return refusal("statement_mismatch", "/attachments");
  const served = [to, from].every((desk) => desk.areas.some((area) => area === body.area));
  return served ? null : refusal("unknown_desk", "/area");
}

/** He sends his own officers, to us. */
function isPostBetween(post: string, { us, partner }: Treaty): boolean {
  const states = statesOfPost(post);
  return states !== null && states.sending === partner.party && states.host === us.party;
}

function refusal(code: string, where: string): Reading {
  const known = isRefusalCode(code) ? code : "schema";
  return { kind: "refused", code: known, where };
}
