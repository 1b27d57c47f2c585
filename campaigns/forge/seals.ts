import { createHash } from "node:crypto";
import { newSeed, openingKey } from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { bytesOf } from "../partner/hand.ts";
import { joined, type Pieces } from "../partner/own-sealer.ts";
import { type Forged, ownSealed, refusedOwn, refusedSealed } from "./stage.ts";

/** Four chunks of one dispatch, each a genuine seal. */
async function pieces(stage: Forged): Promise<Pieces> {
  const long = await stage.ground.hand.make({
    body: (honest) => bytesOf({ ...honest, title: "Invented", content: { facts: "x".repeat(200_000) } }),
  });
  return ownSealed(stage, long);
}

/** Deals the chunks of a long dispatch anew. */
async function dealt(
  stage: Forged,
  deal: (chunks: readonly Uint8Array[], other: readonly Uint8Array[]) => readonly Uint8Array[],
  ...codes: readonly string[]
): Promise<string> {
  const [one, other] = [await pieces(stage), await pieces(stage)];
  const chunks = deal(one.chunks, other.chunks);
  return refusedSealed(stage, joined({ cover: one.cover, chunks }), ...codes);
}

export const SEALS: readonly Kind<Forged>[] = [
  {
    name: "seal.to_another_key",
    run: (stage) => {
      const { publicKey } = openingKey(newSeed());
      const sealKey = new Uint8Array(createHash("sha256").update(publicKey).digest());
      return refusedOwn(stage, {}, { to: publicKey, names: { sealKey } }, "unknown_seal_key");
    },
  },
  {
    name: "seal.to_the_senders_own_key",
    run: (stage) => {
      const { publicKey, digest } = stage.ground.founded.ca.keys.opening;
      return refusedOwn(stage, {}, { to: publicKey, names: { sealKey: digest } }, "unknown_seal_key");
    },
  },
  {
    name: "seal.to_another_key_in_our_name",
    run: (stage) => refusedOwn(stage, {}, { to: openingKey(newSeed()).publicKey }, "seal_broken"),
  },
  {
    name: "seal.enc_of_another",
    run: async (stage, chance) => {
      const made = await stage.ground.hand.make();
      const sealed = made.sealed.slice();
      sealed.set(chance.pick(stage.delivered).made.sealed.subarray(152, 1_272), 152);
      return refusedSealed(stage, sealed, "seal_broken");
    },
  },
  {
    name: "seal.cover_of_another",
    run: async (stage, chance) => {
      const made = await stage.ground.hand.make();
      const cover = chance.pick(stage.delivered).made.sealed.subarray(0, 1_272);
      const sealed = new Uint8Array(Buffer.concat([cover, made.sealed.subarray(1_272)]));
      return refusedSealed(stage, sealed, "seal_broken");
    },
  },
  {
    name: "seal.chunks_swapped",
    run: (stage, chance) => {
      const [at, from] = distinct(chance);
      const swap = (chunks: readonly Uint8Array[]) =>
        chunks.map((chunk, nth) =>
          nth === at ? (chunks[from] ?? chunk) : nth === from ? (chunks[at] ?? chunk) : chunk,
        );
      return dealt(stage, swap, "seal_broken");
    },
  },
  {
    name: "seal.chunk_of_another",
    run: (stage, chance) => {
      const at = chance.below(4);
      const splice = (chunks: readonly Uint8Array[], other: readonly Uint8Array[]) =>
        chunks.map((chunk, nth) => (nth === at ? (other[nth] ?? chunk) : chunk));
      return dealt(stage, splice, "seal_broken");
    },
  },
  {
    name: "seal.chunk_twice",
    run: (stage, chance) => {
      const [at, from] = distinct(chance);
      return dealt(
        stage,
        (chunks) => chunks.map((c, nth) => (nth === at ? (chunks[from] ?? c) : c)),
        "seal_broken",
      );
    },
  },
  {
    name: "seal.chunk_dropped",
    run: (stage, chance) => {
      const at = chance.below(4);
      return dealt(stage, (chunks) => chunks.filter((_, nth) => nth !== at), "truncated");
    },
  },
  {
    // Cover and length say three chunks, all of them genuine: only the last one's seal knows that it is not the last.
    name: "seal.end_cut_off",
    run: async (stage) => {
      const { cover, chunks } = await pieces(stage);
      const short = cover.slice();
      short.set([0, 0, 0, 1], 140);
      short.set([0, 0, 0, 0, 0, 1, 0, 0], 144);
      return refusedSealed(stage, joined({ cover: short, chunks: chunks.slice(0, 1) }), "seal_broken");
    },
  },
];

function distinct(chance: Chance): readonly [number, number] {
  const first = chance.below(4);
  return [first, (first + chance.between(1, 3)) % 4];
}
