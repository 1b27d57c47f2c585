import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  as,
  entente,
  fieldOf,
  type ReadyNode,
  raiseSandbox,
  type Said,
  type Sandbox,
  storyFolder,
  until,
} from "./sandbox-process.ts";

// A file of five MiB goes with a request from Ottawa to Delhi: two node processes over their real line, the command
// line as both officers call it, and nothing else. The content is invented.

const folder = storyFolder();
const at = (name: string) => join(folder.path, name);
const CONTENT = createHash("shake256", { outputLength: 5 * 1_048_576 + 321 })
  .update("invented picture")
  .digest();
let sandbox: Sandbox;
let nodes: Readonly<Record<"CA" | "IN", ReadyNode>>;

beforeAll(async () => {
  sandbox = await raiseSandbox(folder.path, ["--ports", "0,0"]);
  nodes = sandbox.ready.nodes;
});
afterAll(async () => {
  const ended = await sandbox.stop();
  folder.remove();
  expect(ended.exit).toBe(0);
});

async function done(args: readonly string[]): Promise<Said["json"]> {
  const said = await entente(folder.path, args);
  expect(said).toMatchObject({ exit: 0, err: "" });
  return said.json;
}

/** The one file of a dispatch; undefined before the dispatch is there. */
async function fileOf(node: ReadyNode, role: string, id: string): Promise<unknown> {
  const said = await entente(folder.path, ["attachment", "list", id, ...as(node, role)]);
  const items = fieldOf(said.json, "items");
  return Array.isArray(items) ? items[0] : undefined;
}

test("a file crosses the border beside its request, and opens at the asked desk byte for byte", async () => {
  writeFileSync(at("picture.bin"), CONTENT);
  const [ca, india] = [nodes.CA, nodes.IN];
  const example = await entente(folder.path, ["draft", "request", "--example", ...as(ca, "lo")]);
  writeFileSync(at("request.json"), example.out);
  const { id } = await done(["draft", "request", "request.json", ...as(ca, "lo")]);
  const draft = String(id);
  const added = await done([
    "attachment",
    "add",
    draft,
    "picture.bin",
    "--type",
    "image/tiff",
    ...as(ca, "lo"),
  ]);
  expect(added).toMatchObject({ draft, name: "picture.bin", bytes: CONTENT.length, state: "held" });
  const attachment = String(added.attachment);
  await done(["submit", draft, ...as(ca, "lo")]);
  await done(["approve", draft, ...as(ca, "authority", "with device")]);
  const whole = await until(
    () => fileOf(india, "analyst", draft),
    (file) => fieldOf(file, "state") === "complete",
  );
  expect(whole).toMatchObject({
    attachment,
    name: "picture.bin",
    media_type: "image/tiff",
    bytes: CONTENT.length,
  });
  const got = await done([
    "attachment",
    "get",
    draft,
    attachment,
    "--out",
    "got.bin",
    ...as(india, "analyst"),
  ]);
  expect(got).toMatchObject({ sha256: createHash("sha256").update(CONTENT).digest("hex") });
  expect(readFileSync(at("got.bin")).equals(CONTENT)).toBe(true);
  const sent = await until(
    () => fileOf(ca, "lo", draft),
    (file) => fieldOf(file, "state") === "delivered",
  );
  expect(sent).toMatchObject({ attachment, reason: null });
  const shown = await done(["show", draft, ...as(india, "analyst")]);
  expect(fieldOf(shown.body, "attachments")).toMatchObject([{ id: attachment, bytes: CONTENT.length }]);
});

test("an auditor reads the record, not the file", async () => {
  const said = await entente(folder.path, [
    "attachment",
    "list",
    "0190aaaa-0000-7000-8000-00000000000a",
    ...as(nodes.IN, "auditor"),
  ]);
  expect(said.exit).toBe(3);
});
