import { createHash } from "node:crypto";
import { bytesOfBase64, cardFingerprint, type NodeCard, parseCard, rootFingerprint } from "@entente/protocol";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { bytesOf, notValid, unusable } from "./documents.ts";

/**
 * `card show FILE`, offline. That a card verifies says only that its own root signed it: whose root that is, two officers
 * find out by comparing the fingerprint with the other side.
 */
export async function cardShow(call: Call): Promise<Ending> {
  const file = bytesOf(call, call.words[0] ?? "");
  if (!file.ok) return unusable(file.faults);
  const parsed = await parseCard(file.value);
  if (!parsed.ok) return notValid(parsed.faults);
  const { card, root } = parsed.value;
  const said = {
    party: card.party,
    node: card.node,
    fingerprint: cardFingerprint(parsed.value),
    root: rootFingerprint(root.publics),
    log: card.log.origin,
    keys: digestsOf(card),
  };
  const lines = [
    `card of ${said.party}, node ${said.node}, log ${said.log}`,
    `fingerprint, to be read aloud: ${said.fingerprint}`,
    `root ${said.root}`,
    ...Object.entries(said.keys).map(([use, digest]) => `${use.padEnd(18)} ${digest}`),
    "It is consistent. That it is theirs only two officers a side can say: entente card confirm",
  ];
  return finished({ valid: true, ...said }, lines.join("\n"));
}

/** SHA-256 of each raw public key of the node, lower-case hex, as key statements name them. */
function digestsOf({ sign, seal, log, witness, tls }: NodeCard): Readonly<Record<string, string>> {
  return {
    "sign.ed25519": digestOf(sign.ed25519),
    "sign.mldsa65": digestOf(sign.mldsa65),
    "seal.xwing": digestOf(seal.xwing),
    "log.ed25519": digestOf(log.ed25519),
    "log.mldsa44": digestOf(log.mldsa44),
    "witness.ed25519": digestOf(witness.ed25519),
    "witness.mldsa44": digestOf(witness.mldsa44),
    "tls.spki": Buffer.from(tls.spki_sha256, "base64").toString("hex"),
  };
}

function digestOf(base64: string): string {
  const raw = bytesOfBase64(base64) ?? new Uint8Array();
  return createHash("sha256").update(raw).digest("hex");
}
