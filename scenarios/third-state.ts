import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  addRelation,
  configureNode,
  confirmCard,
  enrolOfficers,
  initNode,
  joinAgreement,
  SetupFault,
  takeAgreement,
  takeCard,
} from "@entente/node";
import {
  type Agreement,
  cardFingerprint,
  draftAgreement,
  parseAgreement,
  parseCard,
  type Root,
  rootOfShares,
  signingKeys,
  signWithRoot,
} from "@entente/protocol";
import type { Parsed } from "@entente/words";
import type { ReadyNode } from "./sandbox-process.ts";

// A third state for scenarios. XA is a code that ISO 3166 leaves to its users: the state, its desk, its officers and the
// agreement are invented.

/** Under this name Canada keeps what is between it and the third state. */
export const RELATION = "third";

const NO_ROLES = (): string[] => [];

/** What Canada and the third state agree on: as with India, where nothing else is said. */
async function termsLike(file: string): Promise<Omit<Agreement, "parties">> {
  const parsed = must(await parseAgreement(new Uint8Array(readFileSync(file))));
  const { parties: _, ...terms } = parsed.agreement;
  return {
    ...terms,
    id: "ca-xa-invented",
    hold_seconds: { routine: 0, life_threat: 0 },
    instruments: [
      {
        id: "invented-police-arrangement-2",
        kind: "POLICE_ARRANGEMENT",
        parties: ["CA:RCMP", "XA:*"],
        purposes: ["drug_enforcement", "precursor_control", "org_crime", "life_safety"],
        in_force: true,
        valid_from: "2026-03-01",
        valid_to: null,
        verified: true,
      },
    ],
    directory: [
      ...terms.directory.filter(({ desk }) => desk === "ca-rcmp-liaison"),
      {
        desk: "xa-police-liaison",
        party: "XA",
        agency: "XA-POLICE",
        function: "police",
        areas: ["drugs", "organised_crime"],
        name: { en: "Invented police desk", fr: "Bureau de police inventé", hi: "काल्पनिक पुलिस डेस्क" },
      },
    ],
  };
}

/** The third state's node on disk, and its officers; Canada's stopped node has a second relation now. */
export async function foundThirdState(sandbox: string): Promise<ReadyNode & { readonly data: string }> {
  const [userPort, peerPort, atCanada] = [await freePort(), await freePort(), await freePort()];
  const canada = join(sandbox, "ca");
  const data = join(sandbox, "xa");
  const host = "localhost";
  const root = await canadasRoot(join(sandbox, "roots/ca"));
  const ours = await addRelation({ data: canada, name: RELATION, peerPort: atCanada });
  const signed = must(await signWithRoot(ours.unsigned, root)).file;
  const card = (await takeCard({ data: canada, name: RELATION, card: signed })).ok ? signed : null;
  if (card === null) throw new SetupFault("the relation did not take its card");
  const theirs = await initNode({ data, party: "XA", node: "xa-1", host, userPort, peerPort, sandbox: true });
  const draft = must(
    await draftAgreement(await termsLike(join(sandbox, "agreement.json")), [card, theirs.card]),
  );
  const half = must(await signWithRoot(draft, root)).file;
  const { ed25519: ed25519Seed, mldsa65: mldsa65Seed } = theirs.rootSeeds;
  const keys = signingKeys({ ed25519Seed, mldsa65Seed });
  const agreement = must(await signWithRoot(half, { party: "XA", keys })).file;
  await confirmAndJoin(ours.folder, theirs.card, agreement);
  await takeAgreement({ data, agreement });
  await configureNode(ours.folder, {
    userPort: 0,
    peerPort: atCanada,
    partnerUrl: `https://localhost:${peerPort}`,
  });
  await configureNode(data, { userPort, peerPort, partnerUrl: `https://localhost:${atCanada}` });
  const anchor = join(sandbox, "ca-xa.json");
  writeFileSync(anchor, agreement);
  return { data, anchor, url: `http://localhost:${userPort}`, ...(await staffed(data, sandbox, peerPort)) };
}

/** As two of Canada's officers do it for any partner (docs/ceremony.md). */
async function confirmAndJoin(data: string, card: Uint8Array, agreement: Uint8Array): Promise<void> {
  const officers = ["ca-coordinator", "ca-head"];
  const fingerprint = cardFingerprint(must(await parseCard(card)));
  const confirmed = await confirmCard({ data, card, officers, fingerprint, now: Date.now() });
  const joined = await joinAgreement({ data, agreement });
  if (!confirmed.ok || !joined.ok) throw new SetupFault("the agreement was not joined");
}

async function staffed(data: string, sandbox: string, peerPort: number) {
  const post = { agency: "XA-POLICE", desks: ["xa-police-liaison"], approvalRoles: [] };
  const handed = await enrolOfficers({
    data,
    officers: [
      { id: "xa-lo", name: "Thorvald Estuary (invented)", duties: ["liaison"], ...post },
      { id: "xa-auditor", name: "Minke Halloran (invented)", duties: ["auditor"], ...post },
    ],
  });
  mkdirSync(join(sandbox, "devices"), { recursive: true });
  const officers = handed.map(({ id, token, deviceFile }) => {
    const device = join(sandbox, "devices", `${id}.json`);
    writeFileSync(device, `${JSON.stringify(deviceFile)}\n`, { mode: 0o600 });
    return [id.slice("xa-".length), { id, token, device, roles: NO_ROLES() }] as const;
  });
  return { peer_url: `https://localhost:${peerPort}`, officers: Object.fromEntries(officers) };
}

async function canadasRoot(folder: string): Promise<Root> {
  const shares = readdirSync(folder)
    .filter((name) => name.startsWith("root-share"))
    .map((name) => new Uint8Array(readFileSync(join(folder, name))));
  return must(await rootOfShares(shares.slice(0, 2)));
}

function must<T>(parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new SetupFault(parsed.faults.map(({ code, where }) => `${code} at ${where}`).join(", "));
}

/** A port that nobody listens on now. */
function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((done, failed) => {
    server.once("error", failed);
    server.listen(0, "localhost", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => done(port));
    });
  });
}
