import {
  type Agreement,
  hexOf,
  type NodeCard,
  nodeDigest,
  type ParsedAgreement,
  parseAgreement,
} from "@entente/protocol";
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

import type { StandingState } from "./standing.ts";

/** One node that is party to the agreement. */
export interface Side {
  readonly party: string;
  readonly node: string;
  readonly card: NodeCard;
  /** as statements name it, 32 bytes */
  readonly digest: Uint8Array;
}

/** A version, and since when it is in force here. */
export interface InForce {
  readonly version: number;
  readonly digest: Uint8Array;
  /** Unix milliseconds; 0 = from the beginning */
  readonly since: number;
}

export type Desk = Agreement["directory"][number];

/** The agreement in force as this node reads it: everything a decision may take from it. */
export interface Treaty {
  /** SHA-256 of the payload of the version in force, 32 bytes: what statements and approvals name */
  readonly digest: Uint8Array;
  readonly digestHex: string;
  /** the same of the first version: the first leaf of both logs, and what the headers of files name */
  readonly firstDigest: Uint8Array;
  /** the exact file of the first version, an auditor's anchor */
  readonly file: Uint8Array;
  /** the versions that are or were in force, from the first */
  readonly versions: readonly InForce[];
  /** hex digests of versions that stand on our log and are not in force yet: the partner may be ahead of us */
  readonly ahead: readonly string[];
  /**
   * Hex digests of the versions that a statement may name at a moment (Unix milliseconds): the one in force, those ahead,
   * and those that were superseded less than the overlap of the one in force ago.
   */
  taken(at: number): readonly string[];
  readonly document: Agreement;
  readonly realm: Realm;
  readonly us: Side;
  readonly partner: Side;
  /** Null for a desk the directory does not know. */
  desk(id: string): Desk | null;
  /** The state of an area, after what either side has said of the relation; null where the agreement does not have it. */
  area(area: Area): AreaState | null;
  /** What either side has said that narrows an area; empty where nothing does but the agreement itself. */
  narrowing(area: Area): readonly StandingState[];
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
  if (agreement.version !== 1) return refused({ code: "bad_agreement", where: "/version" });
  const first = { file, firstDigest: digest, us, partner };
  return passed(treatyOf(agreement, first, [{ version: 1, digest, since: 0 }], []));
}

/**
 * The treaty once a later version is in force: directory, areas, instruments, purposes, clocks, hold, ceiling and
 * retention are the version's; parties and anchor stay those of the first. The caller has held it against the one before.
 * @param since Unix milliseconds
 */
export function amendedTreaty(
  before: Treaty,
  { agreement, digest }: Pick<ParsedAgreement, "agreement" | "digest">,
  since: number,
): Treaty {
  const ahead = before.ahead.filter((one) => one !== hexOf(digest));
  const versions = [...before.versions, { version: agreement.version, digest, since }];
  return treatyOf(agreement, before, versions, ahead);
}

/** The treaty, with a version on our log that is not in force yet. */
export function aheadOfTreaty(before: Treaty, digest: Uint8Array): Treaty {
  return treatyOf(before.document, before, before.versions, [...before.ahead, hexOf(digest)]);
}

function sideOf(member: Agreement["parties"][number]): Side {
  const { party, card } = member;
  return { party, node: card.node, card, digest: nodeDigest(party, card.node) };
}

function treatyOf(
  agreement: Agreement,
  { file, firstDigest, us, partner }: Pick<Treaty, "file" | "firstDigest" | "us" | "partner">,
  versions: readonly InForce[],
  ahead: readonly string[],
): Treaty {
  const digest = versions.at(-1)?.digest ?? firstDigest;
  const desks = new Map(agreement.directory.map((desk) => [desk.desk, desk]));
  const areas = new Map(agreement.areas.map((area) => [area.id, area.status]));
  const { routine, life_threat } = agreement.hold_seconds;
  return {
    digest,
    digestHex: hexOf(digest),
    firstDigest,
    file,
    versions,
    ahead,
    taken: (at) => takenAt(agreement, versions, ahead, at),
    document: agreement,
    realm: agreement.realm,
    us,
    partner,
    desk: (id) => desks.get(id) ?? null,
    area: (area) => areas.get(area) ?? null,
    narrowing: () => [],
    inForce: (at) => {
      const day = new Date(at).toISOString().slice(0, 10);
      return agreement.valid_from <= day && day <= (agreement.valid_to ?? day);
    },
    unwitnessed: unwitnessedOf(agreement),
    hold: (urgency) => (urgency === "life_threat" ? life_threat : routine) * 1000,
  };
}

const DAY = 86_400_000;
const USUAL_OVERLAP = 14;

/** A clock decides no more here than how long what was on its way is still taken (T07). */
function takenAt(
  { overlap_days = USUAL_OVERLAP }: Agreement,
  versions: readonly InForce[],
  ahead: readonly string[],
  at: number,
): readonly string[] {
  const standing = versions.filter((_, nth) => {
    const next = versions[nth + 1];
    return next === undefined || at < next.since + overlap_days * DAY;
  });
  return [...standing.map(({ digest }) => hexOf(digest)), ...ahead];
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
