import { createServer } from "node:net";
import { PROBLEMS } from "@entente/contract";
import { afterEach, describe, expect, test } from "vitest";
import { entente, ID, objectOn, standingOf, textLike } from "./command-line.ts";
import { type FakeNode, type Handler, problemOf, startFakeNode } from "./fake-node.ts";

let node: FakeNode | null = null;
afterEach(async () => {
  await node?.close();
  node = null;
});

async function submitTo(handler: Handler, flags: readonly string[] = []) {
  node = await startFakeNode({ submitDraft: handler });
  return entente(["submit", ID, "--node", node.url, "--token", "t", ...flags]);
}

/** Design §8, word for word: what each refusal of a node means to the one who called. */
const EXITS: Readonly<Record<keyof typeof PROBLEMS, number>> = {
  malformed: 2,
  unknown_kind: 2,
  unknown_desk: 2,
  nothing_to_answer: 2,
  not_found: 2,
  too_large: 2,
  not_signed_in: 3,
  not_permitted: 3,
  release_forbidden: 3,
  author_is_approver: 3,
  role_not_held: 3,
  same_person: 3,
  device_refused: 3,
  area_suspended: 3,
  device_needed: 4,
  state_conflict: 5,
  changed_meanwhile: 5,
  approval_stale: 5,
  throttled: 6,
  author_blocked: 3,
  batch_mixed: 5,
  order_stale: 5,
  officer_taken: 5,
  operators_needed: 5,
  not_witnessed: 6,
  unavailable: 6,
  record_broken: 7,
  rolled_back: 7,
};
const CODES = Object.keys(PROBLEMS).filter((code): code is keyof typeof PROBLEMS =>
  Object.hasOwn(PROBLEMS, code),
);

describe("a refusal of the node", () => {
  test.each(CODES)("%s has its exit code and reaches standard error whole", async (code) => {
    const problem = problemOf(code, {
      detail: "because",
      errors: [{ pointer: "/title", code: "missing_field" }],
    });
    const { exit, out, err } = await submitTo(() => ({ problem }), ["--json"]);
    expect([exit, out]).toEqual([EXITS[code], ""]);
    expect(objectOn(err)).toEqual(problem);
  });

  test("a code this version does not know is bad input", async () => {
    const problem = { ...problemOf("malformed"), code: "of_tomorrow" };
    expect((await submitTo(() => ({ problem }))).exit).toBe(2);
  });

  test("without --json is a paragraph with rule, law and what would help", async () => {
    const problem = problemOf("release_forbidden", {
      detail: "nothing was sent",
      policy: {
        outcome: "forbid",
        needs: ["CA-SUP"],
        reasons: [
          { rule: "ca.no-basis", law: "Privacy Act s. 8(1)", text: "No disclosure without a basis." },
        ],
        remedies: ["an arrangement in force"],
        packs: ["ca"],
      },
    });
    const { exit, err } = await submitTo(() => ({ problem }));
    expect(exit).toBe(3);
    for (const part of [
      "release_forbidden",
      "nothing was sent",
      "forbid (CA-SUP)",
      "rule ca.no-basis",
      "Privacy Act s. 8(1)",
      "would help: an arrangement in force",
    ]) {
      expect(err).toContain(part);
    }
  });

  test("cannot steer the terminal", async () => {
    const problem = problemOf("malformed", { detail: "a\u001b[2Jb\r\nc\u202ed" });
    const { err } = await submitTo(() => ({ problem }));
    for (const control of ["\u001b", "\r", "\u202e"]) expect(err).not.toContain(control);
    expect(err.split("\n")).toHaveLength(2);
  });
});

describe("a node that gives no answer of the contract is unavailable (exit code 6)", () => {
  const answers: readonly (readonly [string, Handler])[] = [
    [
      "a page of a proxy",
      () => ({ raw: { status: 502, headers: { "content-type": "text/html" }, body: "<html>" } }),
    ],
    ["an empty answer", () => ({ raw: { status: 200, body: "" } })],
    ["an answer that is no JSON", () => ({ raw: { status: 200, body: "{" } })],
    ["an answer without its fields", () => ({ value: { id: ID } })],
    ["an answer of other types", () => ({ value: { ...standingOf("proposed"), thread: 7 } })],
    ["an error without a problem", () => ({ raw: { status: 500, body: "{}" } })],
  ];
  test.each(answers)("%s", async (_, handler) => {
    const { exit, out, err } = await submitTo(handler, ["--json"]);
    expect([exit, out]).toEqual([6, ""]);
    expect(objectOn(err).code).toBe("unavailable");
  });

  test("a redirect, which would carry the token to another place", async () => {
    const other = await startFakeNode({ submitDraft: () => ({ value: standingOf("proposed") }) });
    const location = `${other.url}/api/drafts/${ID}/submit`;
    const { exit } = await submitTo(() => ({ raw: { status: 307, headers: { location }, body: "" } }));
    expect(exit).toBe(6);
    expect(other.asked).toEqual([]);
    await other.close();
  });

  test("nobody listens", async () => {
    const gone = await startFakeNode({});
    await gone.close();
    const { exit, err } = await entente(["inbox", "--node", gone.url, "--json"]);
    expect(exit).toBe(6);
    expect(objectOn(err)).toMatchObject({
      code: "unavailable",
      detail: textLike(/ECONNREFUSED/),
    });
  });

  test("the line is cut in the middle of the answer", async () => {
    const server = createServer((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{");
        socket.destroySoon();
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    expect((await entente(["inbox", "--node", `http://127.0.0.1:${port}`])).exit).toBe(6);
    server.close();
  });
});

describe("an answer", () => {
  test.each(["draft", "proposed", "approved", "queued"])(
    "is exit code 0 also where the item now waits: %s",
    async (state) => {
      const { exit, out, err } = await submitTo(() => ({ value: standingOf(state) }), ["--json"]);
      expect([exit, err]).toEqual([0, ""]);
      expect(objectOn(out)).toEqual(standingOf(state));
    },
  );
});
