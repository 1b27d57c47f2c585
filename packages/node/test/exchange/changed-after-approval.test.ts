import { timeOrderedId } from "@entente/words";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchangeLeaf } from "../../src/exchange/leaves.ts";
import { insertApproval } from "../../src/exchange/log-store.ts";
import { sha256 } from "../../src/exchange/proposal.ts";
import { placeOf } from "../../src/exchange/record.ts";
import { systemRandom } from "../../src/ports.ts";
import { bytes, type ItemKey } from "../../src/store/door.ts";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft, recordOf } from "./matters.ts";
import { nextVersion, packsWith, REMEDY, withPolicy } from "./packs.ts";
import { count, edit, leaves, rowOf, standing } from "./store-file.ts";
import {
  approve,
  approved,
  exampleRequest,
  must,
  type Role,
  refusalOf,
  shippedPacks,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
let india: TestNode;
beforeAll(async () => {
  pair = await twoNodes((terms) => ({ ...terms, hold_seconds: { routine: 30, life_threat: 0 } }));
  ca = pair.ca;
  india = pair.in;
});
afterAll(() => pair.close());

/** An administrator who also holds the node key can seal what he likes under an item's key (adversary A3). */
async function keyOf(node: TestNode, id: string): Promise<ItemKey> {
  const key = await node.store.vault.key(id);
  if (key === null) throw new Error("the item has a key");
  return key;
}

async function column(id: string, name: string): Promise<Uint8Array> {
  return bytes(await rowOf(ca, `select ${name} from dispatch where id = ? limit 1`, id), name);
}

/** Seals other JSON into a column of a dispatch. */
async function reseal(
  id: string,
  part: "draft" | "plan" | "body",
  change: (value: unknown) => unknown,
): Promise<void> {
  const key = await keyOf(ca, id);
  const before: unknown = JSON.parse(
    Buffer.from(key.open(placeOf(part), await column(id, `sealed_${part}`))).toString(),
  );
  const sealed = key.seal(placeOf(part), new TextEncoder().encode(JSON.stringify(change(before))));
  expect(edit(ca, `update dispatch set sealed_${part} = ? where id = ?`, sealed, id)).toBe(1);
}

/** What a tampering needs to be undone by, so that the next one starts from sound tables. */
type Undo = () => void | Promise<void>;
type Tampering = (id: string) => Promise<Undo | undefined> | Undo | undefined;

function sql(statement: string, ...more: readonly (string | number)[]): Tampering {
  return (id) => {
    const marks = statement.split("?").length - 1 - more.length;
    expect(edit(ca, statement, ...more, ...new Array<string>(marks).fill(id))).toBeGreaterThan(0);
    return undefined;
  };
}

/** Undone after the release ran. */
function revoked(table: "officer" | "device", id: () => string): Tampering {
  return () => {
    expect(edit(ca, `update ${table} set revoked_at = 1 where id = ?`, id())).toBe(1);
    return () => void edit(ca, `update ${table} set revoked_at = null where id = ?`, id());
  };
}

function packs(make: () => Promise<TwoNodes["dials"]["packs"]>): Tampering {
  return async () => {
    pair.dials.packs = await make();
    return async () => {
      pair.dials.packs = await shippedPacks();
    };
  };
}

/** Puts an approval beside the real one, or in its place, sealed as the node itself would. */
async function insertedBy(id: string, role: Role, under: string, signedWith: Role): Promise<void> {
  const body = (await keyOf(ca, id)).open(placeOf("body"), await column(id, "sealed_body"));
  const at = pair.dials.now;
  const challenge = {
    domain: "entente/approval/v1" as const,
    realm: "live" as const,
    dispatch: id,
    body_sha256: Buffer.from(sha256(body)).toString("hex"),
    recipient_party: "IN",
    recipient_node: "in-1",
    recipient_desk: "in-ncb-liaison",
    agreement_sha256: ca.treaty.digestHex,
    packs_sha256: pair.dials.packs.refs.map((pack) => pack.sha256),
    role: under,
    action: "release" as const,
    expires_at: new Date(at + 60_000).toISOString(),
  };
  const { device, signature } = signChallenge(ca.device(signedWith), challenge);
  const key = await keyOf(ca, id);
  const leaf = exchangeLeaf(0x07, systemRandom(32));
  const approval = {
    officer: `ca-${role}`,
    role: under,
    device,
    at,
    expiresAt: at + 60_000,
    bodyDigest: sha256(body),
    challenge: JSON.stringify(
      Object.fromEntries(Object.entries(challenge).sort(([a], [b]) => (a < b ? -1 : 1))),
    ),
    signature: Uint8Array.from(Buffer.from(signature, "base64")),
  };
  const seal = (place: string, plain: Uint8Array) => key.seal(place, plain);
  const step = insertApproval(seal, timeOrderedId(at, systemRandom(10)), id, approval, leaf, 0);
  expect(
    await ca.store.commit({ appends: [{ ...leaf.append, log: "domestic" }], steps: [step] }),
  ).toMatchObject({
    committed: true,
  });
}

async function requested(author: Role = "lo"): Promise<string> {
  return approved(ca, "request", null, exampleRequest("CA"), author);
}

/** Lets the hold of a tampered dispatch pass and asserts that it did not leave. */
async function comesBack(id: string, reason: string): Promise<void> {
  const releases = await leaves(ca, "exchange", "release");
  const arrivals = await count(india, "dispatch");
  pair.dials.now += 31_000;
  await pair.settle();
  expect(await standing(ca, id)).toBe(`draft: ${reason}`);
  expect(await count(ca, "outbox")).toBe(0);
  expect(await leaves(ca, "exchange", "release")).toBe(releases);
  expect(await count(india, "dispatch")).toBe(arrivals);
  const row = await rowOf(
    ca,
    "select sealed_statement, leaf, sequence, release_at from dispatch where id = ? limit 1",
    id,
  );
  expect(row).toEqual({ sealed_statement: null, leaf: null, sequence: null, release_at: null });
}

describe("what was not tampered with leaves after its hold, and not before", () => {
  it("one millisecond short of it nothing moves", async () => {
    const id = await requested();
    pair.dials.now += 29_999;
    await pair.settle();
    expect(await standing(ca, id)).toBe("approved");
    pair.dials.now += 1;
    await pair.settle();
    expect(await standing(ca, id)).toBe("stored");
    expect(await standing(india, id)).toBe("filed");
  });

  it("each release keeps the decision of its own moment beside the one of its submission", async () => {
    const id = await requested();
    pair.dials.now += 31_000;
    await pair.settle();
    const stages = await ca.store.all("select stage from decision where dispatch = ? order by at limit 9", [
      id,
    ]);
    expect(stages.map((row) => row.stage)).toEqual(["submit", "release"]);
  });
});

describe("a dispatch whose bytes changed after approval never leaves", () => {
  it.each<[string, Tampering, string]>([
    [
      "one byte of the sealed body",
      sql(
        "update dispatch set sealed_body = cast(substr(sealed_body, 1, 40) || x'00' || substr(sealed_body, 42) as blob) where id = ?",
      ),
      "record_broken",
    ],
    [
      "the sealed body, cut short",
      sql("update dispatch set sealed_body = substr(sealed_body, 1, 100) where id = ?"),
      "record_broken",
    ],
    [
      "the sealed body, taken away",
      sql("update dispatch set sealed_body = null where id = ?"),
      "record_broken",
    ],
    [
      "the body, put where the draft is",
      sql("update dispatch set sealed_draft = sealed_body where id = ?"),
      "record_broken",
    ],
    ["the draft, taken away", sql("update dispatch set sealed_draft = null where id = ?"), "record_broken"],
    [
      "one byte of the sealed plan",
      sql(
        "update dispatch set sealed_plan = cast(substr(sealed_plan, 1, 30) || x'00' || substr(sealed_plan, 32) as blob) where id = ?",
      ),
      "record_broken",
    ],
    ["the plan, taken away", sql("update dispatch set sealed_plan = null where id = ?"), "record_broken"],
    ["the item's key, destroyed", sql("delete from item_key where item = ?"), "record_broken"],
    ["the kind", sql("update dispatch set kind = 'answer' where id = ?"), "record_broken"],
    [
      "the kind, to one that is none",
      sql("update dispatch set kind = 'tip_off' where id = ?"),
      "record_broken",
    ],
    [
      "the area, to one that is none",
      sql("update dispatch set area = 'weather' where id = ?"),
      "record_broken",
    ],
    [
      "the recipient, to a desk that is none",
      sql("update dispatch set to_desk = 'in-nobody' where id = ?"),
      "record_broken",
    ],
    [
      "the recipient, to another desk of the same agency",
      sql("update dispatch set to_desk = 'in-ncb-duty' where id = ?"),
      "approval_stale",
    ],
    [
      "the recipient, to an agency no instrument covers",
      sql("update dispatch set to_desk = 'in-cert-watch' where id = ?"),
      "gate_forbids",
    ],
    [
      "the area, to another the desks serve",
      sql("update dispatch set area = 'organised_crime' where id = ?"),
      "bytes_changed",
    ],
    [
      "the thread",
      sql("update dispatch set thread = '0190aaaa-0000-7000-8000-000000000001' where id = ?"),
      "bytes_changed",
    ],
    [
      "what it answers",
      sql("update dispatch set reply_to = '0190aaaa-0000-7000-8000-000000000001' where id = ?"),
      "bytes_changed",
    ],
  ])("%s", async (_what, tamper, reason) => {
    const id = await requested();
    const undo = await tamper(id);
    try {
      await comesBack(id, reason);
    } finally {
      await undo?.();
    }
  });

  it("the body, swapped with another approved dispatch's", async () => {
    const [id, other] = [await requested(), await requested()];
    const body = await column(other, "sealed_body");
    edit(ca, "update dispatch set sealed_body = ? where id = ?", body, id);
    edit(ca, "update dispatch set release_at = null where id = ?", other);
    await comesBack(id, "record_broken");
  });

  it("the body, sealed anew over other words with the item's own key: no approval is of these bytes", async () => {
    const id = await requested();
    await reseal(id, "body", (body) => ({ ...Object(body), title: "Invented: something else" }));
    await comesBack(id, "approval_missing");
  });

  it("the draft, replaced by another under the item's own key", async () => {
    const id = await requested();
    await reseal(id, "draft", (draft) => ({ ...Object(draft), title: "Invented: something else" }));
    await comesBack(id, "bytes_changed");
  });

  it("the draft, replaced by one the gate forbids", async () => {
    const id = await requested();
    await reseal(id, "draft", (draft) => ({
      ...Object(draft),
      offence: { ...Object(draft).offence, political: true },
    }));
    await comesBack(id, "gate_forbids");
  });

  it("the draft, replaced by what is none", async () => {
    const id = await requested();
    await reseal(id, "draft", () => ({}));
    await comesBack(id, "record_broken");
  });

  it("the plan, replaced: another moment of submission", async () => {
    const id = await requested();
    await reseal(id, "plan", (plan) => ({ ...Object(plan), madeAt: Object(plan).madeAt + 1 }));
    await comesBack(id, "bytes_changed");
  });

  it("the plan, replaced by what is none", async () => {
    const id = await requested();
    await reseal(id, "plan", () => ({ madeAt: "now" }));
    await comesBack(id, "record_broken");
  });

  it("body and draft and plan of another dispatch, all sealed anew: the id in the bytes is not this one's", async () => {
    const [id, other] = [await requested(), await requested()];
    edit(ca, "update dispatch set release_at = null where id = ?", other);
    const [from, to] = [await keyOf(ca, other), await keyOf(ca, id)];
    for (const part of ["draft", "plan", "body"] as const) {
      const plain = from.open(placeOf(part), await column(other, `sealed_${part}`));
      edit(ca, `update dispatch set sealed_${part} = ? where id = ?`, to.seal(placeOf(part), plain), id);
    }
    await comesBack(id, "approval_missing");
  });
});

describe("a dispatch whose law changed after approval never leaves", () => {
  it.each<[string, Tampering, string]>([
    ["the same rules under another version", packs(nextVersion), "approval_stale"],
    ["a rule that forbids it", packs(() => withPolicy(REMEDY)), "gate_forbids"],
    [
      "a rule that needs one more approval",
      packs(() =>
        withPolicy(
          `@obligation("approval:CA-DH")\n${REMEDY}`,
          'unless { context.facts.contains("approved=CA-DH") }',
        ),
      ),
      "approval_missing",
    ],
    ["a rule that adds a condition", packs(() => withPolicy('@condition("H3")')), "approval_stale"],
    [
      "a provision that reads differently",
      packs(() =>
        packsWith("ca", "provisions.json", (text) =>
          text.replace('"citation": "', '"citation": "Invented, '),
        ),
      ),
      "approval_stale",
    ],
    [
      "the area, suspended by an amendment",
      () => {
        pair.dials.suspended.add("drugs");
        return () => pair.dials.suspended.clear();
      },
      "area_suspended",
    ],
  ])("%s", async (_what, tamper, reason) => {
    const id = await requested();
    const undo = await tamper(id);
    try {
      await comesBack(id, reason);
    } finally {
      await undo?.();
    }
  });

  it("the instrument it rests on, which ran out during the hold", async () => {
    const ends = await twoNodes((terms) => ({
      ...terms,
      hold_seconds: { routine: 30, life_threat: 0 },
      instruments: terms.instruments.map((one) => ({ ...one, valid_to: "2026-11-22" })),
    }));
    try {
      ends.dials.now = Date.parse("2026-11-22T23:59:45Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA"));
      ends.dials.now += 31_000;
      await ends.settle();
      expect(await standing(ends.ca, id)).toBe("draft: gate_forbids");
      expect(await leaves(ends.ca, "exchange", "release")).toBe(0);
      expect(await count(ends.in, "dispatch")).toBe(0);
    } finally {
      await ends.close();
    }
  });

  it("the agreement itself, which ran out", async () => {
    const ends = await twoNodes((terms) => ({ ...terms, valid_to: "2026-11-22" }));
    try {
      ends.dials.now = Date.parse("2026-11-24T12:00:00Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA")).catch(() => null);
      await ends.settle();
      expect(id === null ? "not approved" : await standing(ends.ca, id)).not.toBe("stored");
    } finally {
      await ends.close();
    }
  });

  it("the agreement itself, whose last day ended during the hold", async () => {
    const ends = await twoNodes((terms) => ({
      ...terms,
      valid_to: "2026-11-22",
      hold_seconds: { routine: 30, life_threat: 0 },
    }));
    try {
      ends.dials.now = Date.parse("2026-11-22T23:59:45Z");
      const id = await approved(ends.ca, "request", null, exampleRequest("CA"));
      ends.dials.now += 31_000;
      await ends.settle();
      expect(await standing(ends.ca, id)).toBe("draft: agreement_expired");
      expect(await leaves(ends.ca, "exchange", "release")).toBe(0);
      const again = await ends.ca.exchange.commands.submit(await ends.ca.officer("lo"), id);
      expect(refusalOf(again)).toBe("area_suspended");
    } finally {
      await ends.close();
    }
  });

  it("the record an answer is taken from, which was imported anew", async () => {
    const question = await forge(india, ca);
    expect(await verdictOn(ca, question.sealed)).toBe("stored");
    const record = { ...recordOf(), id: "CA-H-7", holder: { state: "CA", agency: "RCMP" } };
    const by = { officer: "ca-analyst", party: "CA" };
    await ca.holdings.importRecords([record], by);
    const draft = answerDraft({ items: [{ holding: "CA-H-7" }] }, { from: "ca-rcmp-liaison" });
    const id = await approved(ca, "answer", question.id, draft);
    await ca.holdings.importRecords([{ ...record, text: "Invented: corrected since." }], by);
    await comesBack(id, "bytes_changed");
  });

  it("the record an answer is taken from, which was deleted", async () => {
    const question = await forge(india, ca);
    expect(await verdictOn(ca, question.sealed)).toBe("stored");
    const record = { ...recordOf(), id: "CA-H-8", holder: { state: "CA", agency: "RCMP" } };
    await ca.holdings.importRecords([record], { officer: "ca-analyst", party: "CA" });
    const draft = answerDraft({ items: [{ holding: "CA-H-8" }] }, { from: "ca-rcmp-liaison" });
    const id = await approved(ca, "answer", question.id, draft);
    await ca.store.commit({ steps: ca.store.vault.destroy("holding:CA-H-8") });
    await comesBack(id, "record_broken");
  });
});

