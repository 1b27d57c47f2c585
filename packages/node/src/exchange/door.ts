export type { Exchange, PeerAnswer, PeerDoor, Standing } from "./port.ts";
