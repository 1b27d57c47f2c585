import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { newSeed, signingKeys } from "@entente/protocol";
import { framed } from "../doors/partners-door.ts";
import { jsonBytes } from "../doors/users-door.ts";
import { bytesOf } from "../partner/hand.ts";
import { type Place, stood } from "./house.ts";
import type { Sown } from "./sown.ts";
import { members, requestWith } from "./texts.ts";

/**
 * What a node refuses: a partner's text under a wrong signature, or as no dispatch at all; an officer's where none belongs,
 * in a bag too. None of it may stay readable.
 */
export async function refusedTexts(place: Place, sown: Sown): Promise<void> {
  const { hand, line } = place.partner;
  const stranger = signingKeys({ ed25519Seed: newSeed(), mldsa65Seed: newSeed() });
  const title = sown.word("forged.title");
  const { sealed } = await hand.make({ keys: stranger, body: (honest) => bytesOf({ ...honest, title }) });
  await line.dispatches([sealed]);
  await line.raw("/peer/v1/dispatches", framed(0, [bytesOf(sown.word("no dispatch at all"))]), 1);
  await line.raw("/peer/v1/events", bytesOf({ event: sown.word("no event at all") }));
  await line.raw("/peer/v1/witness/add-checkpoint", bytesOf(`old ${sown.word("no checkpoint at all")}\n`));
  await atTheUsersDoor(place, sown);
}

/**
 * What a node puts into quarantine, and what it refuses although it is signed. It takes the next places of the stream that
 * the partner's own node writes: nothing of that node's comes afterwards.
 */
export async function strangeDispatches(place: Place, times: number, sown: Sown): Promise<void> {
  const next = nextPlace(place);
  for (let nth = 0; nth < times; nth += 1) await strange(place, next, sown);
}

async function strange(place: Place, next: ReturnType<typeof nextPlace>, sown: Sown): Promise<void> {
  const { hand, line } = place.partner;
  const quarantined = await hand.make({
    statement: next(),
    body: (honest) =>
      bytesOf({
        ...honest,
        title: sown.word("quarantined.title"),
        caveats: ["use_limit", sown.word("quarantined.caveat nobody knows")],
        legal_basis: [sown.word("quarantined.legal_basis")],
      }),
  });
  const { receipts } = await line.dispatches([quarantined.sealed]);
  if (receipts[0]?.event !== "stored")
    throw new Error(`nothing came into quarantine: ${JSON.stringify(receipts)}`);
  const path = `/api/dispatches/${quarantined.statement.dispatch}`;
  stood(await place.door.get(path, place.token("lo")), "what is in quarantine");
  const malformed = await hand.make({
    statement: next(),
    body: (honest) =>
      bytesOf({ ...honest, [sown.word("unknown field's name")]: sown.word("unknown field's value") }),
  });
  await line.dispatches([malformed.sealed]);
}

/** Reads beside the partner's running node what it would number next. */
function nextPlace({ partner }: Place): () => { readonly stream: string; readonly sequence: number } {
  const file = join(partner.hand.from.data, "node.db");
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    const row = db
      .prepare("select lower(hex(stream)) as stream, next_sequence as next from stream_out")
      .get();
    let sequence = Number(row?.next) - 1;
    return () => {
      sequence += 1;
      return { stream: String(row?.stream), sequence };
    };
  } finally {
    db.close();
  }
}

/** Each is refused, and what is refused is on record by its digest alone. */
async function atTheUsersDoor(place: Place, sown: Sown): Promise<void> {
  const { door } = place;
  const [token, party] = [place.token("lo"), place.node.party];
  const other = party === "CA" ? "IN" : "CA";
  const good = await place.officer("lo").example("request");
  const posted: readonly (readonly [string, unknown])[] = [
    ["/api/drafts", { kind: sown.word("refused.kind"), draft: {} }],
    [
      "/api/drafts",
      { kind: "request", draft: { ...members(requestWith(good, sown, "refused draft")), to: 7 } },
    ],
    ["/api/drafts", { kind: "request", draft: {}, [sown.word("refused.field")]: 1 }],
    ["/api/holdings/import", { records: [{ id: "H-1", text: sown.word("refused.holding") }] }],
    ["/api/working", { form: sown.word("refused.form") }],
    ["/api/desk", { view: sown.word("refused.view") }],
    ["/api/inbox", { cursor: sown.word("refused.cursor") }],
    [`/api/dispatches/${sown.word("refused.id")}/assign`, { to: sown.word("refused.assignee") }],
    ["/api/alarms/clear", { code: "equivocation", reason: sown.word("refused.alarm reason") }],
    [
      "/api/bags/import",
      {
        format: "entente/bag/v1",
        from: other,
        to: party,
        known_size: 0,
        dispatches: [Buffer.from(`${sown.word("refused.bag piece")} `).toString("base64")],
        receipts: [],
      },
    ],
  ];
  for (const [path, value] of posted) await refused(door.post(path, tokenFor(place, path), jsonBytes(value)));
  await refused(door.post("/api/drafts", token, bytesOf(`{"kind": ${sown.word("refused.no JSON")}`)));
  await refused(door.get(`/api/me?q=${sown.word("refused.query")}`, token));
  await refused(door.get(`/api/${sown.word("refused.path")}`, token));
  await refused(door.get("/api/me", sown.word("refused.token")));
}

function tokenFor(place: Place, path: string): string {
  if (path === "/api/alarms/clear") return place.token("operator");
  return place.token(path === "/api/holdings/import" ? "analyst" : "lo");
}

/** A bag and an import answer piece by piece; everything else says no by its status. */
async function refused(said: Promise<{ readonly status: number; readonly json: unknown }>): Promise<void> {
  const { status, json } = await said;
  if (status >= 500 || (status === 200 && !JSON.stringify(json).includes('"refused"')))
    throw new Error(`a text that no node takes was answered with ${status}: ${JSON.stringify(json)}`);
}
