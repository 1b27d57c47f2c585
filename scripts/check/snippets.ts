/** A fenced shell block that README.md promises to run, with the line its fence stands on. */
export interface Snippet {
  readonly line: number;
  readonly script: string;
}

const MARK = "<!-- snippet: run -->";

/** Blocks of ```sh marked `<!-- snippet: run -->` on the line before; throws where a mark stands before no block. */
export function snippetsOf(markdown: string): Snippet[] {
  const lines = markdown.split("\n");
  const found: Snippet[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() !== MARK) continue;
    const open = lines.findIndex((next, at) => at > i && next.trim() !== "");
    const close = lines.findIndex((next, at) => at > open && next.trim() === "```");
    if (open < 0 || lines[open]?.trim() !== "```sh" || close < 0) {
      throw new Error(`line ${i + 1}: ${MARK} stands before no \`\`\`sh block`);
    }
    found.push({ line: open + 1, script: lines.slice(open + 1, close).join("\n") });
  }
  return found;
}

/** True when a block would start the check that runs it. */
export function startsTheCheck({ script }: Snippet): boolean {
  return /\bnpm\s+(?:run\s+)?(?:-\S+\s+)*(?:test|t|check)\b|\.ci\/run\b/.test(script);
}
