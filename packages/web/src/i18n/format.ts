import { LANGUAGE, LOCALE, t } from "./messages.ts";

/** The capital whose clock a party's officers read. */
const ZONES: Readonly<Record<string, string>> = { CA: "America/Toronto", IN: "Asia/Kolkata" };

export function zoneOf(party: string): string {
  return ZONES[party] ?? "UTC";
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NO_BREAK = "\u00a0";

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: zone, numberingSystem: "latn" });
  formats.set(key, made);
  return made;
}

/** `15:55`, `15 h 55`: never without its city beside it. */
export function clock(at: string | number, party: string): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return glued(formatOf(zoneOf(party), options).format(new Date(at)));
}

/** `Sun, Nov 22`, in the zone of a party. */
export function day(at: string | number, party: string): string {
  const options: Intl.DateTimeFormatOptions = { weekday: "short", month: "short", day: "numeric" };
  return glued(formatOf(zoneOf(party), options).format(new Date(at)));
}

/** `Nov 22`, for a row. */
export function shortDay(at: string | number, party: string): string {
  return glued(formatOf(zoneOf(party), { month: "short", day: "numeric" }).format(new Date(at)));
}

export function longDay(at: string | number, party: string): string {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "long", day: "numeric" };
  return glued(formatOf(zoneOf(party), options).format(new Date(at)));
}

/** Whether two moments fall on one day of a party's calendar. */
export function sameDay(a: number, b: number, party: string): boolean {
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "2-digit", day: "2-digit" };
  const format = formatOf(zoneOf(party), options);
  return format.format(a) === format.format(b);
}

/** A span of time in its two largest units: `1 h 9 min`; a minus before what is over. */
export function span(milliseconds: number): string {
  const left = Math.abs(milliseconds);
  const sign = milliseconds < 0 ? "\u2212" : "";
  const [days, hours, minutes] = [
    Math.floor(left / DAY),
    Math.floor((left % DAY) / HOUR),
    Math.floor((left % HOUR) / MINUTE),
  ];
  if (days > 0) return glued(`${sign}${t("span.days", { days })} ${t("span.hours", { hours })}`);
  if (hours > 0) return glued(`${sign}${t("span.hours", { hours })} ${t("span.minutes", { minutes })}`);
  return glued(`${sign}${t("span.minutes", { minutes })}`);
}

export function count(value: number): string {
  return new Intl.NumberFormat(LOCALE, { numberingSystem: "latn" }).format(value);
}

/** A list as the language joins it. */
export function listed(words: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(words);
}

/** Seconds, minutes, hours or days ago, as short as the language says it. */
export function ago(milliseconds: number): string {
  const style = LANGUAGE === "hi" ? "long" : "short";
  const format = new Intl.RelativeTimeFormat(LOCALE, { style, numeric: "always" });
  const past = Math.max(0, milliseconds);
  if (past < MINUTE) return format.format(-Math.floor(past / 1000), "second");
  if (past < HOUR) return format.format(-Math.floor(past / MINUTE), "minute");
  if (past < DAY) return format.format(-Math.floor(past / HOUR), "hour");
  return format.format(-Math.floor(past / DAY), "day");
}

/** A time, an amount or a code is never broken over two lines. */
export function glued(text: string): string {
  return text.replaceAll(/\s/g, NO_BREAK);
}
