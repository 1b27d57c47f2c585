// What the benchmarks use of the campaigns: two real nodes made and started here, and their doors.

export { type Officer, officerAt } from "./doors/officer.ts";
export { type UsersDoor, usersDoor } from "./doors/users-door.ts";
export { until } from "./ground.ts";
export { type Founded, type FoundNode, foundNodes } from "./nodes/found.ts";
export { type NodeProcess, type Program, startProcess } from "./nodes/process.ts";
export { handOf } from "./partner/hand.ts";
export {
  loadNodeKey,
  openSqliteStore,
  readLawFolder,
  type Store,
  type Surroundings,
  startNode,
} from "./the-node.ts";
export { type Watch, watchOver } from "./watch.ts";
