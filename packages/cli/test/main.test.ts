import { describe, expect, test } from "vitest";
import { ID, objectOn, standingOf, startProcess } from "./command-line.ts";
import { startFakeNode } from "./fake-node.ts";

describe("as a process", () => {
  test("prints its object on standard output, nothing else anywhere, and ends at once", async () => {
    const node = await startFakeNode({ draftDispatch: () => ({ value: standingOf("draft") }) });
    const said = await startProcess(["draft", "request", "-", "--json"], {
      stdin: "{}",
      env: { ENTENTE_NODE: node.url },
    });
    expect([said.exit, said.err]).toEqual([0, ""]);
    expect(objectOn(said.out)).toEqual(standingOf("draft"));
    await node.close();
  });

  test("ends with the exit code of a refusal, its problem on standard error", async () => {
    const said = await startProcess(["approve", ID, "--json"]);
    expect([said.exit, said.out]).toEqual([4, ""]);
    expect(objectOn(said.err).code).toBe("device_needed");
  });
});