describe("a dispatch whose approval changed after it was given never leaves", () => {
  it.each<[string, Tampering, string]>([
    ["the approval, deleted", sql("delete from approval where dispatch = ?"), "approval_missing"],
    [
      "the bytes it names",
      sql("update approval set body_digest = zeroblob(32) where dispatch = ?"),
      "approval_missing",
    ],
    [
      "the dispatch it names",
      sql("update approval set dispatch = '0190aaaa-0000-7000-8000-000000000001' where dispatch = ?"),
      "approval_missing",
    ],
    [
      "its role, to one he does not hold",
      sql("update approval set role = 'CA-DH' where dispatch = ?"),
      "approval_invalid",
    ],
    [
      "its role, to one nobody knows",
      sql("update approval set role = 'CA-KING' where dispatch = ?"),
      "record_broken",
    ],
    [
      "its officer, to another who holds the role",
      sql("update approval set officer = 'ca-second' where dispatch = ?"),
      "approval_invalid",
    ],
    [
      "its officer, to the author",
      sql("update approval set officer = 'ca-lo' where dispatch = ?"),
      "approval_invalid",
    ],
    [
      "its end, moved on",
      sql("update approval set expires_at = expires_at + 1 where dispatch = ?"),
      "approval_stale",
    ],
    [
      "one byte of its sealed record",
      sql(
        "update approval set sealed_record = cast(substr(sealed_record, 1, 50) || x'00' || substr(sealed_record, 52) as blob) where dispatch = ?",
      ),
      "record_broken",
    ],
    [
      "its author, so that the approver wrote it",
      sql("update dispatch set author = 'ca-authority' where id = ?"),
      "approval_invalid",
    ],
    ["the approver, revoked", revoked("officer", () => "ca-authority"), "approval_invalid"],
    ["the device, revoked", revoked("device", () => ca.device("authority").device), "approval_invalid"],
    [
      "the role, taken from the approver",
      () => {
        edit(ca, "update officer set approval_roles = '[]' where id = 'ca-authority'");
        return () =>
          void edit(ca, `update officer set approval_roles = '["CA-SUP"]' where id = 'ca-authority'`);
      },
      "approval_invalid",
    ],
    [
      "the device, given to another officer",
      () => {
        const { device } = ca.device("authority");
        edit(ca, "update device set officer = 'ca-second' where id = ?", device);
        return () => void edit(ca, "update device set officer = 'ca-authority' where id = ?", device);
      },
      "approval_invalid",
    ],
    [
      "the device's key, replaced",
      async () => {
        const { device } = ca.device("authority");
        const { public_key } = await rowOf(ca, "select public_key from device where id = ? limit 1", device);
        edit(
          ca,
          "update device set public_key = (select public_key from device where id = ?) where id = ?",
          ca.device("second").device,
          device,
        );
        return () =>
          void edit(ca, "update device set public_key = ? where id = ?", public_key ?? null, device);
      },
      "approval_invalid",
    ],
  ])("%s", async (_what, tamper, reason) => {
    const id = await requested();
    const undo = await tamper(id);
    try {
      await comesBack(id, reason);
    } finally {
      await undo?.();
    }
  });

  it("its role, to another its officer holds: he did not sign under that", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    must(await ca.exchange.commands.submit(lo, id));
    await approve(ca, id, "second");
    edit(ca, "update approval set role = 'CA-DH' where dispatch = ?", id);
    await comesBack(id, "approval_stale");
  });

  it.each<[string, Role, string, Role]>([
    ["the author's own, in the real one's place, signed with his own device", "second", "CA-SUP", "second"],
    ["the author's own, signed by the real approver's device", "second", "CA-SUP", "authority"],
  ])("%s", async (_what, role, under, signedWith) => {
    const id = await requested("second");
    edit(ca, "delete from approval where dispatch = ?", id);
    await insertedBy(id, role, under, signedWith);
    await comesBack(id, "approval_invalid");
  });

  it("the author's own, put beside the real one", async () => {
    const id = await requested("second");
    await insertedBy(id, "second", "CA-SUP", "second");
    await comesBack(id, "approval_invalid");
  });

  it("the same person's twice, in a table that somebody took the rule from", async () => {
    const id = await requested();
    edit(ca, "create table loose as select * from approval");
    edit(ca, "drop table approval");
    edit(ca, "alter table loose rename to approval");
    await insertedBy(id, "authority", "CA-SUP", "authority");
    expect(await count(ca, "approval", "dispatch = ? and officer = 'ca-authority'", id)).toBe(2);
    await comesBack(id, "approval_invalid");
  });

  it("one in an officer's name that his device did not sign, in the real one's place", async () => {
    const id = await requested();
    edit(ca, "delete from approval where dispatch = ?", id);
    await insertedBy(id, "authority", "CA-SUP", "second");
    await comesBack(id, "approval_invalid");
  });

  it("but one that the node would have written itself lets it go: the tampering is what was refused", async () => {
    const id = await requested();
    edit(ca, "delete from approval where dispatch = ?", id);
    await insertedBy(id, "authority", "CA-SUP", "authority");
    pair.dials.now += 31_000;
    await pair.settle();
    expect(await standing(ca, id)).toBe("stored");
  });

  it("a row made approved by hand, that nobody approved", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    must(await ca.exchange.commands.submit(lo, id));
    edit(ca, "update dispatch set state = 'approved', release_at = ? where id = ?", pair.dials.now, id);
    await comesBack(id, "approval_missing");
  });

  it("a draft made approved by hand, that was never submitted", async () => {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    edit(ca, "update dispatch set state = 'approved', release_at = ? where id = ?", pair.dials.now, id);
    await comesBack(id, "record_broken");
  });
});

