#!/usr/bin/env node
import { launch } from "../../../scripts/bootstrap.mjs";

await launch("packages/cli/src/main.ts", process.argv.slice(2));
