export type { Device, EnrolledOfficer, NewOfficer, Officer, People } from "./port.ts";
export { may, rightsOfOfficer } from "./rules.ts";
