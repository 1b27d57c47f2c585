export type { SandboxDesk } from "./desk-handlers.ts";
export type { Place } from "./gate.ts";
export { type PeerDoorOptions, peerDoor } from "./peer-door.ts";
export { type AnswerAs, answerCollected } from "./peer-request.ts";
export type { Collect } from "./peer-routes.ts";
export { DOOR_CODES, type DoorCode, type Rejection, type Rejections } from "./rejections.ts";
export {
  type OpenDoor,
  type RequestLine,
  type Timeouts,
  type UserDoorOptions,
  userDoor,
} from "./user-door.ts";
export type { WebFile, WebFiles } from "./web-files.ts";
