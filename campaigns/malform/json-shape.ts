import type { Chance } from "../chance.ts";
import { isMembers, type Members, placed } from "./json-text.ts";

/** One way to send well-formed JSON of a wrong shape. */
export interface ShapeFault {
  readonly name: string;
  readonly spoil: (value: Members, chance: Chance) => Members;
}

/** Of no type that any field has: an object and a list nobody declared. */
const STRANGERS: readonly unknown[] = [
  { invented_member: 1 },
  [[{ invented_member: 1 }]],
  { length: 3, 0: "x" },
  { constructor: { prototype: { isAdmin: true } } },
  { toString: "x" },
];

/** Shapes no schema has. None of them is a word of a list that a newer version might know. */
export const SHAPE_FAULTS: readonly ShapeFault[] = [
  {
    name: "wrong_type",
    spoil: (value, chance) => membersOf(placed(value, chance, chance.pick(STRANGERS))),
  },
  {
    name: "wrong_type_at_top",
    spoil: (value, chance) => ({ ...value, [chance.pick(Object.keys(value))]: chance.pick(STRANGERS) }),
  },
  {
    name: "unknown_field",
    spoil: (value, chance) =>
      membersOf(
        extended(value, chance, chance.pick(["isAdmin", "invented_field", "constructor", "toString", "id "])),
      ),
  },
];

/** What must stand in every draft and every body. */
export const REQUIRED = [
  "purpose",
  "channel",
  "urgency",
  "language",
  "title",
  "evidential_use",
  "content",
] as const;

/** A copy without one of its required members. */
export function without(value: Members, name: string): Members {
  return Object.fromEntries(Object.entries(value).filter(([one]) => one !== name));
}

/** Every way to leave a dispatch unmarked: design §2 says such a dispatch is unrepresentable. */
export const UNMARKED: readonly ((value: Members, chance: Chance) => Members)[] = [
  (value) => without(value, "marking"),
  (value, chance) => ({ ...value, marking: chance.pick([null, {}, [], "", "none", 0, false, true]) }),
  (value) => marked(value, (marking) => ({ ...marking, handling: [] })),
  (value) => marked(value, (marking) => without(marking, "handling")),
  (value, chance) =>
    marked(value, (marking) => without(marking, chance.pick(["system", "level", "tlp", "pap", "grade"]))),
  (value, chance) =>
    marked(value, (marking) => ({ ...marking, handling: chance.pick([null, "H1", {}, ["H1", "H1"]]) })),
];

/**
 * Where words bind the receiver, something that is no word at all: an unknown word is kept in quarantine, since a newer
 * version may know it; a thing that no version can know is refused.
 */
export const NO_WORDS: readonly ((value: Members, chance: Chance) => Members)[] = [
  (value, chance) => ({ ...value, caveats: [chance.pick([...STRANGERS, 7, null, true])] }),
  (value, chance) => marked(value, (marking) => ({ ...marking, handling: [chance.pick([...STRANGERS, 7])] })),
  (value, chance) => {
    const [name, put] = [chance.pick(["tlp", "pap", "system"]), chance.pick([...STRANGERS, 7, true])];
    return marked(value, (marking) => ({ ...marking, [name]: put }));
  },
];

function marked(value: Members, change: (marking: Members) => Members): Members {
  return { ...value, marking: change(membersOf(value.marking)) };
}

/** A copy with one more member somewhere in it. */
function extended(value: unknown, chance: Chance, name: string): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const at = chance.below(value.length);
    return value.map((item: unknown, nth) => (nth === at ? extended(item, chance, name) : item));
  }
  if (!isMembers(value)) return value;
  const inside = Object.keys(value).filter((one) => holdsMembers(value[one]));
  if (inside.length === 0 || chance.below(2) === 0) return { ...value, [name]: chance.pick([1, null, "x"]) };
  const next = chance.pick(inside);
  return { ...value, [next]: extended(value[next], chance, name) };
}

function holdsMembers(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsMembers) : isMembers(value);
}

function membersOf(value: unknown): Members {
  return isMembers(value) ? value : { invented_member: value };
}
