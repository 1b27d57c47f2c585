import { describe, expect, it } from "vitest";
import { placeOf } from "../../src/exchange/record.ts";
import { nextVersion, REMEDY, withPolicy } from "./packs.ts";
import { count, edit, leaves, standing } from "./store-file.ts";
import {
  ca,
  column,
  comesBack,
  india,
  keyOf,
  pair,
  requested,
  reseal,
  sql,
  type Tampering,
} from "./tampering.ts";
import { approve, exampleRequest, must, shippedPacks } from "./two-nodes.ts";

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
        "update dispatch set sealed_body = cast(substr(sealed_body, 1, 40) || x'00000000' || substr(sealed_body, 45) as blob) where id = ?",
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
        "update dispatch set sealed_plan = cast(substr(sealed_plan, 1, 30) || x'00000000' || substr(sealed_plan, 35) as blob) where id = ?",
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
