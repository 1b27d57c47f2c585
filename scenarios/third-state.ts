import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { configureNode, enrolOfficers, initNode, SetupFault, takeAgreement } from "@entente/node";
import {
  type Agreement,
  cardFingerprint,
  parseAgreement,
  parseCard,
  signingKeys,
  signWithRoot,
} from "@entente/protocol";
import type { Parsed } from "@entente/words";
import { entente, type ReadyNode } from "./sandbox-process.ts";

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

/** The third state's node on disk, and its officers; Canada's stopped node has a second relation now, made by `entente`. */
export async function foundThirdState(sandbox: string): Promise<ReadyNode & { readonly data: string }> {
  const [userPort, peerPort, atCanada] = [await freePort(), await freePort(), await freePort()];
  const data = join(sandbox, "xa");
  const host = "localhost";
  const made = await canadasRelation(sandbox, atCanada);
  const theirs = await initNode({ data, party: "XA", node: "xa-1", host, userPort, peerPort, sandbox: true });
  writeFileSync(join(sandbox, "xa-card.json"), theirs.card);
  const half = await draftedByCanada(sandbox);
  const { ed25519: ed25519Seed, mldsa65: mldsa65Seed } = theirs.rootSeeds;
  const keys = signingKeys({ ed25519Seed, mldsa65Seed });
  const agreement = must(await signWithRoot(half, { party: "XA", keys })).file;
  writeFileSync(join(sandbox, "ca-xa.json"), agreement);
  await joinedByCanada(sandbox, made, theirs.card, `https://localhost:${peerPort}`);
  await takeAgreement({ data, agreement });
  await configureNode(data, { userPort, peerPort, partnerUrl: `https://localhost:${atCanada}` });
  const anchor = join(sandbox, "ca-xa.json");
  return { data, anchor, url: `http://localhost:${userPort}`, ...(await staffed(data, sandbox, peerPort)) };
}

/** One act of Canada's operator or custodians, on the command line in the sandbox's folder. */
async function act(sandbox: string, args: readonly string[]): Promise<Record<string, unknown>> {
  const said = await entente(sandbox, args);
  if (said.exit !== 0) throw new SetupFault(`${args.join(" ")}: ${said.err}`);
  return said.json;
}

const shares = (n: 1 | 2) => ["--share", `roots/ca/root-share-${n}.json`];
const BOTH_SHARES = [...shares(1), ...shares(2)];

/** Room for the third state, and a card for it that Canada's root signed. Gives the relation's folder. */
async function canadasRelation(sandbox: string, peerPort: number): Promise<string> {
  const named = ["--data", "ca", "--relation", RELATION];
  const add = ["relation", "add", ...named, "--out", "ca-unsigned.json", "--peer-port", String(peerPort)];
  const made = await act(sandbox, add);
  await act(sandbox, ["root", "sign", "ca-unsigned.json", ...BOTH_SHARES, "--out", "ca-card.json"]);
  await act(sandbox, ["relation", "card", "ca-card.json", ...named]);
  return String(made.data);
}

/** The agreement with both cards in it, signed by Canada's root alone. */
async function draftedByCanada(sandbox: string): Promise<Uint8Array> {
  const terms = await termsLike(join(sandbox, "agreement.json"));
  writeFileSync(join(sandbox, "terms.json"), JSON.stringify(terms));
  const cards = ["--card", "ca-card.json", "--card", "xa-card.json"];
  await act(sandbox, ["agreement", "draft", "terms.json", ...cards, "--out", "ca-xa-draft.json"]);
  await act(sandbox, ["root", "sign", "ca-xa-draft.json", ...BOTH_SHARES, "--out", "ca-xa-half.json"]);
  return new Uint8Array(readFileSync(join(sandbox, "ca-xa-half.json")));
}

/** As two of Canada's officers do it for any partner (docs/ceremony.md), only that the folder is the relation's. */
async function joinedByCanada(sandbox: string, folder: string, card: Uint8Array, partnerUrl: string) {
  const at = ["--data", folder];
  const officers = ["--officer", "ca-coordinator", "--officer", "ca-head"];
  const heard = ["--fingerprint", cardFingerprint(must(await parseCard(card)))];
  await act(sandbox, ["card", "confirm", "xa-card.json", ...at, ...officers, ...heard]);
  await act(sandbox, ["agreement", "join", "ca-xa.json", ...at]);
  await act(sandbox, ["node", "address", ...at, "--partner-url", partnerUrl]);
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
