import { createPrivateKey, createPublicKey, encapsulate } from "node:crypto";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { NodeClient } from "./client.ts";
import { readDevice } from "./device-key.ts";
import { setting, withNode } from "./session.ts";

interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly detail: string;
}

/** `doctor`: this computer, the node named (if any), the officer and the device. Exit code 6 unless all is well. */
export async function doctor(call: Call): Promise<Ending> {
  const local = [cryptography(), ...(await device(call))];
  if (setting(call, "node") === null)
    return judged([...local, { what: "node", well: true, detail: "none named" }]);
  return withNode(call, async (node) => {
    const remote = [...(await health(node)), ...(await officer(call, node))];
    return judged([...local, ...remote]);
  });
}

function judged(findings: readonly Finding[]): Ending {
  const well = findings.every((finding) => finding.well);
  const lines = findings.map((one) =>
    printable(`${one.well ? "well " : "WRONG"}  ${one.what}: ${one.detail}`),
  );
  return finished({ well, findings }, lines.join("\n"), well ? 0 : 6);
}

/** A version number does not prove that the post-quantum algorithms are there. */
function cryptography(): Finding {
  const what = "cryptography";
  try {
    const seed = { key: Buffer.alloc(64, 1), format: "raw-seed", asymmetricKeyType: "ml-kem-768" } as const;
    encapsulate(createPublicKey(createPrivateKey(seed)));
    return {
      what,
      well: true,
      detail: `Node ${process.version}, OpenSSL ${process.versions.openssl}, ML-KEM works`,
    };
  } catch {
    return { what, well: false, detail: `Node ${process.version} has no ML-KEM; start with the launcher` };
  }
}

async function device(call: Call): Promise<readonly Finding[]> {
  const file = setting(call, "device");
  if (file === null) return [];
  const read = await readDevice(file, call.world);
  const detail = read.ok
    ? `${read.value.device} of ${read.value.officer}`
    : read.faults.map((f) => f.code).join(", ");
  return [{ what: "device", well: read.ok, detail }];
}

async function health(node: NodeClient): Promise<readonly Finding[]> {
  const asked = await node.ask("health");
  if (!asked.ok) return [{ what: "node", well: false, detail: asked.problem.detail ?? asked.problem.title }];
  const { status, party, node: name, realm, version, partners, alarms } = asked.value;
  const lines = partners.map((partner) => ({
    what: `line to ${partner.party}`,
    well: partner.reachable,
    detail: `${partner.queued} queued, witnessed ${partner.witnessed_size} of ${partner.log_size}${partner.reason === null ? "" : `, ${partner.reason}`}`,
  }));
  return [
    { what: "node", well: status === "ready", detail: `${party} ${name}, ${realm}, ${version}, ${status}` },
    ...lines,
    ...alarms.map(({ code, detail, since }) => ({
      what: `alarm ${code}`,
      well: false,
      detail: `${detail}, since ${since}`,
    })),
  ];
}

async function officer(call: Call, node: NodeClient): Promise<readonly Finding[]> {
  if (setting(call, "token") === null) return [];
  const asked = await node.ask("me");
  if (!asked.ok) return [{ what: "officer", well: false, detail: asked.problem.title }];
  const { officer: id, agency, duties, approval_roles } = asked.value;
  return [{ what: "officer", well: true, detail: [id, agency, ...duties, ...approval_roles].join(", ") }];
}
