import { type Agreement, hexOf, type NodeCard, nodeDigest, parseAgreement } from "@entente/protocol";
import {
  type Area,
  type AreaState,
  type Fault,
  type GateUrgency,
  type Parsed,
  passed,
  type Realm,
  refused,
} from "@entente/words";

/** One node that is party to the agreement. */
export interface Side {
  readonly party: string;
  readonly node: string;
  readonly card: NodeCard;
  /** as statements name it, 32 bytes */
  readonly digest: Uint8Array;
}

export type Desk = Agreement["directory"][number];

/** The agreement in force as this node reads it: everything a decision may take from it. */
export interface Treaty {
  /** SHA-256 of the payload both roots signed, 32 bytes: the first leaf of both logs */
  readonly digest: Uint8Array;
  readonly digestHex: string;
  /** the exact file, an auditor's anchor */
  readonly file: Uint8Array;
  readonly document: Agreement;
  readonly realm: Realm;
  readonly us: Side;
  readonly partner: Side;
  /** Null for a desk the directory does not know. */
  desk(id: string): Desk | null;
  /** The state of an area; null where the agreement does not have it. */
  area(area: Area): AreaState | null;
  /** Whether the agreement is in force on the UTC day of a moment (Unix milliseconds); both its days included. */
  inForce(at: number): boolean;
  /** What an unwitnessed log means; milliseconds, and the kinds of dispatch that wait. */
  readonly unwitnessed: {
    readonly shownAfter: number;
    readonly blocksAfter: number;
    readonly blocks: readonly string[];
  };
  /** How long an approved dispatch waits before it leaves, in milliseconds. */
  hold(urgency: GateUrgency): number;
}

/**
 * Reads the agreement file and finds this node in it.
 * @returns every fault where a signature, a field or this node's own entry is wrong
 */
export async function openTreaty(
  file: Uint8Array,
  self: { readonly party: string; readonly node: string },
): Promise<Parsed<Treaty>> {
  const parsed = await parseAgreement(file);
  if (!parsed.ok) return parsed;
  const { agreement, digest } = parsed.value;
  const sides = agreement.parties.map(sideOf);
  const us = sides.find((side) => side.party === self.party && side.node === self.node);
  const partners = sides.filter((side) => side !== us);
  const partner = partners[0];
  if (us === undefined || partner === undefined || partners.length !== 1) return refused(notOurs());
  return passed(treatyOf(file, agreement, digest, us, partner));
}

function sideOf(member: Agreement["parties"][number]): Side {
  const { party, card } = member;
  return { party, node: card.node, card, digest: nodeDigest(party, card.node) };
}

function treatyOf(
  file: Uint8Array,
  agreement: Agreement,
  digest: Uint8Array,
  us: Side,
  partner: Side,
): Treaty {
  const desks = new Map(agreement.directory.map((desk) => [desk.desk, desk]));
  const areas = new Map(agreement.areas.map((area) => [area.id, area.status]));
  const { routine, life_threat } = agreement.hold_seconds;
  return {
    digest,
    digestHex: hexOf(digest),
    file,
    document: agreement,
    realm: agreement.realm,
    us,
    partner,
    desk: (id) => desks.get(id) ?? null,
    area: (area) => areas.get(area) ?? null,
    inForce: (at) => {
      const day = new Date(at).toISOString().slice(0, 10);
      return agreement.valid_from <= day && day <= (agreement.valid_to ?? day);
    },
    unwitnessed: unwitnessedOf(agreement),
    hold: (urgency) => (urgency === "life_threat" ? life_threat : routine) * 1000,
  };
}

/** Where the agreement says nothing: shown after a quarter of an hour, nothing blocked. */
function unwitnessedOf({ unwitnessed }: Agreement): Treaty["unwitnessed"] {
  const { shown_after_minutes = 15, blocks_after_minutes = 1440, blocks = [] } = unwitnessed ?? {};
  return { shownAfter: shown_after_minutes * 60_000, blocksAfter: blocks_after_minutes * 60_000, blocks };
}

/** 1a is bilateral: two parties, and this node is one of them. */
function notOurs(): Fault {
  return { code: "not_a_party", where: "/parties" };
}
