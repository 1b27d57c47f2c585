import type { InstrumentKind } from "@entente/words";
import type { Facts, InstrumentFact } from "./facts.ts";
import { utcDayOf } from "./instants.ts";

/** One end of an instrument: an agency of a state, and what it is for where the facts say so. */
interface End {
  readonly state: string;
  readonly agency: string;
  readonly function?: string;
}

/** Kinds that only the central authorities' channel can use. */
const CENTRAL_ONLY: ReadonlySet<InstrumentKind> = new Set(["MLAT", "EXTRADITION"]);
/** Kinds made between bodies of one sort, and the bodies that are of it. */
const FOR_BODIES: Readonly<Partial<Record<InstrumentKind, { bodies: readonly string[]; function: string }>>> =
  {
    FIU_MOU: { bodies: ["CA:FINTRAC", "IN:FIU-IND"], function: "fiu" },
    CERT_ARRANGEMENT: { bodies: ["CA:CSE", "CA:CCCS", "IN:CERT-IN"], function: "cert" },
  };
const KNOWN_STATES: ReadonlySet<string> = new Set(["CA", "IN"]);

/**
 * Kinds of the instruments that count for these facts: in force, verified, within their days on the UTC day of
 * `at`, listing the purpose, covering both ends, and of a kind those ends and this channel may use. Empty where
 * no two ends need an instrument. A GSOIA is never among them: it raises the ceiling and is no basis.
 */
export function kindsThatCount(facts: Facts): ReadonlySet<InstrumentKind> {
  const ends = endsOf(facts);
  if (ends === null) return new Set();
  const day = utcDayOf(facts.at);
  const counting = facts.instruments.filter(
    (one) =>
      one.kind !== "GSOIA" &&
      standsOn(one, day) &&
      one.purposes.includes(facts.purpose) &&
      coversBoth(one, ends) &&
      (!CENTRAL_ONLY.has(one.kind) || facts.channel === "central_authority"),
  );
  return new Set(counting.map((one) => one.kind));
}

/** Whether a security-of-information agreement in force covers holder and recipient. */
export function gsoiaInForce(facts: Facts): boolean {
  const ends = [facts.holder, facts.recipient] as const;
  return facts.instruments.some(
    (one) =>
      one.kind === "GSOIA" && standsOn(one, utcDayOf(facts.at)) && ends.every((end) => covers(one, end)),
  );
}

/** Holder and recipient abroad; at home, owner and holder where another state's material is passed on or used. */
function endsOf(facts: Facts): readonly [End, End] | null {
  if (facts.holder.state !== facts.recipient.state) return [facts.holder, facts.recipient];
  const owner = facts.source.owner;
  const staysAtHome = facts.act === "onward" || facts.act.startsWith("use");
  return owner !== null && owner.state !== facts.holder.state && staysAtHome ? [owner, facts.holder] : null;
}

function standsOn(one: InstrumentFact, day: string): boolean {
  return (
    one.in_force && one.verified && one.valid_from <= day && (one.valid_to === null || day <= one.valid_to)
  );
}

function coversBoth(one: InstrumentFact, ends: readonly [End, End]): boolean {
  if (one.kind === "CSIS_17_1_B") {
    // CSIS Act 17(1)(b): the approval names the service; a wildcard would approve services nobody looked at.
    return (
      ends.some((end) => bodyOf(end) === "CA:CSIS") && ends.every((end) => one.parties.includes(bodyOf(end)))
    );
  }
  return ends.every((end) => covers(one, end) && isBodyFor(one.kind, end));
}

function covers(one: InstrumentFact, end: End): boolean {
  return one.parties.includes(bodyOf(end)) || one.parties.includes(`${end.state}:*`);
}

/** States without a pack know their own bodies; the directory of the agreement vouches for them. */
function isBodyFor(kind: InstrumentKind, end: End): boolean {
  const made = FOR_BODIES[kind];
  if (made === undefined || !KNOWN_STATES.has(end.state)) return true;
  return made.bodies.includes(bodyOf(end)) || end.function === made.function;
}

function bodyOf(end: End): string {
  return `${end.state}:${end.agency}`;
}
