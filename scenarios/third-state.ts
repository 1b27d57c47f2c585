import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
  addRelation,
  configureNode,
  enrolOfficers,
  initNode,
  joinAgreement,
  SetupFault,
  writeAgreement,
} from "@entente/node";
import { type Agreement, parseAgreement } from "@entente/protocol";
import type { ReadyNode } from "./sandbox-process.ts";

// A third state for scenarios. XA is a code that ISO 3166 leaves to its users: the state, its desk, its officers and the
// agreement are invented.

/** Under this name Canada keeps what is between it and the third state. */
export const RELATION = "third";

const NO_ROLES = (): string[] => [];

/** What Canada and the third state agree on: as with India, where nothing else is said. */
async function termsLike(file: string): Promise<Omit<Agreement, "parties">> {
  const parsed = await parseAgreement(new Uint8Array(readFileSync(file)));
  if (!parsed.ok) throw new SetupFault("the sandbox's agreement does not verify");
  const { parties: _, ...terms } = parsed.value.agreement;
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
  const ours = await addRelation({
    data: canada,
    name: RELATION,
    peerPort: atCanada,
    rootSeeds: rootOf(join(sandbox, "roots/ca.json")),
  });
  const theirs = await initNode({ data, party: "XA", node: "xa-1", host, userPort, peerPort });
  const canadaRoot = rootOf(join(sandbox, "roots/ca.json"));
  const agreement = await writeAgreement({
    terms: await termsLike(join(sandbox, "agreement.json")),
    members: [
      { party: "CA", card: ours.card, rootSeeds: canadaRoot },
      { party: "XA", ...theirs },
    ],
  });
  await joinAgreement({ data: ours.folder, agreement });
  await joinAgreement({ data, agreement });
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

function rootOf(path: string) {
  const root: unknown = JSON.parse(readFileSync(path, "utf8"));
  const seed = (name: string) =>
    new Uint8Array(Buffer.from(String(Reflect.get(Object(root), name)), "base64"));
  return { ed25519: seed("ed25519"), mldsa65: seed("mldsa65") };
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
