// Loaded before a node under test: the one file of a node that asks the law gate gets the gate with a clock on it.

import { registerHooks } from "node:module";

const TIMED = new URL("./timed-policy.ts", import.meta.url).href;

registerHooks({
  resolve(specifier, context, next) {
    const asks =
      specifier === "@entente/policy" && context.parentURL?.endsWith("/exchange/judge.ts") === true;
    return next(asks ? TIMED : specifier, context);
  },
});
