/**
 * The command line as a function: what `entente` does, with input, output and environment handed in.
 * The sandbox plays its story through it, so that what it shows is what an officer would type.
 */
export { run } from "./run.ts";
export type { World } from "./world.ts";
