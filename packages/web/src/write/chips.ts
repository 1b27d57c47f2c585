/** Something in a pasted text that can be asked about. */
export interface Chip {
  readonly type: string;
  readonly value: string;
}

/**
 * What each kind looks like, the most exact first: what one of them takes, a later one does not take again. The
 * types are the contract's identifier types, and `organisation` for a name.
 */
const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ["email", /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ["internet_address", /\b(?:\d{1,3}\.){3}\d{1,3}\b/g],
  ["phone", /\+\d[\d ().\u00a0-]{6,18}\d/g],
  ["company_number", /\b[UL]\d{5}[A-Z]{2}\d{4}[A-Z]{3}\d{6}\b/g],
  ["account", /\b(?:[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}|[A-Z]{4} ?\d{4}(?: ?\d{4}){2})\b/g],
  ["consignment", /\b(?:[A-Z]{4} ?\d{3} ?\d{3}-?\d|[A-Z]{2,4}-\d{3,6}-[A-Z0-9]+)\b/g],
  ["vehicle", /\b[A-Z]{2} ?\d{1,2} ?[A-Z]{1,3} ?\d{4}\b/g],
  ["passport", /\b[A-Z]\d{7,8}\b/g],
  ["handle", /(?<![\w@])@[A-Za-z]\w{3,30}\b/g],
  [
    "organisation",
    /(?:\p{Lu}[\p{L}\d&'’-]* ){1,5}(?:Inc|Ltd|Limited|Pvt|LLP|LLC|Corp|Company|Forwarding|Logistics|Traders|Chemicals|Exports|Shipping)\b/gu,
  ],
];

/** Everything recognised in a text, in its order, each thing once. */
export function chipsIn(text: string): readonly Chip[] {
  let left = text;
  const found: { readonly chip: Chip; readonly at: number }[] = [];
  for (const [type, pattern] of PATTERNS) {
    for (const match of left.matchAll(pattern)) {
      found.push({ chip: { type, value: match[0].trim() }, at: match.index });
      left =
        left.slice(0, match.index) + " ".repeat(match[0].length) + left.slice(match.index + match[0].length);
    }
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
