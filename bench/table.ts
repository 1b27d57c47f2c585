/** One benchmark's outcome: a row a figure, its peer or limit in the same table, measured in the same run. */
export interface Table {
  readonly name: string;
  /** what was measured, in a sentence or two */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** aim against figure, and what to know when reading */
  readonly notes: readonly string[];
}

/** A number as a figure is read: three digits of weight, thousands apart. */
export function figure(value: number, unit = ""): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "" ? text : `${text} ${unit}`;
}

export function share(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** The table as it is printed. */
export function printedTable(table: Table): string {
  const lines = [table.columns, ...table.rows];
  const widths = table.columns.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const row = (line: readonly string[]) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ");
  const notes = table.notes.map((note) => `- ${note}`);
  return [`\n${table.name}: ${table.about}`, ...lines.map(row), ...notes, ""].join("\n");
}

/** The table as a section of RESULTS.md. */
export function section(table: Table, machine: string): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = row(table.columns.map((_, at) => (at === 0 ? "---" : "---:")));
  const lines = [row(table.columns), rule, ...table.rows.map(row)];
  const notes = table.notes.map((note) => `- ${note}`);
  return [`## ${table.name}`, "", table.about, "", machine, "", ...lines, "", ...notes, ""].join("\n");
}

const HEAD = `# Benchmarks

Written by \`npm run bench [-- NAME]\`: every figure stands beside its peer or its limit of the same run. "/cs" is per
CPU-second: user and system time of all threads of every process that took part, so that a busy machine counts less.
Wall figures are of the machine as it was. Aims: the constitution's figures; a missed one is marked as missed.
`;

/** The file with these sections in place of those of the same name; others stay. */
export function withSections(file: string, sections: readonly string[]): string {
  const kept = new Map(
    file.split(/^(?=## )/m).flatMap((text) => (text.startsWith("## ") ? [[nameOf(text), text]] : [])),
  );
  for (const text of sections) kept.set(nameOf(text), text);
  const sorted = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text.trimEnd());
  return `${[HEAD.trimEnd(), ...sorted].join("\n\n")}\n`;
}

function nameOf(section: string): string {
  return /^## (.*)$/m.exec(section)?.[1] ?? "";
}
