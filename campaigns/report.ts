import type { Count, Report } from "./campaign.ts";

/** A report as a small table: a row a kind, the sum below, the seeds of what broke. */
export function printed(report: Report): string {
  const rows = Object.entries(report.by_kind).map(([kind, count]) => row(kind, count));
  const seeds = report.seeds.length === 0 ? [] : [`seeds of the broken: ${report.seeds.join(" ")}`];
  return [row(report.name, "tried held broken"), ...rows, row("all", report), ...seeds, ""].join("\n");
}

function row(name: string, count: Count | "tried held broken"): string {
  const cells = typeof count === "string" ? count.split(" ") : [count.tried, count.held, count.broken];
  return name.padEnd(34) + cells.map((cell) => String(cell).padStart(8)).join("");
}
