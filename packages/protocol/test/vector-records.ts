/** A vector's text and number fields; anything nested is left out. */
export type HexRecord = Readonly<Record<string, string>>;

/** Public vector files are arrays of flat records of hex. */
export function hexRecords(json: unknown): readonly HexRecord[] {
  if (!Array.isArray(json)) throw new Error("vector file is not an array");
  return json.map(hexRecord);
}

export function hexRecord(value: unknown): HexRecord {
  const entries = Object.entries(value ?? {}).filter(([, item]) =>
    ["string", "number"].includes(typeof item),
  );
  return Object.fromEntries(entries.map(([key, item]) => [key, String(item)]));
}

/** The records of a list inside each vector, such as its encryptions. */
export function nestedRecords(value: unknown, key: string): readonly HexRecord[] {
  const list: unknown = Object.entries(value ?? {}).find(([name]) => name === key)?.[1];
  return hexRecords(list);
}
