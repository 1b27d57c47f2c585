/** Why an enrolment is not made. A code is never reused for another meaning. */
export const PEOPLE_CODES = [
  "bad_officer", // an id, name, agency, desk, duty or role that is not well formed
  "duties_conflict", // two duties that nobody holds together
  "bad_device_key", // bytes that are no usable Ed25519 public key
  "officer_taken", // the id belongs to somebody, perhaps revoked: ids are never used twice
  "device_taken", // the same key is already enrolled
  "broken_row", // a stored officer or device that this program would not have written
] as const;
export type PeopleCode = (typeof PEOPLE_CODES)[number];

/** A wrong enrolment or a damaged record; `message` names fields, never a token or a key. */
export class PeopleFault extends Error {
  override readonly name = "PeopleFault";
  readonly code: PeopleCode;

  constructor(code: PeopleCode, message: string) {
    super(message);
    this.code = code;
  }
}
