import { run } from "@entente/cli";
import { SandboxFailure } from "./failure.ts";
import type { Enrolled, Officers } from "./officers.ts";
import type { Party, Role } from "./story.ts";

/** What one call of the command line printed, and its exit code. */
export interface Said {
  readonly exit: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly err: string;
}

/** An officer at his command line. */
export interface Desk {
  /** throws SandboxFailure unless the exit code is 0 */
  entente(args: readonly string[], stdin?: string): Promise<Said>;
  /** the same, whatever the exit code */
  trying(args: readonly string[], stdin?: string): Promise<Said>;
}

/** Sits an officer down: the real command line, run in this process, with his node, token and device around it. */
export function deskOf(url: string, officer: Enrolled, cwd: string): Desk {
  const env = { ENTENTE_NODE: url, ENTENTE_TOKEN: officer.token, ENTENTE_DEVICE: officer.device };
  async function trying(args: readonly string[], stdin = ""): Promise<Said> {
    let [out, err] = ["", ""];
    const exit = await run([...args, "--json"], {
      env,
      cwd,
      now: Date.now,
      stdin: async () => new TextEncoder().encode(stdin),
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    });
    const json: unknown = out === "" ? {} : JSON.parse(out);
    if (typeof json !== "object" || json === null) throw new SandboxFailure(`no object: ${out}`);
    return { exit, json: Object.fromEntries(Object.entries(json)), err };
  }
  return {
    trying,
    async entente(args, stdin) {
      const said = await trying(args, stdin);
      if (said.exit === 0) return said;
      throw new SandboxFailure(
        `entente ${args.join(" ")} as ${officer.id}: exit code ${said.exit}\n${said.err.trimEnd()}`,
      );
    },
  };
}

/** Every officer of both nodes at a desk. */
export type Desks = (party: Party, role: Role) => Desk;

export function desksOf(urls: Readonly<Record<Party, string>>, officers: Officers, cwd: string): Desks {
  return (party, role) => deskOf(urls[party], officers[party][role], cwd);
}
