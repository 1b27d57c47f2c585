import { bytesOfBase64 } from "@entente/protocol";
import type { Treaty } from "./agreement/door.ts";
import { type NodeConfig, SetupFault } from "./config.ts";
import type { PeerLine } from "./exchange/door.ts";
import { type CollectorParts, collectedLine, openCollector, peerClient } from "./exchange/line/door.ts";
import type { Collect } from "./http/door.ts";
import type { LiveLine } from "./line-keys.ts";
import { systemRandom } from "./ports.ts";

/** The line to the partner, whichever side opens its connections. */
export interface PartnerLine {
  readonly port: PeerLine;
  /** takes the partner's collecting requests; null where he can be called */
  readonly collect: Collect | null;
  /** one turn of collecting what the partner has for us; null where he can call us */
  readonly collecting: ((ours: Omit<CollectorParts, "post">) => () => Promise<void>) | null;
  close(): void;
}

const POST_TIMEOUT = 15_000;
/** A cell that is not answered by then would hold up the next. */
const CELL_TIMEOUT = 2_000;

/** Opens the line as `node.json` says. Throws SetupFault where it does not say where the partner is, and must. */
export function openPartnerLine(config: NodeConfig, treaty: Treaty, live: LiveLine): PartnerLine {
  if (config.line === "theirs") {
    const line = collectedLine(systemRandom);
    return { port: line, collect: line.collect, collecting: null, close: line.close };
  }
  const spkiSha256 = bytesOfBase64(treaty.partner.card.tls.spki_sha256);
  if (config.partner_url === null || spkiSha256 === null)
    throw new SetupFault("node.json does not say where the partner is");
  const partner = { party: treaty.partner.party, url: config.partner_url, spkiSha256, pins: live.pins };
  const client = peerClient({ tls: live.shown, partner });
  // A kept connection was proved under the keys of before.
  live.whenChanged(client.close);
  const port: PeerLine = {
    post: (path, body) => client.post(path, body, { timeoutMs: POST_TIMEOUT }),
    get: (path) => client.get(path, { timeoutMs: POST_TIMEOUT }),
    cell: (body) => client.cell(body, { timeoutMs: CELL_TIMEOUT }),
  };
  const collecting: PartnerLine["collecting"] = (ours) => openCollector({ post: port.post, ...ours }).turn;
  return {
    port,
    collect: null,
    collecting: config.line === "ours" ? collecting : null,
    close: () => client.close(),
  };
}
