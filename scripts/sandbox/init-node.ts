import { chmodSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { cardFingerprint, parseCard } from "@entente/protocol";
import { initNode, SetupFault } from "./the-node.ts";

// What `entente init --party XX --data DIR` runs: a node's data folder and, beside its keys, the party's offline root
// in a file of its own, which the operator takes off this computer.

const USER_PORT = 8401;
const PEER_PORT = 8441;

async function init(): Promise<number> {
  const { values } = parseArgs({
    options: { party: { type: "string" }, data: { type: "string" }, json: { type: "boolean" } },
  });
  const { party = "", json = false } = values;
  const data = resolve(values.data ?? "");
  const node = `${party.toLowerCase()}-1`;
  const doors = { host: "localhost", userPort: USER_PORT, peerPort: PEER_PORT };
  try {
    const { card, rootSeeds } = await initNode({ data, party, node, ...doors });
    const root = join(data, "offline-root.json");
    const seeds = { ed25519: base64(rootSeeds.ed25519), mldsa65: base64(rootSeeds.mldsa65) };
    writeFileSync(root, `${JSON.stringify({ format: "entente/root/v1", party, ...seeds })}\n`, {
      mode: 0o600,
    });
    chmodSync(root, 0o600);
    const parsed = await parseCard(card);
    if (!parsed.ok) throw new Error("the card just made does not verify");
    const fingerprint = cardFingerprint(parsed.value);
    const made = {
      party,
      node,
      data,
      card: join(data, "card.json"),
      root,
      fingerprint,
    };
    process.stdout.write(json ? `${JSON.stringify(made)}\n` : page(made));
    return 0;
  } catch (error) {
    if (!(error instanceof SetupFault)) throw error;
    return refuse(error.message, json);
  }
}

function page(made: {
  readonly node: string;
  readonly card: string;
  readonly root: string;
  readonly fingerprint: string;
}) {
  return [
    `node ${made.node} is made`,
    `its card, to be sent by note: ${made.card}`,
    `fingerprint, to be compared by voice: ${made.fingerprint}`,
    `the offline root, to be taken off this computer now: ${made.root}`,
    "",
  ].join("\n");
}

/** The one thing that can be wrong here: the folder holds a node already, which is a conflict (exit code 5). */
function refuse(detail: string, json: boolean): number {
  const code = "state_conflict";
  const problem = {
    type: `https://entente.invalid/problems/${code}`,
    title: "No node was made",
    status: 409,
    detail,
    code,
  };
  process.stderr.write(json ? `${JSON.stringify(problem)}\n` : `${problem.title} (${code}): ${detail}\n`);
  return 5;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

process.exitCode = await init();
