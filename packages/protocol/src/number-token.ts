/** How a boundary reads numbers; see `StrictOptions.numbers`. */
export type NumberRule = "integer" | "round-trip";

/**
 * Whether a JSON number token (RFC 8259 §6) may cross. Two parsers that disagree about a number are an attack
 * (threat T31), so our wire takes only safe integers in their one spelling, and partner formats only what an
 * IEEE 754 double gives back as the same decimal (RFC 7493 §2.2).
 */
export function acceptsNumber(token: string, rule: NumberRule): boolean {
  if (rule === "integer")
    return /^(?:0|-?[1-9][0-9]{0,15})$/.test(token) && Number.isSafeInteger(Number(token));
  const value = Number(token);
  return Number.isFinite(value) && sameDecimal(token, String(value));
}

function sameDecimal(a: string, b: string): boolean {
  const left = decimalOf(a);
  const right = decimalOf(b);
  return left.digits === right.digits && left.exponent === right.exponent && left.negative === right.negative;
}

/** `0.digits × 10^exponent` with no zero at either end; minus zero keeps its sign, so it is refused. */
function decimalOf(token: string): { negative: boolean; digits: string; exponent: number } {
  const [mantissa = "", power = "0"] = token.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const all = whole + fraction;
  const leading = leadingZeros(all);
  const digits = all.slice(leading, all.length - trailingZeros(all, leading));
  const exponent = digits === "" ? 0 : Number(power) + whole.length - leading;
  return { negative: token.startsWith("-"), digits, exponent };
}

function leadingZeros(digits: string): number {
  let count = 0;
  while (digits[count] === "0") count++;
  return count;
}

/** A plain loop: `/0+$/` backtracks over hostile runs of zeros (threat T33). */
function trailingZeros(digits: string, from: number): number {
  let end = digits.length;
  while (end > from && digits[end - 1] === "0") end--;
  return digits.length - end;
}
