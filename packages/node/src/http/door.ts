export type { SandboxDesk } from "./desk-handlers.ts";
export type { Place } from "./gate.ts";
export { type OpenPeerDoor, type PeerDoorOptions, peerDoor } from "./peer-door.ts";
export { OUR_QUOTA, type QuotaLimits } from "./peer-quota.ts";
export { answerCollected, type Collect } from "./peer-request.ts";
export { DOOR_CODES, type DoorCode, type Rejection, type Rejections, sha256 } from "./rejections.ts";
export {
  type OpenDoor,
  type RequestLine,
  type Timeouts,
  type UserDoorOptions,
  userDoor,
} from "./user-door.ts";
export type { WebFile, WebFiles } from "./web-files.ts";
