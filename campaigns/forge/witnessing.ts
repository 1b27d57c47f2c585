import { sign } from "node:crypto";
import {
  cosign,
  encodeAddCheckpoint,
  encodeCheckpoint,
  encodeNote,
  logSigner,
  type NoteSignature,
  parseNote,
  signatureLine,
  signCheckpoint,
} from "@entente/ledger";
import { newSeed } from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import { fresh } from "../nodes/found.ts";
import { bytesOf } from "../partner/hand.ts";
import { refusedWhole } from "../trial.ts";
import type { Forged } from "./stage.ts";

const PATH = "/peer/v1/witness/add-checkpoint";
const TIME = 1_795_000_000;

/** India's node must not cosign this, whoever signed it. `codes` are the ledger's words for why. */
function notCosigned(
  { ground, known }: Forged,
  checkpoint: Uint8Array,
  offer: { readonly from?: number; readonly proof?: readonly Uint8Array[] },
  ...codes: readonly string[]
): Promise<string> {
  const { from = known.size, proof = [fresh(32)] } = offer;
  const body = encodeAddCheckpoint({ oldSize: from, proof, checkpoint });
  return refusedWhole(ground, () => ground.peer.raw(PATH, body), { codes, recorded: [body] });
}

/** A head of Canada's log that is not one, signed by the log's real keys. */
function headOf({ ground, known }: Forged, size = known.size + 5, root = fresh(32)): Promise<Uint8Array> {
  return signCheckpoint({ size, root }, ground.founded.ca.keys.log, TIME);
}

/** The same head with other signature lines. */
async function lined(
  stage: Forged,
  change: (
    lines: readonly NoteSignature[],
    text: string,
  ) => readonly NoteSignature[] | Promise<readonly NoteSignature[]>,
): Promise<Uint8Array> {
  const note = parseNote(await headOf(stage));
  if (!note.ok) throw new Error("an own note parses");
  const { text, signatures } = note.value;
  return encodeNote({ text, signatures: [...(await change(signatures, text))] });
}

export const WITNESSING: readonly Kind<Forged>[] = [
  {
    // Two roots of one size, both signed: the log shows two histories (T10).
    name: "checkpoint.second_history",
    run: async (stage) => {
      const head = await headOf(stage, stage.known.size);
      return notCosigned(stage, head, { proof: [] }, "equivocation");
    },
  },
  {
    name: "checkpoint.shrunk",
    run: async (stage) => notCosigned(stage, await headOf(stage, 1), {}, "tree_shrank"),
  },
  {
    name: "checkpoint.no_consistency",
    run: async (stage, chance) => {
      const proof = Array.from({ length: chance.between(0, 8) }, () => fresh(32));
      return notCosigned(stage, await headOf(stage), { proof }, "root_mismatch", "proof_length");
    },
  },
  {
    name: "checkpoint.log_of_a_stranger",
    run: async (stage) => {
      const { origin } = stage.ground.founded.ca.keys.log;
      const stranger = logSigner({ origin, ed25519Seed: newSeed(), mldsa44Seed: newSeed() });
      const head = await signCheckpoint({ size: stage.known.size + 5, root: fresh(32) }, stranger, TIME);
      return notCosigned(stage, head, {}, "signature_unknown");
    },
  },
  {
    name: "checkpoint.receivers_own_log",
    run: async (stage) => {
      const { log } = stage.ground.founded.india.keys;
      const head = await signCheckpoint({ size: stage.known.size + 5, root: fresh(32) }, log, TIME);
      return notCosigned(stage, head, {}, "wrong_origin");
    },
  },
  {
    name: "checkpoint.another_origin",
    run: async (stage, chance) => {
      const { log } = stage.ground.founded.ca.keys;
      const origin = chance.pick([
        log.origin.replace("exchange", "domestic"),
        `${log.origin}2`,
        "entente.invalid/x",
      ]);
      const text = encodeCheckpoint({ origin, size: stage.known.size + 5, root: fresh(32) });
      const [first, second] = log.verifier.kinds;
      const signatures = [first, second].map(({ keyId }, nth) => ({
        name: origin,
        keyId,
        signature: nth === 0 ? new Uint8Array(sign(null, bytesOf(text), log.keys.ed25519)) : fresh(2_428),
      }));
      return notCosigned(stage, encodeNote({ text, signatures }), {}, "wrong_origin");
    },
  },
  {
    name: "checkpoint.one_signature",
    run: async (stage, chance) => {
      const at = chance.below(2);
      const head = await lined(stage, (lines) => lines.filter((_, nth) => nth === at));
      return notCosigned(stage, head, {}, "signature_missing", "signature_unknown");
    },
  },
  {
    name: "checkpoint.signature_of_another_head",
    run: async (stage, chance) => {
      const at = chance.below(2);
      const other = parseNote(await headOf(stage));
      const lines = other.ok ? other.value.signatures : [];
      const head = await lined(stage, (own) =>
        own.map((line, nth) => (nth === at ? (lines[nth] ?? line) : line)),
      );
      return notCosigned(stage, head, {}, "signature_invalid");
    },
  },
  {
    name: "checkpoint.statement_keys",
    run: async (stage) => {
      const { ed25519 } = stage.ground.founded.ca.keys.sign;
      const head = await lined(stage, (lines, text) =>
        lines.map((line, nth) =>
          nth === 0 ? { ...line, signature: new Uint8Array(sign(null, bytesOf(text), ed25519)) } : line,
        ),
      );
      return notCosigned(stage, head, {}, "signature_invalid");
    },
  },
  {
    name: "checkpoint.cosignature_as_signature",
    run: async (stage) => {
      const { log, witness } = stage.ground.founded.ca.keys;
      const claim = { origin: log.origin, size: stage.known.size + 5, root: fresh(32) };
      const lines = await cosign(claim, witness, TIME);
      const note = `${encodeCheckpoint(claim)}\n${lines}`;
      return notCosigned(stage, bytesOf(note), {}, "signature_unknown");
    },
  },
  {
    name: "checkpoint.strangers_line_added",
    run: async (stage) => {
      const head = await headOf(stage);
      const line = signatureLine({ name: "entente.invalid/nobody", keyId: fresh(4), signature: fresh(72) });
      const added = new Uint8Array(Buffer.concat([head, bytesOf(line)]));
      return notCosigned(stage, added, {}, "signature_unknown");
    },
  },
  {
    name: "checkpoint.extension_line",
    run: async (stage) => {
      const { log } = stage.ground.founded.ca.keys;
      const claim = { origin: log.origin, size: stage.known.size + 5, root: fresh(32) };
      const signed = parseNote(await signCheckpoint(claim, log, TIME));
      if (!signed.ok) throw new Error("an own note parses");
      const text = encodeCheckpoint({ ...claim, extensions: ["invented extension"] });
      return notCosigned(
        stage,
        encodeNote({ text, signatures: signed.value.signatures }),
        {},
        "extension_lines",
      );
    },
  },
];
