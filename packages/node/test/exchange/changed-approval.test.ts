import { describe, expect, it } from "vitest";
import { count, edit, editUnsealed, rowOf, standing } from "./store-file.ts";
import { ca, comesBack, insertedBy, pair, requested, revoked, sql, type Tampering } from "./tampering.ts";
import { approve, exampleRequest, must, type Role } from "./two-nodes.ts";

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
        "update approval set sealed_record = cast(substr(sealed_record, 1, 50) || x'00000000' || substr(sealed_record, 55) as blob) where dispatch = ?",
      ),
      "record_broken",
    ],
    [
      "its author, so that the approver wrote it",
      sql("update dispatch set author = 'ca-authority' where id = ?"),
      "approval_invalid",
    ],
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
    editUnsealed(ca, "create table loose as select * from approval");
    editUnsealed(ca, "drop table approval");
    editUnsealed(ca, "alter table loose rename to approval");
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
