import type { Campaign, Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { framed, type PeerPath } from "../doors/partners-door.ts";
import { onGround } from "../ground.ts";
import { bytesOf } from "../partner/hand.ts";
import { refusedWhole } from "../trial.ts";
import { NO_WORDS, REQUIRED, SHAPE_FAULTS, UNMARKED, without } from "./json-shape.ts";
import { type Members, TEXT_FAULTS } from "./json-text.ts";
import { BYTE_FAULTS, concat, u64 } from "./sealed-bytes.ts";
import { honestMalformed, type Malformed, prepareMalformed } from "./stage.ts";
import { USER_KINDS } from "./users.ts";

type MalformKind = Kind<Malformed>;

/** Whatever may be said of bytes that are no sealed dispatch of ours; which one depends on where they broke. */
const UNOPENED = [
  "truncated",
  "trailing_bytes",
  "malformed_cover",
  "unknown_suite",
  "bucket",
  "chunk_count",
  "oversized",
  "not_recipient",
  "wrong_realm",
  "unknown_agreement",
  "unknown_sender",
  "unknown_seal_key",
  "seal_broken",
] as const;
const DISPATCHES = "/peer/v1/dispatches";
const EVENTS = "/peer/v1/events";
const WITNESS = "/peer/v1/witness/add-checkpoint";
const NOT_A_HEAD = "malformed request";

/** Posts a body to the partner's door, which must refuse all of it. */
function refusedAt(
  stage: Malformed,
  path: PeerPath,
  body: Uint8Array,
  codes: readonly string[],
  also: readonly Uint8Array[] = [],
): Promise<string> {
  const { ground } = stage;
  return refusedWhole(ground, () => ground.peer.raw(path, body, 1), { codes, recorded: [body, ...also] });
}

/** What more than any frame holds is recorded as it came: length word, head and body (spec/line.md §2). */
function asCarried(path: PeerPath, body: Uint8Array): Uint8Array {
  const content = Buffer.concat([Buffer.from(`POST ${path}\n`), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return new Uint8Array(Buffer.concat([length, content]));
}

const spoiltBytes: readonly MalformKind[] = BYTE_FAULTS.map(({ name, spoil }) => ({
  name: `sealed.${name}`,
  async run(stage, chance) {
    const at = chance.below(stage.genuine.length);
    const [one, other] = [stage.genuine[at], stage.genuine[(at + 1) % stage.genuine.length]];
    if (one === undefined || other === undefined) throw new Error("there are genuine dispatches");
    const sealed = spoil(one.sealed, chance, other.sealed);
    return refusedAt(stage, DISPATCHES, framed(0, [sealed]), UNOPENED, [sealed]);
  },
}));

const frames: readonly MalformKind[] = [
  {
    name: "frame.short",
    run: (stage, chance) => refusedAt(stage, DISPATCHES, chance.bytes(chance.between(1, 7)), ["truncated"]),
  },
  {
    name: "frame.no_dispatch",
    run: (stage) => refusedAt(stage, DISPATCHES, framed(0, []), ["truncated"]),
  },
  {
    name: "frame.size_beyond_integers",
    run: (stage, chance) => {
      const size = u64(chance.pick([2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]));
      return refusedAt(stage, DISPATCHES, concat(size, one(stage, chance)), ["malformed_cover"]);
    },
  },
  {
    // All 65 are genuine: one too many refuses all of them.
    name: "frame.too_many",
    run: (stage, chance) => {
      const sealed = one(stage, chance);
      const body = framed(
        0,
        Array.from({ length: chance.between(65, 100) }, () => sealed),
      );
      return refusedAt(stage, DISPATCHES, body, ["oversized"]);
    },
  },
  {
    name: "frame.genuine_then_noise",
    run: (stage, chance) => {
      const body = framed(0, [one(stage, chance), chance.bytes(chance.between(1, 3_000))]);
      return refusedAt(stage, DISPATCHES, body, UNOPENED);
    },
  },
  {
    name: "random.dispatches",
    run: (stage, chance) => refusedAt(stage, DISPATCHES, chance.bytes(chance.between(8, 5_000)), UNOPENED),
  },
  {
    name: "random.with_magic",
    run: (stage, chance) => {
      const body = framed(0, [bytesOf("ENTSEAL1"), chance.bytes(chance.between(1, 20_000))]);
      return refusedAt(stage, DISPATCHES, body, UNOPENED);
    },
  },
  {
    name: "random.events",
    run: (stage, chance) =>
      refusedAt(stage, EVENTS, chance.bytes(chance.between(1, 5_000)), ["event_malformed"]),
  },
  {
    name: "random.checkpoint",
    run: (stage, chance) => refusedAt(stage, WITNESS, chance.bytes(chance.between(1, 5_000)), [NOT_A_HEAD]),
  },
  {
    name: "empty",
    run: (stage, chance) =>
      refusedAt(stage, chance.pick([DISPATCHES, EVENTS, WITNESS]), new Uint8Array(), ["missing_body"]),
  },
  {
    name: "huge",
    run: (stage, chance) => {
      const body = new Uint8Array(chance.between(2 * 1_048_576 + 1, 6 * 1_048_576)).fill(chance.below(256));
      const path = chance.pick<PeerPath>([DISPATCHES, EVENTS, WITNESS]);
      return refusedAt(stage, path, body, ["oversized"], [asCarried(path, body)]);
    },
  },
];

/** Cut by bytes, a request to be witnessed never carries a head that both signatures of the log cover. */
const heads: readonly MalformKind[] = BYTE_FAULTS.filter(({ name }) =>
  ["one_bit", "cut_short", "appended", "overwritten"].includes(name),
).map(({ name, spoil }) => ({
  name: `checkpoint.${name}`,
  run: (stage, chance) => {
    // The first line is the sender's claim of what we know; a wrong one is a conflict, not a malformed head.
    const [line, note] = [stage.witnessing.subarray(0, 6), stage.witnessing.subarray(6)];
    const body = concat(line, spoil(note, chance, note));
    return refusedAt(stage, WITNESS, body, [NOT_A_HEAD, ...HEAD_CODES]);
  },
}));

/** A word of the ledger's for a note that does not verify, as the witness's door answers it. */
const HEAD_CODES = [
  "bad_text",
  "bad_note",
  "bad_signature_line",
  "not_canonical",
  "signature_length",
  "signature_missing",
  "signature_unknown",
  "signature_invalid",
  "signature_order",
  "bad_checkpoint",
  "bad_timestamp",
  "hash_length",
  "wrong_origin",
  "extension_lines",
  "too_large",
  "root_mismatch",
  "proof_length",
  "inconsistent",
] as const;

const eventTexts: readonly MalformKind[] = TEXT_FAULTS.map(({ name, spoil }) => ({
  name: `events.${name}`,
  run: (stage, chance) => refusedAt(stage, EVENTS, spoil(EVENT, chance), ["event_malformed"]),
}));
const eventShapes: readonly MalformKind[] = SHAPE_FAULTS.map(({ name, spoil }) => ({
  name: `events.${name}`,
  run: (stage, chance) => refusedAt(stage, EVENTS, bytesOf(spoil(EVENT, chance)), ["event_malformed"]),
}));
const EVENT: Members = {
  items: [
    {
      dispatch: "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071",
      event: "opened",
      inclusion: ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
      index: 0,
      salt: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    },
  ],
  size: 1,
};

/** Signed with the partner's real keys and sealed in order: only the body inside is not what it must be. */
async function signedOver(
  stage: Malformed,
  codes: readonly string[],
  body: (honest: Members) => Uint8Array,
): Promise<string> {
  const { sealed } = await stage.ground.hand.make({ body });
  return refusedAt(stage, DISPATCHES, framed(0, [sealed]), codes, [sealed]);
}

const bodyTexts: readonly MalformKind[] = TEXT_FAULTS.map(({ name, codes, spoil }) => ({
  name: `body.${name}`,
  run: (stage, chance) => signedOver(stage, codes, (honest) => spoil(honest, chance)),
}));
const bodyShapes: readonly MalformKind[] = SHAPE_FAULTS.map(({ name, spoil }) => ({
  name: `body.${name}`,
  run: (stage, chance) =>
    signedOver(stage, ["schema", "unmarked"], (honest) => bytesOf(spoil(honest, chance))),
}));
const bodies: readonly MalformKind[] = [
  ...bodyTexts,
  ...bodyShapes,
  {
    name: "body.missing_field",
    run: (stage, chance) =>
      signedOver(stage, ["schema"], (honest) => bytesOf(without(honest, chance.pick(REQUIRED)))),
  },
  {
    name: "body.unmarked",
    run: (stage, chance) =>
      signedOver(stage, ["unmarked"], (honest) => bytesOf(chance.pick(UNMARKED)(honest, chance))),
  },
  {
    name: "body.no_word_that_binds",
    run: (stage, chance) =>
      signedOver(stage, ["schema", "unmarked"], (honest) => bytesOf(chance.pick(NO_WORDS)(honest, chance))),
  },
  {
    name: "body.unknown_kind",
    run: (stage, chance) =>
      signedOver(stage, ["unknown_kind"], (honest) =>
        bytesOf({ ...honest, kind: chance.pick(["invented_kind", "constructor", "to_string", "requests"]) }),
      ),
  },
  {
    name: "body.empty",
    run: (stage) => signedOver(stage, ["not_json"], () => new Uint8Array()),
  },
];

/** One draw of the honest dispatches. */
function one(stage: Malformed, chance: Chance): Uint8Array {
  return chance.pick(stage.genuine).sealed;
}

/** Malformed messages of every kind, at both doors of a real node, over real connections. */
export const malform: Campaign<Malformed> = {
  name: "malform",
  kinds: [...spoiltBytes, ...frames, ...heads, ...eventTexts, ...eventShapes, ...bodies, ...USER_KINDS],
  prepare: () => onGround(prepareMalformed),
  honest: honestMalformed,
};
