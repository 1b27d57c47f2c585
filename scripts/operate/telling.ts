import { SetupFault } from "@entente/node";
import type { Fault } from "@entente/words";

/** What an act tells: one object for programs, a page for a person. */
export interface Told {
  readonly how: "done";
  readonly json: object;
  readonly page: readonly string[];
}

/** Why an act was not done; nothing was written. */
export interface Refused {
  readonly how: "malformed" | "unverified" | "conflict";
  readonly faults: readonly Fault[];
}

/** What an act throws, as a refusal; a fault of the machinery is thrown on. */
export function refusalOf(error: unknown): Refused {
  if (error instanceof SetupFault)
    return {
      how: error.conflict ? "conflict" : "malformed",
      faults: [{ code: error.conflict ? "state_conflict" : "setup", where: "", detail: error.message }],
    };
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  if (!(error instanceof Error) || typeof code !== "string") throw error;
  // Of the store, the vault, the officers or the operating system: its message names no content.
  return { how: "malformed", faults: [{ code: code.toLowerCase(), where: "", detail: error.message }] };
}

/** Prints and gives the exit code (design §8): 0 done, 2 malformed, 5 conflict, 7 does not verify. */
export function print(told: Told | Refused, json: boolean): number {
  if (told.how === "done") {
    process.stdout.write(json ? `${JSON.stringify(told.json)}\n` : `${told.page.join("\n")}\n`);
    return 0;
  }
  return told.how === "unverified" ? printVerdict(told.faults, json) : printProblem(told, json);
}

function printVerdict(faults: readonly Fault[], json: boolean): number {
  const [fault = { code: "unknown", where: "" }] = faults;
  const verdict = { valid: false, fault };
  process.stdout.write(json ? `${JSON.stringify(verdict)}\n` : `does not verify: ${lines(faults)}\n`);
  return 7;
}

function printProblem({ how, faults }: Refused, json: boolean): number {
  const [{ code, detail } = { code: how, detail: undefined }] = faults;
  const [status, title] =
    how === "conflict" ? [409, "This was done before"] : [400, "The input is not well formed"];
  const type = `https://entente.invalid/problems/${how === "conflict" ? "state_conflict" : "malformed"}`;
  const errors = faults.map(({ where, ...rest }) => ({ pointer: where, ...rest }));
  const problem = { type, title, status, code: how === "conflict" ? "state_conflict" : "malformed", errors };
  const told = { ...problem, detail: detail ?? code };
  process.stderr.write(json ? `${JSON.stringify(told)}\n` : `${title}: ${lines(faults)}\n`);
  return how === "conflict" ? 5 : 2;
}

function lines(faults: readonly Fault[]): string {
  return faults
    .map(({ code, where, detail }) =>
      where === "" ? (detail ?? code) : `${code} at ${where}${detail === undefined ? "" : `: ${detail}`}`,
    )
    .join("; ");
}
