import { resolve } from "node:path";
import { parseArgs } from "node:util";

/** How the sandbox was asked to start. */
export interface Options {
  /** absolute path of the data folder */
  readonly data: string;
  readonly fresh: boolean;
  readonly headless: boolean;
  /** user ports of CA and IN; 0 = any free one; null = the ones of last time, or 8401 and 8402, if free */
  readonly ports: readonly [number, number] | null;
  /** absolute path; null = none is written */
  readonly readyFile: string | null;
}

export const USAGE = "npm start -- [--headless] [--fresh] [--data DIR] [--ports A,B] [--ready-file FILE]";

/** Reads the command line; a text where it is wrong. Relative paths start at `cwd`. */
export function readOptions(args: readonly string[], root: string, cwd: string): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        headless: { type: "boolean" },
        fresh: { type: "boolean" },
        data: { type: "string" },
        ports: { type: "string" },
        "ready-file": { type: "string" },
      },
    });
    const ports = values.ports === undefined ? null : portsOf(values.ports);
    if (ports === undefined) return `--ports ${values.ports} is not two different ports, such as 8401,8402`;
    const readyFile = values["ready-file"];
    return {
      data: values.data === undefined ? resolve(root, ".sandbox") : resolve(cwd, values.data),
      fresh: values.fresh === true,
      headless: values.headless === true,
      ports,
      readyFile: readyFile === undefined ? null : resolve(cwd, readyFile),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function portsOf(text: string): readonly [number, number] | undefined {
  const [, one, two] = /^([0-9]{1,5}),([0-9]{1,5})$/.exec(text) ?? [];
  const [a, b] = [Number(one), Number(two)];
  const usable = one !== undefined && a <= 65_535 && b <= 65_535 && (a !== b || a === 0);
  return usable ? [a, b] : undefined;
}
