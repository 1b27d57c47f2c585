export { addRelation, type RelationMade, takeCard } from "./add-relation.ts";
export { confirmCard } from "./confirm-card.ts";
export { enrolFirst, type Handed } from "./enrol-first.ts";
export { initParty, type PartyMade } from "./init-party.ts";
export { type Joined, joinAgreement, takeAgreement } from "./join-agreement.ts";
export { refuseSharesIn, SHARE_FOLDERS } from "./share-folders.ts";
export type { Refusal, Verdict } from "./verdict.ts";
