import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TABLES } from "../../../scripts/web/generate.ts";

it.each(TABLES.map(([path, text]) => [path.split("/").at(-1) ?? path, path, text] as const))(
  "%s is what `npm run web:tables` writes now",
  (_, path, text) => {
    const plain = (code: string) => code.replaceAll(/[\s,;"]/g, "");
    expect(plain(readFileSync(path, "utf8"))).toBe(plain(text()));
  },
);
