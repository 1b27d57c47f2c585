import type { Fault } from "@entente/words";
import type { Agreement } from "./agreement-schema.ts";
import { ownNames } from "./card.ts";
import { isRealDay } from "./schema-parts.ts";
import { SUITE } from "./statement.ts";

/** What a schema cannot say: each rule takes an agreement of the right shape and names every place that breaks it. */
export function agreementFaults(agreement: Agreement): Fault[] {
  const places = [
    ...versionPlaces(agreement),
    ...partyPlaces(agreement),
    ...sharedKeyPlaces(agreement),
    ...listPlaces(agreement),
    ...directoryPlaces(agreement),
    ...instrumentPlaces(agreement),
    ...dayPlaces(agreement, ""),
  ];
  if (agreement.suite_min > SUITE) places.push("/suite_min");
  const { unwitnessed } = agreement;
  if (unwitnessed && unwitnessed.blocks_after_minutes < unwitnessed.shown_after_minutes)
    places.push("/unwitnessed/blocks_after_minutes");
  if (agreement.match.batch > agreement.match.daily) places.push("/match/batch");
  return places.map((where) => ({ code: "bad_agreement", where }));
}

/** The first version follows nothing, every later one says what it follows. */
function versionPlaces({ version, previous }: Agreement): string[] {
  return (version === 1) === (previous === undefined) ? [] : ["/previous"];
}

/** Sorted by code, each once, each with its own card. */
function partyPlaces({ parties }: Agreement): string[] {
  return parties.flatMap(({ party, card }, index) => {
    const before = parties[index - 1]?.party;
    const places = before !== undefined && before >= party ? [`/parties/${index}/party`] : [];
    return card.party === party ? places : [...places, `/parties/${index}/card/party`];
  });
}

/** A partner who put our key on his card could have our statements taken for his. */
function sharedKeyPlaces({ parties }: Agreement): string[] {
  const seen = new Map<string, number>();
  const places: string[] = [];
  for (const [index, { card }] of parties.entries()) {
    for (const [where, text] of ownNames(card)) {
      const first = seen.get(text);
      if (first !== undefined && first !== index) places.push(`/parties/${index}/card${where}`);
      seen.set(text, first ?? index);
    }
  }
  return places;
}

function listPlaces({ areas, purposes, designations, instruments }: Agreement): string[] {
  return [
    ...repeated(areas.map(({ id }) => id)).map((index) => `/areas/${index}/id`),
    ...repeated(purposes).map((index) => `/purposes/${index}`),
    ...repeated(designations).map((index) => `/designations/${index}`),
    ...repeated(instruments.map(({ id }) => id)).map((index) => `/instruments/${index}/id`),
  ];
}

/** Each desk once, of a party to the agreement, for areas of the agreement. */
function directoryPlaces({ directory, parties, areas }: Agreement): string[] {
  const codes = new Set(parties.map(({ party }) => party));
  const known = new Set(areas.map(({ id }) => id));
  const doubled = repeated(directory.map(({ desk }) => desk)).map((index) => `/directory/${index}/desk`);
  const strangers = directory.flatMap(({ party, areas: own }, index) => [
    ...(codes.has(party) ? [] : [`/directory/${index}/party`]),
    ...own.flatMap((area, place) => (known.has(area) ? [] : [`/directory/${index}/areas/${place}`])),
  ]);
  return [...doubled, ...strangers];
}

/** An instrument stands between parties of the agreement, for purposes of the agreement. */
function instrumentPlaces({ instruments, parties, purposes }: Agreement): string[] {
  const codes = new Set(parties.map(({ party }) => party));
  const known = new Set(purposes);
  return instruments.flatMap((instrument, index) => {
    const at = `/instruments/${index}`;
    const outside = (party: string) => !codes.has(party.split(":")[0] ?? "");
    return [
      ...instrument.parties.flatMap((party, place) => (outside(party) ? [`${at}/parties/${place}`] : [])),
      ...instrument.purposes.flatMap((purpose, place) =>
        known.has(purpose) ? [] : [`${at}/purposes/${place}`],
      ),
      ...dayPlaces(instrument, at),
    ];
  });
}

/** Real days, the last not before the first. ISO days sort as text. */
function dayPlaces(span: { valid_from: string; valid_to: string | null }, at: string): string[] {
  const places = isRealDay(span.valid_from) ? [] : [`${at}/valid_from`];
  if (span.valid_to === null) return places;
  if (!isRealDay(span.valid_to) || span.valid_to < span.valid_from) places.push(`${at}/valid_to`);
  return places;
}

/** Indexes of entries that stand earlier in the list too. */
function repeated(list: readonly string[]): number[] {
  return list.flatMap((entry, index) => (list.indexOf(entry) < index ? [index] : []));
}
