import { closeSync, constants, lstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import {
  type EquivocationVerdict,
  type LogVerdict,
  type ProofVerdict,
  type ProvenKeys,
  type ProvenVersion,
  verifyEquivocation,
  verifyLog,
  verifyProof,
} from "@entente/ledger";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { reasonOf } from "../input.ts";
import { printable } from "../problem-text.ts";

/** No file of a proof, a log or an agreement is larger; more of it is not looked at, and so does not verify. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/**
 * `ledger verify P|DIR --anchor A`, offline. Exit code 0 only where everything verifies; 7 for anything that
 * does not, unparsable included; 2 where there is nothing to read.
 */
export async function ledgerVerify(call: Call): Promise<Ending> {
  const subject = resolve(call.world.cwd, call.words[0] ?? "");
  const anchorFile = resolve(call.world.cwd, call.flags.get("anchor") ?? "");
  try {
    const anchor = readPrefix(anchorFile);
    const folder = statSync(subject).isDirectory();
    const verdict = folder ? verifyFolder(subject, anchor) : verifyFile(readPrefix(subject), anchor);
    return verdict.valid
      ? finished(verdict, told(verdict))
      : finished(verdict, `does not verify: ${verdict.fault.code} at ${verdict.fault.where || "/"}`, 7);
  } catch (error) {
    return misused(`the proof or the anchor cannot be read (${reasonOf(error)})`, call.usage);
  }
}

/** A proof, or evidence that a log has two histories: each says in its first line what it is. */
function verifyFile(bytes: Uint8Array, anchor: Uint8Array): ProofVerdict | EquivocationVerdict {
  const line = Buffer.from(bytes.subarray(0, EVIDENCE.length)).toString("latin1");
  return line === EVIDENCE ? verifyEquivocation(bytes, anchor) : verifyProof(bytes, anchor);
}

const EVIDENCE = "entente/equivocation/v1\n";

/** The partner may have put anything into the folder: what is no plain file of this folder is no file at all. */
function verifyFolder(folder: string, anchor: Uint8Array): LogVerdict {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => !entry.isDirectory());
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return verifyLog((path) => readPlain(join(folder, path)), paths.map(slashed), anchor);
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

/** Null where there is no plain file of that name. */
function readPlain(path: string): Uint8Array | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? readPrefix(path) : null;
}

/** A file's bytes, up to a limit; throws the operating system's error. */
function readPrefix(path: string): Uint8Array {
  const file = openSync(path, constants.O_RDONLY);
  try {
    const bytes = new Uint8Array(MAX_FILE_BYTES);
    let length = 0;
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) return bytes.subarray(0, length);
      length += read;
    }
  } finally {
    closeSync(file);
  }
}

type Valid = Extract<ProofVerdict | LogVerdict | EquivocationVerdict, { readonly valid: true }>;

function told(verdict: Valid): string {
  if ("sizes" in verdict) {
    const [first, second] = verdict.sizes;
    return printable(
      `proves: ${verdict.party} signed two histories of its log ${verdict.origin}, of ${first} and ${second} entries`,
    );
  }
  const witnesses = verdict.witnessed_by.join(", ");
  if ("root" in verdict) {
    return printable(
      `verifies: ${verdict.log} log ${verdict.origin}, ${verdict.size} entries, witnessed by ${witnesses}`,
    );
  }
  const act = verdict.kind === "release" ? "released" : "stored";
  return printable(
    `verifies: dispatch ${verdict.id} from ${verdict.from} to ${verdict.to}, ${act} as leaf ${verdict.index} of ${verdict.origin}, witnessed by ${witnesses}${keysTold(verdict.keys)}${versionTold(verdict.agreement)}`,
  );
}

/** Who knows of a later key statement than the newest in the proof knows more than the proof says. */
function keysTold(keys: ProvenKeys | undefined): string {
  if (keys === undefined) return "";
  const since = keys.revoked_since ? ", revoked since" : "";
  return `, signed under key statement ${keys.signed_under}${since}; newest in the proof: ${keys.newest}`;
}

/** The same of a later version of the agreement. */
function versionTold(agreement: ProvenVersion | undefined): string {
  if (agreement === undefined) return "";
  return `, under version ${agreement.version} of the agreement; newest in the proof: ${agreement.newest}`;
}
