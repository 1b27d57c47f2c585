export { LiveTreaty } from "./live-treaty.ts";
export { areaUnder, narrowingOf, type StandingState } from "./standing.ts";
export {
  aheadOfTreaty,
  amendedTreaty,
  type Desk,
  type InForce,
  openTreaty,
  type Side,
  type Treaty,
} from "./treaty.ts";
