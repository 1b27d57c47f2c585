export { deskOver } from "./over-desk.ts";
export { exchangeOver } from "./over-exchange.ts";
export { proofsOver } from "./over-ledger.ts";
export { chosen, type Relation, type Relations, type Wish } from "./relation.ts";
