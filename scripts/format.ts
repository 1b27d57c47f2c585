/** Formats every source and applies the safe fixes of the formatter's linter: `npm run format`. */
import { runTool, TOOLS } from "./check/steps.ts";

const format = TOOLS.find(({ name }) => name === "format");
process.exitCode = format !== undefined && runTool(format, ["--write"]) ? 0 : 1;
