import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "../../src/store/door.ts";
import { commitCases } from "./commit-cases.ts";
import type { Engine, Raised } from "./engine.ts";
import { logCases } from "./log-cases.ts";
import { vaultCases } from "./vault-cases.ts";

/** What a case may do with the engine: the store of the moment, and opening it again. */
export interface Bench {
  store(): Store;
  reopen(): Promise<Store>;
}

/** The store contract (port.ts), the same for every engine. */
export function storeSuite(engine: Engine): void {
  describe(`a store on ${engine.name}`, () => {
    let raised: Raised;
    let store: Store;
    beforeEach(async () => {
      raised = await engine.raise();
      store = raised.store;
    });
    afterEach(() => raised.remove());
    const bench: Bench = {
      store: () => store,
      async reopen() {
        store = await raised.reopen();
        return store;
      },
    };
    describe("commits", () => commitCases(bench));
    describe("keeps logs that", () => logCases(bench));
    describe("has a vault that", () => vaultCases(bench));
  });
}
