import { afterAll, beforeAll, it } from "vitest";
import { forge, honestBody, postTo, verdictOn } from "./forge.ts";
import { count, edit, footprint, standing } from "./store-file.ts";
import { approve, approved, exampleRequest, must, type TwoNodes, twoNodes, withHold } from "./two-nodes.ts";

let pair: TwoNodes;
beforeAll(async () => { pair = await twoNodes(withHold(30)); });
afterAll(() => pair.close());
it("two roles", async () => {
  const { ca } = pair;
  const lo = await ca.officer("lo");
  const draft = structuredClone(exampleRequest("CA")) as any;
  draft.risk = { mistreatment: "undetermined", baseline: "medium", residual: "medium" };
  draft.content.subjects[1].about = { identified: true, nationality: "CA", in_canada: true, status: "citizen" };
  const d = await ca.exchange.commands.draft(lo, "request", null, draft);
  console.log(JSON.stringify(d));
  const { id } = must(d);
  const c = must(await ca.exchange.commands.check(lo, id));
  console.log(JSON.stringify({ o: c.outcome, n: c.needs, c: c.conditions, r: c.remedies, s: c.strip }));
  console.log(JSON.stringify(await ca.exchange.commands.submit(lo, id)).slice(0, 300));
});
it("typed secret", async () => {
  const f = await forge(pair.ca, pair.in);
  console.log(await verdictOn(pair.in, f.sealed));
  const analyst = await pair.in.officer("analyst");
  const ex = must(await pair.in.exchange.commands.example(analyst, "answer", f.id)).draft as any;
  ex.content.items.push({ typed: { text: "Invented secret", categories: ["customs"], about: { identified: false }, marking: { ...ex.marking, system: "IN", level: "Secret", tlp: "RED", handling: ["H3"] } } });
  const d = must(await pair.in.exchange.commands.draft(analyst, "answer", f.id, ex));
  console.log(JSON.stringify(await pair.in.exchange.commands.submit(analyst, d.id)));
  const v = must(await pair.in.exchange.commands.release(await pair.in.officer("authority"), d.id));
  const b = JSON.parse(Buffer.from(v.body_base64, "base64").toString());
  console.log(JSON.stringify(b.marking), JSON.stringify(b.caveats), JSON.stringify(b.content.items.map((i: any) => i.marking)));
});
it("poison", async () => {
  const { ca } = pair;
  const a = await approved(ca, "request", null, exampleRequest("CA"));
  const b = await approved(ca, "request", null, exampleRequest("CA"));
  pair.dials.now += 31_000;
  edit(ca, "update approval set expires_at = 9000000000000000 where dispatch = ?", a);
  try { await ca.exchange.work.release(); console.log("release ok"); } catch (e) { console.log("release threw", String(e)); }
  console.log(await standing(ca, a), await standing(ca, b));
  edit(ca, "update approval set expires_at = 1 where dispatch = ?", a);
  edit(ca, "update dispatch set direction = 'sideways' where id = ?", a);
  try { await ca.exchange.work.release(); console.log("release ok"); } catch (e) { console.log("release threw", String(e)); }
  console.log(await standing(ca, a), await standing(ca, b));
  edit(ca, "update dispatch set direction = 'ours' where id = ?", a);
  edit(ca, "update officer set desks = 'x' where id = 'ca-authority'");
  try { await ca.exchange.work.release(); console.log("release ok"); } catch (e) { console.log("release threw", String(e)); }
  console.log(await standing(ca, a), await standing(ca, b));
});
