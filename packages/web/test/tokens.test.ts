import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const styles = join(import.meta.dirname, "../src/styles");
const css = readFileSync(join(styles, "tokens.css"), "utf8");

/** The custom properties of every block with this selector, later ones last. */
function tokensOf(selector: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors = "", body = ""] of css
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors.split(",").some((one) => one.trim() === selector)) continue;
    for (const [, name = "", value = ""] of body.matchAll(/(--[\w-]+):\s*([^;]+);/g))
      found.set(name, value.trim());
  }
  return found;
}

function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

/** WCAG 2.2 contrast ratio of two colours written as #rrggbb. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["--canvas", "--surface", "--raised", "--sunken", "--act-soft"];
const TEXTS = ["--ink", "--ink-2", "--ink-3", "--act", "--care", "--stop", "--drill"];
const LINES = ["--edge", "--focus"];
const BANDS = ["open", "guarded", "confidential", "secret", "top", "exercise", "hatch"];

describe.each(["light", "dark", "contrast"])("the theme %s", (theme) => {
  const root = tokensOf(":root");
  const own = tokensOf(`[data-theme="${theme}"]`);
  const colour = (name: string) => own.get(name) ?? root.get(name) ?? "";

  it.each(TEXTS)("text in %s is read on every surface (4.5)", (text) => {
    const ratios = SURFACES.map((surface) => [surface, contrast(colour(text), colour(surface)) >= 4.5]);
    expect(ratios).toEqual(SURFACES.map((surface) => [surface, true]));
  });

  it.each(LINES)("a line in %s is seen on every surface (3)", (line) => {
    const ratios = SURFACES.map((surface) => [surface, contrast(colour(line), colour(surface)) >= 3]);
    expect(ratios).toEqual(SURFACES.map((surface) => [surface, true]));
  });

  it("that it is a sandbox is read from afar (7.75)", () => {
    for (const ground of ["--sandbox", "--sandbox-hatch"])
      expect(contrast(colour("--sandbox-ink"), colour(ground))).toBeGreaterThanOrEqual(7.75);
  });

  it("what is written on a coloured ground is read there", () => {
    expect(contrast(colour("--act-ink"), colour("--act"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour("--care"), colour("--care-soft"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour("--stop"), colour("--stop-soft"))).toBeGreaterThanOrEqual(4.5);
    for (const soft of ["--care-soft", "--stop-soft"])
      for (const ink of ["--ink", "--ink-2"])
        expect(contrast(colour(ink), colour(soft))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(BANDS)("the band %s is read from afar (7.75)", (band) => {
    expect(contrast(colour("--band-ink"), colour(`--band-${band}`))).toBeGreaterThanOrEqual(7.75);
  });
});

it("no sheet but the tokens' names a colour", () => {
  for (const sheet of ["base", "shell", "desk", "screens"]) {
    const text = readFileSync(join(styles, `${sheet}.css`), "utf8").replaceAll(/\/\*[\s\S]*?\*\//g, "");
    expect([sheet, text.match(/#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(|\boklch\(/gi)]).toEqual([sheet, null]);
  }
});
