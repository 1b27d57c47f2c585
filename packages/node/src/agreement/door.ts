export { type Desk, openTreaty, type Side, type Treaty } from "./treaty.ts";
