import type { Chance } from "../chance.ts";

/** One way to spoil the bytes of a sealed dispatch. `other` is a second genuine one from the same hand. */
export interface ByteFault {
  readonly name: string;
  readonly spoil: (sealed: Uint8Array, chance: Chance, other: Uint8Array) => Uint8Array;
}

/** Layout of the cover (spec/sealed-dispatch.md §4). */
const AT = { suite: 8, realm: 10, reserved: 11, chunks: 140, bucket: 144, enc: 152, body: 1_272 } as const;
const BUCKETS = [4_096, 16_384, 65_536, 262_144, 1_048_576] as const;

/** Every one of these changes at least one byte: a genuine dispatch must never count as an attack that got through. */
export const BYTE_FAULTS: readonly ByteFault[] = [
  { name: "bit_flips", spoil: flips },
  {
    name: "one_bit",
    spoil: (sealed, chance) =>
      edited(sealed, chance.below(sealed.length), (byte) => byte ^ (1 << chance.below(8))),
  },
  {
    name: "cut_short",
    spoil: (sealed, chance) => sealed.slice(0, chance.between(1, sealed.length - 1)),
  },
  {
    name: "cut_to_cover",
    spoil: (sealed, chance) => sealed.slice(0, AT.body - chance.below(2)),
  },
  {
    name: "cut_out",
    spoil: (sealed, chance) => {
      const from = chance.below(sealed.length - 64);
      return concat(sealed.subarray(0, from), sealed.subarray(from + chance.between(1, 64)));
    },
  },
  {
    name: "inserted",
    spoil: (sealed, chance) => {
      const at = chance.below(sealed.length);
      return concat(sealed.subarray(0, at), chance.bytes(chance.between(1, 64)), sealed.subarray(at));
    },
  },
  {
    name: "appended",
    spoil: (sealed, chance) => concat(sealed, chance.bytes(chance.between(1, 2_000))),
  },
  {
    name: "overwritten",
    spoil: (sealed, chance) => {
      const noise = chance.bytes(chance.between(16, 512));
      return written(sealed, chance.below(sealed.length - noise.length), noise);
    },
  },
  {
    // Behind the first bytes of `enc`: the covers of two dispatches from one hand are alike up to there.
    name: "spliced",
    spoil: (sealed, chance, other) => {
      const at = chance.between(AT.enc + 64, sealed.length - 64);
      return concat(sealed.subarray(0, at), other.subarray(at));
    },
  },
  {
    name: "bucket_lie",
    spoil: (sealed, chance) => {
      const said = sealed.length < 10_000 ? 4_096 : 16_384;
      const sizes = [...BUCKETS.filter((bucket) => bucket !== said), 0, 1, 4_095, 2 ** 31, 2 ** 40];
      return written(sealed, AT.bucket, u64(BigInt(chance.pick(sizes))));
    },
  },
  {
    name: "bucket_beyond_integers",
    spoil: (sealed, chance) =>
      written(sealed, AT.bucket, u64(chance.pick([2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]))),
  },
  {
    name: "chunk_count_lie",
    spoil: (sealed, chance) =>
      written(sealed, AT.chunks, u32(chance.pick([0, 2, 3, 255, 65_536, 2 ** 32 - 1]))),
  },
  {
    // Both agree with each other and with nothing that follows.
    name: "length_lie_agreed",
    spoil: (sealed, chance) => {
      const bucket = chance.pick([262_144, 1_048_576, 2_097_152, 2 ** 30]);
      const counted = written(sealed, AT.chunks, u32(Math.ceil(bucket / 65_536)));
      return written(counted, AT.bucket, u64(BigInt(bucket)));
    },
  },
  {
    name: "magic",
    spoil: (sealed, chance) => edited(sealed, chance.below(8), (byte) => byte ^ chance.between(1, 255)),
  },
  {
    name: "suite_lie",
    spoil: (sealed, chance) =>
      written(
        sealed,
        AT.suite,
        chance.pick([
          [0, 0],
          [0, 2],
          [1, 0],
          [255, 255],
        ]),
      ),
  },
  {
    name: "realm_lie",
    spoil: (sealed, chance) => written(sealed, AT.realm, [chance.between(1, 255)]),
  },
  {
    name: "reserved_byte",
    spoil: (sealed, chance) => written(sealed, AT.reserved, [chance.between(1, 255)]),
  },
];

function flips(sealed: Uint8Array, chance: Chance): Uint8Array {
  const places = new Set(Array.from({ length: chance.between(1, 8) }, () => chance.below(sealed.length)));
  const copy = sealed.slice();
  for (const at of places) copy[at] = (copy[at] ?? 0) ^ (1 << chance.below(8));
  return copy;
}

function edited(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = change(copy[at] ?? 0);
  return copy;
}

/** A copy with bytes written over it. */
export function written(bytes: Uint8Array, at: number, put: Uint8Array | readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(put, at);
  return copy;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

export function u64(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return new Uint8Array(bytes);
}
