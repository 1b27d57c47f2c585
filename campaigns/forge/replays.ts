import { type ReceiptItem, signStatement } from "@entente/protocol";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { framed } from "../doors/partners-door.ts";
import { joined } from "../partner/own-sealer.ts";
import { difference } from "../watch.ts";
import { type Delivered, type Forged, ownSealed, refusedMade, refusedSealed } from "./stage.ts";

/** The same statement again: no second effect, and for every copy the very receipt of the first time (T02). */
async function sameReceipt(
  { ground }: Forged,
  { receipt }: Delivered,
  copies: readonly Uint8Array[],
  known = 0,
): Promise<string> {
  const before = ground.watch.footprint();
  const { receipts } = await ground.peer.raw("/peer/v1/dispatches", framed(known, copies), copies.length);
  if (receipts.length !== copies.length) return "no receipt for every copy";
  const faults = [
    difference(before, ground.watch.footprint()),
    ...receipts.map((again) => (isSame(again, receipt) ? "" : "another receipt than the first time")),
  ];
  return faults.filter((fault) => fault !== "").join("; ");
}

function isSame(again: ReceiptItem, first: Delivered["receipt"]): boolean {
  if (again.event !== "stored" || again.index !== first.index) return false;
  return (
    Buffer.compare(again.salt, first.salt) === 0 && Buffer.compare(again.statement, first.statement) === 0
  );
}

const repeats: readonly Kind<Forged>[] = [
  {
    name: "replay.same_bytes",
    run: (stage, chance) => {
      const one = chance.pick(stage.delivered);
      return sameReceipt(stage, one, [one.made.sealed]);
    },
  },
  {
    name: "replay.sealed_again",
    run: async (stage, chance) => {
      const one = chance.pick(stage.delivered);
      return sameReceipt(stage, one, [joined(await ownSealed(stage, one.made))]);
    },
  },
  {
    name: "replay.many_in_one_post",
    run: (stage, chance) => {
      const one = chance.pick(stage.delivered);
      return sameReceipt(
        stage,
        one,
        Array.from({ length: chance.between(2, 16) }, () => one.made.sealed),
      );
    },
  },
  {
    // New, and twice in one POST: both copies are in flight at once, and one of them must be the replay.
    name: "replay.twice_while_new",
    run: async ({ ground }) => {
      const before = Number(ground.watch.footprint().arrival);
      const { sealed } = await ground.hand.make();
      const { receipts } = await ground.peer.dispatches([sealed, sealed]);
      const [first, second] = receipts;
      if (first?.event !== "stored" || second === undefined) return "no receipt for either";
      const stored = Number(ground.watch.footprint().arrival) - before;
      return stored === 1 && isSame(second, first) ? "" : `${stored} stored for one dispatch`;
    },
  },
];

const changed: readonly Kind<Forged>[] = [
  {
    name: "replay.same_id_new_bytes",
    run: (stage, chance) => {
      const { dispatch } = chance.pick(stage.delivered).made.statement;
      return refusedMade(stage, { statement: { dispatch } }, "replayed");
    },
  },
  {
    name: "replay.same_place_new_id",
    run: (stage, chance) => {
      const { stream, sequence } = chance.pick(stage.delivered).made.statement;
      return refusedMade(stage, { statement: { stream, sequence } }, "sequence_reused");
    },
  },
  {
    name: "replay.same_place_same_id_new_bytes",
    run: (stage, chance) => {
      const { stream, sequence, dispatch } = chance.pick(stage.delivered).made.statement;
      return refusedMade(stage, { statement: { stream, sequence, dispatch } }, "replayed", "sequence_reused");
    },
  },
  {
    // ML-DSA is hedged: the same statement signed again is another signed statement, and the log binds the first.
    name: "replay.signed_again",
    run: async (stage, chance) => {
      const { made } = chance.pick(stage.delivered);
      const signed = await signStatement(made.statement, stage.ground.founded.ca.keys.sign);
      const sealed = joined(await ownSealed(stage, { ...made, signed }));
      return refusedSealed(stage, sealed, "replayed", "sequence_reused");
    },
  },
];

/** The same after the node was stopped and started: what it has taken it knows from its disk, not from its memory. */
const reopened: readonly Kind<Forged>[] = [...repeats.slice(0, 3), ...changed.slice(0, 3)].map((kind) => ({
  ...kind,
  name: `${kind.name}.after_restart`,
  afterRestart: true,
  run: (stage: Forged, chance: Chance) => kind.run(stage, chance),
}));

export const REPLAYS: readonly Kind<Forged>[] = [...repeats, ...changed, ...reopened];
