/** A value read out of a body's content: what is not there, or is of another kind, is empty. */
export function textIn(value: unknown, key: string): string {
  const found = valueIn(value, key);
  return typeof found === "string" ? found : "";
}

export function listIn(value: unknown, key: string): readonly unknown[] {
  const found = valueIn(value, key);
  return Array.isArray(found) ? found : [];
}

export function textsIn(value: unknown, key: string): readonly string[] {
  return listIn(value, key).filter((one): one is string => typeof one === "string");
}

export function valueIn(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

/** An identifier of a question: what it is and what it reads. */
export interface Identifier {
  readonly type: string;
  readonly value: string;
}

/** Everything in a request that can be looked up: names, and identifiers of every subject. */
export function identifiersOf(content: unknown): readonly Identifier[] {
  return listIn(content, "subjects").flatMap((subject) => {
    const name = textIn(subject, "name");
    const own = listIn(subject, "identifiers").map((one) => ({
      type: textIn(one, "type"),
      value: textIn(one, "value"),
    }));
    return [...(name === "" ? [] : [{ type: "name", value: name }]), ...own];
  });
}
