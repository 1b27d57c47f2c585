import { hexOf, nodeKeyOfShares, rootOfShares } from "@entente/protocol";
import { describe, expect, it } from "vitest";
import { bytesOf, faultsOf } from "./fixtures.ts";
import { type Fields, faultsAt, listOf, textAt, vectorFile } from "./vector-files.ts";

const named = (cases: readonly Fields[]) => cases.map((fields) => ({ name: textAt(fields, "name"), fields }));
const filesOf = (fields: Fields) => listOf(fields.files).map((file) => bytesOf(String(file)));

/** The joined secret as hex, or the faults. */
async function joined(fields: Fields): Promise<string | readonly string[]> {
  if (textAt(fields, "of") === "unlock") {
    const key = await nodeKeyOfShares(filesOf(fields));
    return key.ok ? hexOf(key.value.key) : faultsOf(key);
  }
  const root = await rootOfShares(filesOf(fields));
  if (!root.ok) return faultsOf(root);
  const { ed25519, mldsa65 } = root.value.keys;
  return hexOf(ed25519.export({ format: "raw-private" })) + hexOf(mldsa65.export({ format: "raw-seed" }));
}

describe("shares of the vectors", () => {
  it.each(named(vectorFile("valid", "shares").cases))("join: $name", async ({ fields }) => {
    expect(await joined(fields)).toBe(textAt(fields, "secret"));
  });

  it.each(named(vectorFile("invalid", "shares").cases))("do not join: $name", async ({ fields }) => {
    expect(await joined(fields)).toEqual(faultsAt(fields));
  });
});
