import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readerOf } from "@entente/contract";
import { parseStrict } from "@entente/protocol";
import { REALMS } from "@entente/words";
import { type Static, Type } from "typebox";

const Mebibytes = Type.Integer({ minimum: 0, maximum: 1_073_741_824 });
const Port = Type.Integer({ minimum: 0, maximum: 65_535 });

/** The node's one configuration file, `node.json` in its data folder. It holds no secret. */
export const NodeConfig = Type.Object(
  {
    version: Type.Literal(1),
    party: Type.String({ pattern: "^[A-Z]{2,8}$" }),
    node: Type.String({ minLength: 1, maxLength: 64 }),
    realm: Type.Enum(REALMS),
    host: Type.String({ minLength: 1, maxLength: 253 }),
    user_port: Port,
    peer_port: Port,
    /** where the partner's door is; null before an agreement was joined, and where he cannot be called */
    partner_url: Type.Union([Type.Null(), Type.String({ pattern: "^https://" })]),
    /**
     * Who opens connections. `both`, and where absent: each calls the other. `ours`: nobody can call us, so we collect
     * what the partner has for us. `theirs`: the partner cannot be called and collects (spec/pull.md).
     */
    line: Type.Optional(Type.Enum(["both", "ours", "theirs"])),
    /** how many proposals of one author those who release at a desk are asked in an hour; 30 where absent (T20) */
    prompts_per_hour: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** after how many minutes an urgent arrival that nobody acknowledged is put before the next; 10 where absent */
    escalation_minutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 120 })),
    /**
     * Written by the sandbox alone, never by `entente init`: invented officers may be chosen at sign-in, and the
     * node holds their devices. On a real node both doors are absent.
     */
    sandbox: Type.Optional(Type.Literal(true)),
    /** What the partner may ask at his door in a minute. Absent = the program's own figures; spec/line.md names them. */
    peer_quota: Type.Optional(
      Type.Object(
        { requests_per_minute: Type.Integer({ minimum: 60 }), mib_per_minute: Type.Integer({ minimum: 16 }) },
        { additionalProperties: false },
      ),
    ),
    /**
     * How much of this disk a partner's files may take before an officer takes them, and what stays free whatever was
     * promised, MiB. Absent = the program's own figures; spec/attachments.md names them.
     */
    attachment_room: Type.Optional(
      Type.Object(
        { partner_mib: Mebibytes, dispatch_mib: Mebibytes, spare_mib: Mebibytes },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type NodeConfig = Static<typeof NodeConfig>;

/** Reads a configuration that somebody wrote; every fault. */
export const readConfig = readerOf(NodeConfig);

/** A data folder that cannot be started from, with what to do about it. */
export class SetupFault extends Error {
  /** true where the folder is past this step: nothing is wrong with what was asked */
  readonly conflict: boolean;

  constructor(message: string, conflict = false) {
    super(message);
    this.conflict = conflict;
  }
}

/** Reads `node.json`. Throws SetupFault with every fault. */
export async function loadConfig(data: string): Promise<NodeConfig> {
  const bytes = await readFile(join(data, "node.json")).catch(() => null);
  if (bytes === null)
    throw new SetupFault("there is no node.json in the data folder: run `entente init` first");
  const parsed = parseStrict(new Uint8Array(bytes));
  const config = parsed.ok ? readConfig(parsed.value) : parsed;
  if (config.ok) return config.value;
  throw new SetupFault(
    `node.json: ${config.faults.map((fault) => `${fault.code} at ${fault.where}`).join(", ")}`,
  );
}

/** Writes `node.json` whole, by rename. */
export async function saveConfig(data: string, config: NodeConfig): Promise<void> {
  await replaceFile(join(data, "node.json"), `${JSON.stringify(config, null, 2)}\n`, 0o644);
}

/** Writes a file so that a reader sees the old one or the new one, never half. */
export async function replaceFile(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const beside = `${path}.new`;
  await writeFile(beside, content, { mode });
  await rename(beside, path);
}

/** The folder of a node's further relations, each in one of its own (decisions/0018). */
export const RELATIONS = "relations";

/** Whether an operator may call a relation so. */
export function isRelationName(name: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(name);
}

/** The data folder of the node that a folder belongs to: of a further relation the node's own, of any other itself. */
export function homeOf(folder: string): string {
  const above = dirname(resolve(folder));
  return basename(above) === RELATIONS ? dirname(above) : folder;
}
