import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import type { Role } from "../nodes/terms.ts";
import { bytesOf } from "../partner/hand.ts";
import { refusedWhole } from "../trial.ts";
import { REQUIRED, SHAPE_FAULTS, UNMARKED, without } from "./json-shape.ts";
import { type Members, TEXT_FAULTS } from "./json-text.ts";
import type { Malformed } from "./stage.ts";

/** A place that takes a body, an officer who may use it, and what he would send. */
interface Place {
  readonly role: Role;
  readonly method: "POST" | "PUT";
  readonly path: (stage: Malformed) => string;
  readonly body: (stage: Malformed) => Members;
}

const CHALLENGE = {
  domain: "entente/approval/v1",
  realm: "live",
  dispatch: "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071",
  body_sha256: "ab".repeat(32),
  recipient_party: "CA",
  recipient_node: "ca-1",
  recipient_desk: "ca-rcmp-liaison",
  agreement_sha256: "cd".repeat(32),
  packs_sha256: ["ef".repeat(32)],
  role: "IN-SUP",
  action: "release",
  expires_at: "2026-11-22T12:00:00.000Z",
};
const ACT = { challenge: CHALLENGE, device: "invented-device", signature: "AAAA" };

const place = (role: Role, path: string, body: Members): Place => ({
  role,
  method: "POST",
  path: (stage) => path.replace(":id", stage.draftId),
  body: () => body,
});
const DRAFTING: Place = {
  role: "lo",
  method: "POST",
  path: () => "/api/drafts",
  body: ({ draft }) => ({ kind: "request", draft }),
};
const REPLACING: Place = {
  role: "lo",
  method: "PUT",
  path: ({ draftId }) => `/api/drafts/${draftId}`,
  body: ({ draft }) => ({ draft, version: 1 }),
};

/** Every route that takes a body, each by an officer whom the door lets in: so that it is the body that is refused. */
const PLACES: readonly Place[] = [
  DRAFTING,
  REPLACING,
  place("lo", "/api/examples", { kind: "request" }),
  place("lo", "/api/inbox", { cursor: null, limit: 10 }),
  place("lo", "/api/dispatches/:id/assign", { to: "in-lo" }),
  place("lo", "/api/dispatches/:id/decline", { reason: "Invented reason" }),
  place("authority", "/api/releases/:id/approve", ACT),
  place("authority", "/api/releases/:id/refuse", { ground: "national_security", signed: ACT }),
  place("analyst", "/api/holdings/search", { query: "invented", limit: 5 }),
  place("lo", "/api/ledger/entries", { from: 0, count: 1 }),
  place("lo", "/api/ledger/tile", { level: 0, index: 0, width: 1 }),
];

/** The text is broken before anybody asks for its shape: so also where lines of records go in. */
const TEXT_PLACES = [
  ...PLACES,
  place("analyst", "/api/holdings/import", { records: [{ id: "x", text: "y" }] }),
];

async function refusedFrom(stage: Malformed, at: Place, bytes: Uint8Array, codes: readonly string[]) {
  const { ground } = stage;
  const { token } = ground.founded.india.officers[at.role];
  const send = () => ground.users.post(at.path(stage), token, bytes, at.method);
  return refusedWhole(ground, send, { codes, recorded: [bytes] });
}

const texts: readonly Kind<Malformed>[] = TEXT_FAULTS.map(({ name, spoil }) => ({
  name: `user.${name}`,
  run: (stage, chance) => {
    const at = chance.pick(TEXT_PLACES);
    return refusedFrom(stage, at, spoil(at.body(stage), chance), ["malformed"]);
  },
}));

const shapes: readonly Kind<Malformed>[] = SHAPE_FAULTS.map(({ name, spoil }) => ({
  name: `user.${name}`,
  run: (stage, chance) => {
    const at = chance.pick(PLACES);
    return refusedFrom(stage, at, bytesOf(spoil(at.body(stage), chance)), ["malformed"]);
  },
}));

/** Puts a spoilt draft where a draft goes. */
function drafted(stage: Malformed, chance: Chance, draft: unknown): Promise<string> {
  const at = chance.pick([DRAFTING, REPLACING]);
  return refusedFrom(stage, at, bytesOf({ ...at.body(stage), draft }), ["malformed"]);
}

const drafts: readonly Kind<Malformed>[] = [
  ...SHAPE_FAULTS.map(
    ({ name, spoil }): Kind<Malformed> => ({
      name: `draft.${name}`,
      run: (stage, chance) => drafted(stage, chance, spoil(stage.draft, chance)),
    }),
  ),
  {
    name: "draft.missing_field",
    run: (stage, chance) =>
      drafted(
        stage,
        chance,
        without(stage.draft, chance.pick([...REQUIRED, "offence", "notes", "risk", "to"])),
      ),
  },
  {
    name: "draft.unmarked",
    run: (stage, chance) => drafted(stage, chance, chance.pick(UNMARKED)(stage.draft, chance)),
  },
  {
    name: "draft.no_object",
    run: (stage, chance) => drafted(stage, chance, chance.pick([null, 0, "draft", true, [], [stage.draft]])),
  },
  {
    name: "user.no_object",
    run: (stage, chance) => {
      const text = chance.pick(["null", "0", '"x"', "true", "[]", "[{}]"]);
      return refusedFrom(stage, chance.pick(PLACES), bytesOf(text), ["malformed"]);
    },
  },
  {
    name: "user.empty",
    run: (stage, chance) => refusedFrom(stage, chance.pick(TEXT_PLACES), new Uint8Array(), ["malformed"]),
  },
  {
    name: "user.oversized",
    run: (stage, chance) => {
      const at = chance.pick(PLACES);
      const filled = { ...at.body(stage), filling: "x".repeat(chance.between(1_048_577, 3_000_000)) };
      return refusedFrom(stage, at, bytesOf(filled), ["too_large"]);
    },
  },
];

export const USER_KINDS: readonly Kind<Malformed>[] = [...texts, ...shapes, ...drafts];
