const DAY = /^(\d{4})-(\d\d)-(\d\d)$/;
/** RFC 3339 §5.6 date-time. No leap second: the record's clock cannot tell it from the next one. */
const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** Whether `text` is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const parts = DAY.exec(text);
  if (parts === null) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  // Years 0–99 would be read as 1900–1999.
  date.setUTCFullYear(year);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Whether `text` is an RFC 3339 date-time with its offset. */
export function isInstant(text: string): boolean {
  const parts = INSTANT.exec(text);
  return parts !== null && isDay(parts[1] ?? "");
}

/** The moment of an RFC 3339 date-time, in Unix milliseconds. */
export function momentOf(instant: string): number {
  return Date.parse(instant.toUpperCase());
}

/** The UTC day of an RFC 3339 date-time, `YYYY-MM-DD`: the law of that day decides. */
export function utcDayOf(instant: string): string {
  return new Date(momentOf(instant)).toISOString().slice(0, 10);
}
