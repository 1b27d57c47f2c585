import type { TSchema } from "typebox";
import { describe, expect, it } from "vitest";
import { DispatchBody, DispatchView, Health, ReleaseView, ROUTES, type Route } from "../src/door.ts";
import {
  ApprovalView,
  CheckpointView,
  CheckView,
  DecisionView,
  DispatchPage,
  DispatchSummary,
  EntriesView,
  HoldingSummary,
  Imported,
  Me,
  ProofView,
  WithheldView,
} from "../src/views.ts";
import { at, members } from "./drafts.ts";

/** The names of every field in a schema, at any depth. */
function fieldsOf(schema: unknown): readonly string[] {
  return members(schema).flatMap(([word, inner]) =>
    word === "properties"
      ? members(inner).flatMap(([name, field]) => [name, ...fieldsOf(field)])
      : fieldsOf(inner),
  );
}

function ownFields(schema: TSchema): readonly string[] {
  return members(at(schema, "/properties")).map(([name]) => name);
}

/** Words by which a person could be named or reached, or a secret shown. */
const PERSONAL =
  /name|surname|first|last|email|mail|phone|mobile|rank|address|birth|photo|signature|password|secret|seed|token|key|session/;

describe("no view names an officer: ids only", () => {
  const answers = Object.entries<Route>(ROUTES).map(([name, route]) => [name, route.answer] as const);

  /**
   * His own name; the names of files; the names of those he may give work to; invented ones; the signature he just made; and the public
   * half of his passkey, which his device vouches for; to operators and auditors, who the officers are and what was
   * ordered about them; a token, once, to whom it was made for.
   */
  const SHOWN: Readonly<Record<string, readonly string[]>> = {
    me: ["name"],
    openSession: ["name"],
    passkeySignIn: ["name"],
    sandboxSession: ["name"],
    listPasskeys: ["public_key"],
    directory: ["name", "name", "name"], // of a desk, of a desk under its agreement, of a colleague
    sandboxOfficers: ["name"],
    sandboxSign: ["signature"],
    beginAttachment: ["name"],
    appendAttachment: ["name"],
    finishAttachment: ["name"],
    listAttachments: ["name"],
    showDispatch: ["name"],
    auditDispatch: ["name"],
    listOfficers: ["name"],
    showOfficer: ["name", "name", "device_public_key", "device_public_key"],
    listOrders: ["name", "device_public_key", "device_public_key"],
    proposeOrder: ["token"],
    confirmOrder: ["token"],
    dropOrder: ["token"],
    listTokens: ["name"],
    makeToken: ["name", "token"],
    endToken: ["name"],
  };

  it.each(answers)("%s", (name, answer) => {
    // What travels in a body was written about somebody else, and is content: only officers are meant here.
    const content = new Set(fieldsOf(DispatchBody));
    content.delete("name"); // a body has one too, of a file: no reason to overlook a person's
    const ours = fieldsOf(answer).filter((field) => !content.has(field));
    expect(ours.filter((field) => PERSONAL.test(field))).toEqual(SHOWN[name] ?? []);
  });

  it("an officer sees his own name, and no key or token of his", () => {
    expect(fieldsOf(Me).filter((field) => PERSONAL.test(field))).toEqual(["name"]);
  });

  it("the fields that speak of an officer are ids, and these are all", () => {
    const speaking = new Set(
      answers
        .flatMap(([, answer]) => fieldsOf(answer))
        .filter((field) => /officer|author|assignee|reader|approver/.test(field)),
    );
    expect([...speaking].toSorted()).toEqual(["assignee", "author", "officer", "officers"]);
  });

  it("nothing that travels to the partner speaks of an officer at all", () => {
    expect(
      fieldsOf(DispatchBody).filter((field) => /officer|author|assignee|approv|device/.test(field)),
    ).toEqual([]);
  });
});

describe("what leaves is an allow-list: a new field is a decision, made here too", () => {
  const standing = "id thread kind state";
  it.each<[string, TSchema, string]>([
    [
      "a line of a list",
      DispatchSummary,
      `${standing} direction area urgency reply_to from to assignee created_at due due_why changed_by`,
    ],
    ["a page", DispatchPage, "items next"],
    [
      "one dispatch",
      DispatchView,
      `${standing} direction area urgency reply_to from to assignee created_at due due_why changed_by version author draft body body_sha256 decision approvals withheld trail ground`,
    ],
    [
      "a release",
      ReleaseView,
      `${standing} author to ours hold_seconds history body_base64 body_sha256 withheld decision approvals open_roles challenges`,
    ],
    [
      "a decision",
      DecisionView,
      "id stage at outcome needs conditions strip tasks existence cites remedies packs",
    ],
    [
      "a check",
      CheckView,
      "id stage at outcome needs conditions strip tasks existence cites remedies packs open_roles completeness",
    ],
    ["an approval", ApprovalView, "officer role at body_sha256"],
    ["what was withheld", WithheldView, "pointer category rule law"],
    ["a proof", ProofView, `${standing} proof_base64`],
    ["a checkpoint", CheckpointView, "log size note_base64"],
    ["entries of a log", EntriesView, "log from entries_base64"],
    ["a holding", HoldingSummary, "id holder categories text"],
    ["an import", Imported, "imported refused"],
    ["who is signed in", Me, "officer name agency desks duties approval_roles party node realm"],
    ["the node's health", Health, "status party node realm version partners alarms"],
  ])("%s", (_what, schema, fields) => {
    expect(ownFields(schema).toSorted()).toEqual(fields.split(" ").toSorted());
  });

  it("a list shows no title, no content and nothing of the law's reasons", () => {
    for (const field of ["title", "body", "draft", "content", "decision", "withheld", "ground", "marking"]) {
      expect(fieldsOf(DispatchPage)).not.toContain(field);
    }
  });

  it("a holding in a list keeps its source, its subject and its marking to itself", () => {
    for (const field of ["source", "subject", "marking", "owner"]) {
      expect(fieldsOf(HoldingSummary)).not.toContain(field);
    }
  });

  it("health, which needs no sign-in, tells of nodes and counts and of no dispatch", () => {
    for (const field of ["id", "thread", "officer", "desk", "desks", "kind", "area"]) {
      expect(fieldsOf(Health)).not.toContain(field);
    }
  });

  it("a decision stored by the node keeps every field of the gate's answer (decision-facts)", () => {
    const gate = "outcome needs conditions strip tasks existence cites remedies packs";
    for (const field of gate.split(" ")) expect(ownFields(DecisionView)).toContain(field);
    const cite = "id citation text status verified";
    expect(fieldsOf(DecisionView.properties.cites)).toEqual(cite.split(" "));
  });
});
