import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { forge, verdictOn } from "./forge.ts";
import { answerDraft } from "./matters.ts";
import { count, leaves, standing } from "./store-file.ts";
import {
  exampleRequest,
  must,
  type Role,
  refusalOf,
  signChallenge,
  type TestNode,
  type TwoNodes,
  twoNodes,
  withHold,
} from "./two-nodes.ts";

let pair: TwoNodes;
let ca: TestNode;
beforeAll(async () => {
  pair = await twoNodes(withHold(30));
  ca = pair.ca;
});
afterAll(() => pair.close());

const NOBODYS = "0190aaaa-0000-7000-8000-000000000001";

async function proposed(): Promise<string> {
  const lo = await ca.officer("lo");
  const { id } = must(await ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA")));
  must(await ca.exchange.commands.submit(lo, id));
  return id;
}

/** A dispatch of India's, filed in Canada. */
async function arrived(): Promise<string> {
  const { id, sealed } = await forge(pair.in, ca);
  expect(await verdictOn(ca, sealed)).toBe("stored");
  return id;
}

type Ask = (
  role: Role,
  id: string,
) => Promise<{ readonly ok: boolean; readonly refusal?: { readonly problem: string } }>;

/** Everything an officer may ask about one dispatch. */
const ASKS: Readonly<Record<string, Ask>> = {
  show: async (role, id) => ca.exchange.commands.show(await ca.officer(role), id),
  check: async (role, id) => ca.exchange.commands.check(await ca.officer(role), id),
  submit: async (role, id) => ca.exchange.commands.submit(await ca.officer(role), id),
  replace: async (role, id) =>
    ca.exchange.commands.replaceDraft(await ca.officer(role), id, exampleRequest("CA"), 3),
  release: async (role, id) => ca.exchange.commands.release(await ca.officer(role), id),
  approve: async (role, id) => ca.exchange.commands.approve(await ca.officer(role), id, {}),
  refuse: async (role, id) => ca.exchange.commands.refuse(await ca.officer(role), id, "form_not_met", null),
  recall: async (role, id) => ca.exchange.commands.recall(await ca.officer(role), id, "Invented"),
  assign: async (role, id) => ca.exchange.commands.assign(await ca.officer(role), id, `ca-${role}`),
  decline: async (role, id) => ca.exchange.commands.decline(await ca.officer(role), id, "Invented"),
  example: async (role, id) => ca.exchange.commands.example(await ca.officer(role), "answer", id),
  answer: async (role, id) =>
    ca.exchange.commands.draft(await ca.officer(role), "answer", id, answerDraft({}, { from: undefined })),
  proof: async (role, id) => ca.ledger.proof(await ca.officer(role), id),
};

describe("what is not at an officer's desk is as absent as what does not exist", () => {
  let ours: string;
  let theirs: string;
  beforeEach(async () => {
    ours = await proposed();
    theirs = await arrived();
  });

  it.each(Object.keys(ASKS))("%s: word for word the same answer, and nothing is left", async (name) => {
    const ask = ASKS[name];
    if (ask === undefined) throw new Error("it is in the table");
    const before = await ca.store.logs.head("domestic");
    const nobodys = await ask("stranger", NOBODYS);
    expect(["not_found", "nothing_to_answer"]).toContain(refusalOf(nobodys));
    expect(await ask("stranger", ours)).toEqual(nobodys);
    expect(await ask("stranger", theirs)).toEqual(nobodys);
    expect(await ca.store.logs.head("domestic")).toEqual(before);
    expect(await count(ca, "read_mark", "officer = 'ca-stranger'")).toBe(0);
  });

  it.each(["check", "submit", "replace", "release", "approve", "refuse", "recall"])(
    "%s of an arrival finds nothing: it is the partner's",
    async (name) => {
      expect(refusalOf(await (ASKS[name] ?? fail)("lo", theirs))).toBe("not_found");
    },
  );

  it.each(["assign", "decline", "example", "answer"])(
    "%s of our own dispatch finds nothing to act on",
    async (name) => {
      expect(["not_found", "nothing_to_answer"]).toContain(refusalOf(await (ASKS[name] ?? fail)("lo", ours)));
    },
  );

  it.each(["show", "assign", "decline", "example", "answer"])(
    "%s of an arrival by an officer who only releases finds nothing",
    async (name) => {
      const said = refusalOf(await (ASKS[name] ?? fail)("authority", theirs));
      expect(["not_found", "nothing_to_answer"]).toContain(said);
    },
  );

  it.each(["", "0", "' or 1=1 --", NOBODYS.toUpperCase()])("an id that is none is absent: %j", async (id) => {
    expect(refusalOf(await ca.exchange.commands.show(await ca.officer("lo"), id))).toBe("not_found");
  });
});

function fail(): never {
  throw new Error("it is in the table");
}

describe("an arrival is given to somebody or declined", () => {
  async function assign(id: string, to: string, role: Role = "lo") {
    return ca.exchange.commands.assign(await ca.officer(role), id, to);
  }

  it.each(["lo", "analyst", "second"] as const)("to %s, who may act at its desk", async (role) => {
    const id = await arrived();
    const before = await leaves(ca, "domestic", "act");
    expect(must(await assign(id, `ca-${role}`)).state).toBe("assigned");
    expect(must(await ca.exchange.commands.show(await ca.officer(role), id)).assignee).toBe(`ca-${role}`);
    expect(await leaves(ca, "domestic", "act")).toBe(before + 1);
  });

  it("and to somebody else again", async () => {
    const id = await arrived();
    must(await assign(id, "ca-lo"));
    expect(must(await assign(id, "ca-analyst", "analyst")).state).toBe("assigned");
  });

  it.each([
    ["an officer of another desk", "ca-stranger"],
    ["an officer who only releases", "ca-authority"],
    ["an auditor", "ca-auditor"],
    ["a coordinator", "ca-coordinator"],
    ["an officer of the partner", "in-analyst"],
    ["nobody", "nobody"],
    ["an empty name", ""],
  ])("never to %s", async (_what, to) => {
    const id = await arrived();
    const result = await assign(id, to);
    expect(refusalOf(result)).toBe("malformed");
    expect(result.ok ? [] : result.refusal.faults).toEqual([{ code: "not_of_this_desk", where: "/to" }]);
    expect(await standing(ca, id)).toBe("filed");
  });

  it("declined with a reason stands on it, and then it is closed", async () => {
    const id = await arrived();
    const lo = await ca.officer("lo");
    expect(must(await ca.exchange.commands.decline(lo, id, "Invented: not ours")).state).toBe("declined");
    expect(await standing(ca, id)).toBe("declined: Invented: not ours");
    expect(refusalOf(await assign(id, "ca-lo"))).toBe("state_conflict");
    expect(refusalOf(await ca.exchange.commands.decline(lo, id, "again"))).toBe("state_conflict");
    expect(await standing(ca, id)).toBe("declined: Invented: not ours");
  });

  it("one of two at the same moment wins; what is on record is what the winner was told", async () => {
    const id = await arrived();
    const lo = await ca.officer("lo");
    const two = await Promise.all([
      ca.exchange.commands.decline(lo, id, "first"),
      ca.exchange.commands.decline(lo, id, "second"),
    ]);
    expect(two.map((result) => (result.ok ? "done" : result.refusal.problem)).toSorted()).toEqual([
      "done",
      "state_conflict",
    ]);
    expect(await standing(ca, id)).toBe(`declined: ${two[0]?.ok ? "first" : "second"}`);
  });
});

describe("an inbox", () => {
  let own: TwoNodes;
  let ids: readonly string[];
  let waiting: string;
  beforeAll(async () => {
    own = await twoNodes(withHold(30));
    const forged = [];
    for (let nth = 0; nth < 5; nth++) forged.push(await forge(own.in, own.ca));
    for (const one of forged) expect(await verdictOn(own.ca, one.sealed)).toBe("stored");
    ids = forged
      .map((one) => one.id)
      .toSorted()
      .toReversed();
    const lo = await own.ca.officer("lo");
    waiting = must(await own.ca.exchange.commands.draft(lo, "request", null, exampleRequest("CA"))).id;
    must(await own.ca.exchange.commands.submit(lo, waiting));
  });
  afterAll(() => own.close());

  async function inbox(role: Role, cursor: string | null = null, limit = 10) {
    return own.ca.exchange.commands.inbox(await own.ca.officer(role), { cursor, limit });
  }

  it.each([
    ["an officer who acts: the arrivals of his desk", "lo", () => ids],
    ["another of the same desk: the same", "analyst", () => ids],
    ["an officer who only releases: what awaits release", "authority", () => [waiting]],
    ["one who does both: both, newest first", "second", () => [waiting, ...ids].toSorted().toReversed()],
    ["an officer of another desk: nothing", "stranger", () => []],
    ["an auditor: nothing", "auditor", () => []],
    ["a coordinator: nothing", "coordinator", () => []],
  ] as const)("shows %s", async (_what, role, expected) => {
    const page = must(await inbox(role));
    expect(page.items.map((item) => item.id)).toEqual(expected());
    expect(page.next).toBeNull();
  });

  it("comes in pages that miss nothing and repeat nothing", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { id: string }[]; next: string | null } = must(await inbox("lo", cursor, 2));
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next;
    } while (cursor !== null);
    expect(seen).toEqual(ids);
  });

  it.each(["", "x", `${NOBODYS}'`, NOBODYS.toUpperCase()])("refuses the cursor %j", async (cursor) => {
    const result = await inbox("lo", cursor);
    expect(result.ok ? [] : result.refusal.faults).toEqual([{ code: "bad_cursor", where: "/cursor" }]);
  });

  it("shows no title and no content, and so leaves no mark", async () => {
    const before = await count(own.ca, "read_mark");
    expect(JSON.stringify(must(await inbox("lo")))).not.toMatch(/INVENTED|Blue Kite/);
    expect(await count(own.ca, "read_mark")).toBe(before);
  });
});

describe("what an officer is shown of a release depends on his desk", () => {
  it("the bytes are those that will be signed, whoever of the desk looks", async () => {
    const id = await proposed();
    const views = await Promise.all(
      (["lo", "analyst", "authority", "second"] as const).map(async (role) =>
        must(await ca.exchange.commands.release(await ca.officer(role), id)),
      ),
    );
    expect(new Set(views.map((view) => `${view.body_sha256} ${view.body_base64}`)).size).toBe(1);
    const [challenge] = views[2]?.challenges ?? [];
    if (challenge === undefined) throw new Error("the authority may sign");
    expect(challenge.body_sha256).toBe(views[0]?.body_sha256);
    const signed = signChallenge(ca.device("authority"), challenge);
    expect(must(await ca.exchange.commands.approve(await ca.officer("authority"), id, signed)).state).toBe(
      "approved",
    );
  });
});