describe("what came back", () => {
  it("can be submitted and approved anew, and then leaves", async () => {
    const id = await requested();
    pair.dials.packs = await nextVersion();
    await comesBack(id, "approval_stale");
    must(await ca.exchange.commands.submit(await ca.officer("lo"), id));
    await approve(ca, id);
    pair.dials.now += 31_000;
    await pair.settle();
    expect(await standing(ca, id)).toBe("stored");
    pair.dials.packs = await shippedPacks();
  });

  it("leaves its trace on the domestic log: the act and the decision of that moment", async () => {
    const id = await requested();
    pair.dials.packs = await withPolicy(REMEDY);
    const before = await leaves(ca, "domestic", "act");
    await comesBack(id, "gate_forbids");
    expect(await leaves(ca, "domestic", "act")).toBe(before + 1);
    expect(await count(ca, "decision", "dispatch = ? and stage = 'release' and outcome = 'forbid'", id)).toBe(
      1,
    );
    pair.dials.packs = await shippedPacks();
  });
});

describe("one damaged row", () => {
  it.each<[string, Tampering]>([
    [
      "an approval's end beyond every calendar",
      sql("update approval set expires_at = 9000000000000000 where dispatch = ?"),
    ],
    [
      "an approval's time beyond every calendar",
      sql("update approval set at = 9000000000000000 where dispatch = ?"),
    ],
    ["an approval's time that is a word", sql("update approval set at = 'noon' where dispatch = ?")],
    ["a direction that is no word", sql("update dispatch set direction = 'sideways' where id = ?")],
    [
      "an approver's desks that are no list",
      () => {
        edit(ca, "update officer set desks = 'x' where id = 'ca-authority'");
        return () =>
          void edit(ca, `update officer set desks = '["ca-rcmp-liaison"]' where id = 'ca-authority'`);
      },
    ],
  ])("does not keep the others from leaving: %s", async (_what, tamper) => {
    const [id, sound] = [await requested(), await approvedBySecond()];
    const undo = await tamper(id);
    pair.dials.now += 31_000;
    const ran = await ca.exchange.work.release().then(
      () => "ran",
      (fault: unknown) => String(fault),
    );
    const [left, back] = [await standing(ca, sound), await standing(ca, id)];
    // Sound tables again, whatever came of it.
    await undo?.();
    edit(ca, "delete from approval where dispatch = ?", id);
    edit(ca, "update dispatch set direction = 'ours', state = 'refused' where id = ?", id);
    expect([ran, left, back]).toEqual(["ran", "stored", "draft: record_broken"]);
  });

  async function approvedBySecond(): Promise<string> {
    const lo = await ca.officer("lo");
    const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
    must(await ca.exchange.commands.submit(lo, id));
    await approve(ca, id, "second");
    return id;
  }
});
