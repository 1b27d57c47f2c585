import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  joinNodeKey,
  loadNodeKeys,
  makeTlsIdentity,
  namesOf,
  openSqliteStore,
  type PeerClient,
  peerClient,
} from "@entente/node";
import {
  bytesOfBase64,
  cardPayload,
  hexOf,
  keyStatementPayload,
  type NodeCard,
  newSeed,
  openingKey,
  parseCard,
  rootOfShares,
  type SigningKeys,
} from "@entente/protocol";

// What the ceremony's story needs besides the command line: what a node's own administrator, turned hostile, could do,
// and what a searcher of its disk looks for. Everything is invented.

/** What India holds that answers Canada's example request. */
export const HOLDING = {
  id: "invented-ncb-0001",
  holder: { state: "IN", agency: "NCB" },
  owner: null,
  categories: ["contact", "customs"],
  subject: { identified: false },
  source: { method: "own", mistreatment_likelihood: "none" },
  marking: {
    system: null,
    level: null,
    tlp: "AMBER",
    pap: "AMBER",
    handling: ["H1"],
    grade: { source: "B", information: 2 },
  },
  text: "Invented: Invented Blue Kite Forwarding gave an invented godown at Nhava Sheva as its address.",
};

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "localhost", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => done(port));
    });
  });
}

/** Paths of share files of a side. */
export function sharesOf(
  folder: string,
  side: string,
  kind: "root" | "unlock",
  which: readonly number[],
): readonly string[] {
  return which.map((index) => join(folder, `sticks-${side}`, `${kind}-share-${index}.json`));
}

/** A root as two of its custodians join it. */
export async function rootOf(folder: string, side: string): Promise<SigningKeys> {
  const files = sharesOf(folder, side, "root", [2, 3]).map((path) => new Uint8Array(readFileSync(path)));
  const root = await rootOfShares(files);
  if (!root.ok) throw new Error(JSON.stringify(root.faults));
  return root.value.keys;
}

/** The node key and both root seeds of a side: what its disk must not hold. */
export async function secretsOf(folder: string, side: string): Promise<readonly Buffer[]> {
  const { key } = await joinNodeKey(sharesOf(folder, side, "unlock", [1, 3]), null);
  const { ed25519, mldsa65 } = await rootOf(folder, side);
  const seeds = [ed25519.export({ format: "raw-private" }), mldsa65.export({ format: "raw-seed" })];
  return [Buffer.from(key), ...seeds];
}

/** India's node from the inside, while it is stopped, with a line to Canada's door. Close the line. */
export async function insideIndia(
  folder: string,
  canadasPort: number,
): Promise<{ readonly line: PeerClient; readonly card: NodeCard; readonly sign: SigningKeys }> {
  const { key } = await joinNodeKey(sharesOf(folder, "in", "unlock", [1, 2]), null);
  const store = await openSqliteStore({ folder: join(folder, "in"), nodeKey: key });
  const keys = await loadNodeKeys(store.vault, namesOf("IN", "in-1", "live"));
  await store.close();
  const tls = await makeTlsIdentity({ seed: keys.tlsSeed, commonName: "in-1" });
  const theirs = await cardIn(join(folder, "ca.card"));
  const spkiSha256 = bytesOfBase64(theirs.tls.spki_sha256) ?? new Uint8Array();
  const partner = { party: "CA", url: `https://localhost:${canadasPort}`, spkiSha256 };
  return { line: peerClient({ tls, partner }), card: await cardIn(join(folder, "in.card")), sign: keys.sign };
}

/** The payload of a key statement that puts another sealing key in the place of India's. */
export function keyChange(card: NodeCard): Uint8Array {
  const before = cardPayload(card);
  if (!before.ok) throw new Error(JSON.stringify(before.faults));
  const xwing = Buffer.from(openingKey(newSeed()).publicKey).toString("base64");
  const payload = keyStatementPayload({
    party: "IN",
    node: "in-1",
    serial: 1,
    previous: hexOf(new Uint8Array(createHash("sha256").update(before.value).digest())),
    reason: "rotation",
    card: { ...card, seal: { xwing } },
    revoked: [],
  });
  if (!payload.ok) throw new Error(JSON.stringify(payload.faults));
  return payload.value;
}

async function cardIn(path: string): Promise<NodeCard> {
  const card = await parseCard(new Uint8Array(readFileSync(path)));
  if (!card.ok) throw new Error(JSON.stringify(card.faults));
  return card.value.card;
}
