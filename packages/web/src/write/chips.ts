/** Something in a pasted text that can be asked about. */
export interface Chip {
  readonly type: string;
  readonly value: string;
}

const AFTER_ACCOUNT = "(?<=\\b(?:account|acct|a/c|compte|iban)\\b[^\\d\\n]{0,16}|खाता[^\\d\\n]{0,16})";
const AFTER_PASSPORT = "(?<=(?:passport|passeport|पासपोर्ट)[^\\d\\n]{0,16})";
const NAME = "\\p{Lu}[\\p{L}\\p{M}'’.-]*";

/**
 * What each kind looks like, the most exact first: what one of them takes, a later one does not take again. The
 * types are the contract's identifier types, and `organisation` and `person` for a name. What could be anything is
 * taken only where the text itself says what it is: a bare number after "account", a name after "name:" or a title.
 */
const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ["email", /(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/g],
  ["internet_address", /\b(?:\d{1,3}\.){3}\d{1,3}\b/g],
  ["phone", /\+\d[\d ().\u00a0-]{6,18}\d/g],
  ["company_number", /\b[UL]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6}\b/g],
  // IBAN (ISO 13616: 15 to 34 places, the last group may be short); an Indian bank's branch (IFSC).
  [
    "account",
    /\b[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?(?=[A-Z]{0,3}\d)[A-Z0-9]{4}){2,6}(?: ?(?=[A-Z]{0,2}\d)[A-Z0-9]{1,3})?\b/g,
  ],
  ["account", /\b[A-Z]{2}\d{2} ?[A-Z0-9]{4} ?\d{4} ?\d{3}\b/g],
  ["account", /\b(?:[A-Z]{4} ?\d{4}(?: ?\d{4}){2}|[A-Z]{3}[A-IK-TV-Y]0[A-Z0-9]{6})\b/g],
  ["account", new RegExp(`${AFTER_ACCOUNT}\\b\\d[\\d -]{6,21}\\d\\b`, "giu")],
  ["consignment", /\b(?:[A-Z]{4} ?\d{3} ?\d{3}-?\d|[A-Z]{2,4}-\d{3,6}-[A-Z0-9]+)\b/g],
  ["vehicle", /\b[A-Z]{2} ?\d{1,2} ?[A-Z]{1,3} ?\d{4}\b/g],
  // India and others: a letter and seven digits. Canada since 2023: a letter, six digits, two letters; before: two and six.
  ["passport", /\b(?:[A-Z]\d{7,8}|[A-Z]\d{6}[A-Z]{2})\b/g],
  ["passport", new RegExp(`${AFTER_PASSPORT}\\b(?=[A-Za-z]{0,3}\\d)[A-Za-z0-9]{6,9}\\b`, "giu")],
  ["handle", /(?<![\w@])@[A-Za-z]\w{3,30}\b/g],
  [
    "organisation",
    /(?:\p{Lu}[\p{L}\d&'’-]* ){1,5}(?:Inc|Ltd|Limited|Pvt|LLP|LLC|Corp|Company|Forwarding|Logistics|Traders|Chemicals|Exports|Shipping)\b/gu,
  ],
  [
    "person",
    /(?<=(?<![\p{L}\p{M}])(?:name|nom|prénom et nom|नाम) ?: ?)(?=[^\s])[\p{L}\p{M}][\p{L}\p{M} '’-]{1,60}/giu,
  ],
  [
    "person",
    new RegExp(
      `(?<=\\b(?:Mr|Mrs|Ms|Mx|Dr|Shri|Smt|Mme|Mlle)\\.? |\\bM\\. )${NAME}(?: ${NAME}){0,3}(?<!\\.)`,
      "gu",
    ),
  ],
];

/** Everything recognised in a text, in its order, each thing once. */
export function chipsIn(text: string): readonly Chip[] {
  let left = text;
  const found: { readonly chip: Chip; readonly at: number }[] = [];
  for (const [type, pattern] of PATTERNS) {
    for (const match of left.matchAll(pattern))
      found.push({ chip: { type, value: match[0].trim() }, at: match.index });
    left = left.replaceAll(pattern, (taken) => " ".repeat(taken.length));
  }
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ chip }) => chip)
    .filter((chip) => !seen.has(keyOf(chip)) && seen.add(keyOf(chip)));
}

export function keyOf(chip: Chip): string {
  return `${chip.type} ${chip.value}`;
}

/** What each kind of thing gives away about somebody: the gate counts the same of an identifier (contract, request). */
const REVEALS: Readonly<Record<string, string>> = {
  phone: "contact",
  email: "contact",
  handle: "contact",
  passport: "identity",
  account: "identity",
  vehicle: "identity",
  person: "identity",
  company_number: "customs",
  organisation: "customs",
  consignment: "precursor_trade",
  internet_address: "cyber_indicator",
};

/** What a thing found in a text reveals; null where nobody knows. */
export function revealedBy(chip: Chip): string | null {
  return REVEALS[chip.type] ?? null;
}

/** What names a natural person by itself: who it is has to be said with it. */
export function namesPerson(chip: Chip): boolean {
  return chip.type === "passport" || chip.type === "person";
}
