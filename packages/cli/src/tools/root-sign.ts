import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { bytesOfBase64, parseStrict, signDocument, signingKeys } from "@entente/protocol";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";

/**
 * `root sign F --root FILE --out G`, offline: F says what is to be signed (type and exact bytes), FILE is the party's
 * root as `init` left it. The bytes are signed as they are; what they say is printed, so that whoever signs reads it.
 */
export async function rootSign(call: Call): Promise<Ending> {
  const at = (name: string) => resolve(call.world.cwd, name);
  const wish = read(at(call.words[0] ?? ""));
  const root = read(at(call.flags.get("root") ?? ""));
  const type = text(wish, "type");
  const payload = bytesOfBase64(text(wish, "payload_base64") ?? "");
  const [ed25519Seed, mldsa65Seed] = ["ed25519", "mldsa65"].map((name) =>
    bytesOfBase64(text(root, name) ?? ""),
  );
  const party = text(root, "party");
  if (type === null || payload === null) return misused("the statement to sign does not read", call.usage);
  if (party === null || ed25519Seed?.length !== 32 || mldsa65Seed?.length !== 32)
    return misused("--root is no root file", call.usage);
  const out = at(call.flags.get("out") ?? "");
  const document = await signDocument(type, payload, [
    { party, keys: signingKeys({ ed25519Seed, mldsa65Seed }) },
  ]);
  try {
    writeFileSync(`${out}.part`, document, { mode: 0o644 });
    renameSync(`${out}.part`, out);
  } catch {
    return misused("--out cannot be written", call.usage);
  }
  const says = Buffer.from(payload).toString("utf8");
  return finished({ out, type, party, says }, `signed by the root of ${party}: ${says}`);
}

function read(path: string): unknown {
  try {
    const parsed = parseStrict(new Uint8Array(readFileSync(path)));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

function text(value: unknown, name: string): string | null {
  const found: unknown = typeof value === "object" && value !== null ? Reflect.get(value, name) : null;
  return typeof found === "string" ? found : null;
}
