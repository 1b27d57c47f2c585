/** The line between two nodes: whom we show ourselves as, whom we speak to. Only `exchange` speaks on it. */
export { ByteCursor } from "./byte-cursor.ts";
export { type CollectedLine, type CollectedTimes, collectedLine } from "./collected-line.ts";
export { type Collector, type CollectorParts, openCollector } from "./collector.ts";
export { LINE_CODES, type LineCode, LineFault } from "./faults.ts";
export {
  ANSWER_TYPES,
  type Answered,
  type Asked,
  CELL_HOLDS,
  encodeAnswered,
  encodeAsked,
  type FrameSize,
  frame,
  LINE_SIZES,
  type LineSizes,
  MOST_HEAD,
  readAnswered,
  readAsked,
  unframe,
} from "./frame.ts";
export {
  CELL_PATH,
  COLLECT_PATH,
  LINE_PATH,
  type PeerClient,
  type PeerClientOptions,
  type PeerReply,
  peerClient,
} from "./peer-client.ts";
export { pinName } from "./pin-name.ts";
export { LINE_TLS } from "./pinned-agent.ts";
export { makeTlsIdentity, spkiSha256Of, type TlsIdentity, tlsPinOf } from "./tls-identity.ts";
