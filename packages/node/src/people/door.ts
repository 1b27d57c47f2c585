export { deviceIdOf, deviceMessage, deviceMessageOf, verifyDeviceSignature } from "./devices.ts";
export { PEOPLE_CODES, type PeopleCode, PeopleFault } from "./faults.ts";
export { passkeyStands } from "./passkeys.ts";
export { openPeople } from "./people.ts";
export type { Device, EnrolledOfficer, NewOfficer, Officer, People } from "./port.ts";
export { type NodeName, presentMe } from "./present.ts";
export { may, rightsOfOfficer } from "./rules.ts";
export { forgetAllSessions } from "./session-store.ts";
