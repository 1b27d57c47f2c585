import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  base64Of,
  cardFingerprint,
  draftAgreement,
  parseCard,
  rootOfShares,
  signWithRoot,
} from "@entente/protocol";
import type { Parsed } from "@entente/words";
import { confirmCard, enrolFirst, initParty } from "../../src/ceremony/door.ts";
import type { Verdict } from "../../src/ceremony/verdict.ts";
import { freshDevice } from "../../src/ports.ts";
import { TEST_TERMS } from "../exchange/terms.ts";

export const NOW = Date.parse("2026-11-28T08:00:00Z");

/** A real node of a party, made as `entente init` makes it; its shares lie outside its folder. */
export interface RealNode {
  readonly party: string;
  readonly data: string;
  readonly card: Uint8Array;
  readonly fingerprint: string;
  readonly root: readonly string[];
  readonly unlock: readonly string[];
}

/** A folder of its own for one test file, and how to make real nodes in it. */
export async function ceremonyFolder() {
  const path = await mkdtemp(join(tmpdir(), "entente-ceremony-"));
  return {
    path,
    remove: () => rm(path, { recursive: true, force: true }),
    async make(party: string, name = party.toLowerCase()): Promise<RealNode> {
      const data = join(path, name);
      const shares = join(path, `${name}-shares`);
      const node = `${party.toLowerCase()}-1`;
      const doors = { host: "localhost", userPort: 0, peerPort: 0 };
      await mkdir(shares);
      const made = await initParty({ data, party, node, ...doors, shares: { root: shares, unlock: shares } });
      return {
        party,
        data,
        card: made.card,
        fingerprint: cardFingerprint(must(await parseCard(made.card))),
        root: made.rootShares,
        unlock: made.unlockShares,
      };
    },
  };
}

/** Two of a real node's three unlock shares. */
export function two(node: RealNode): readonly string[] {
  return node.unlock.slice(1);
}

/** An officer as he is enrolled; his device was made just now. */
export function newcomer(id: string) {
  return {
    id,
    name: `Invented ${id}`,
    agency: "RCMP",
    desks: ["ca-rcmp-liaison"],
    duties: ["liaison"],
    approval_roles: [],
    device_public_key: base64Of(freshDevice().publicKey),
  };
}

/** Enrols two officers and lets them confirm the partner's card. */
export async function confirmed(
  node: RealNode,
  partner: Pick<RealNode, "card" | "fingerprint">,
): Promise<void> {
  const at = { data: node.data, unlock: two(node), now: NOW };
  settled(await enrolFirst({ ...at, officers: [newcomer("first"), newcomer("second")] }));
  const { card, fingerprint } = partner;
  settled(await confirmCard({ ...at, card, fingerprint, officers: ["first", "second"] }));
}

/** The agreement of these nodes, signed by the roots of those of them that are named. */
export async function agreementOf(
  parties: readonly RealNode[],
  signing: readonly RealNode[] = parties,
  terms: object = TEST_TERMS,
): Promise<Uint8Array> {
  let file = must(
    await draftAgreement(
      terms,
      parties.map(({ card }) => card),
    ),
  );
  for (const { root } of signing) {
    const shares = await Promise.all(
      root.slice(0, 2).map(async (path) => new Uint8Array(await readFile(path))),
    );
    file = must(await signWithRoot(file, must(await rootOfShares(shares)))).file;
  }
  return file;
}

/** Every file under a folder, its bytes. */
export async function filesUnder(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const)));
}

export function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new Error(JSON.stringify(parsed.faults));
}

export function settled<T>(verdict: Verdict<T>): T {
  if (verdict.ok) return verdict.value;
  throw new Error(JSON.stringify(verdict.faults));
}

/** How a step was refused, and with what: `unverified another_card /parties/0/card`; empty where it was not. */
export function refusalsOf(verdict: Verdict<unknown>): readonly string[] {
  return verdict.ok ? [] : verdict.faults.map(({ code, where }) => `${verdict.how} ${code} ${where}`);
}
