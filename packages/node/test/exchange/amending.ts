import { agreementChangeText } from "@entente/contract";
import {
  type Agreement,
  base64Of,
  bytesOfBase64,
  hexOf,
  type SigningKeys,
  signDocument,
  signingKeys,
} from "@entente/protocol";
import { sha256 } from "../../src/exchange/proposal.ts";
import { must, type Role, signText, type TestNode, type TwoNodes } from "./two-nodes.ts";

type Terms = Partial<Omit<Agreement, "parties" | "previous">>;

/** The terms in force with a change, as whoever writes the next version begins. */
export function termsWith(node: TestNode, change: Terms): unknown {
  const { parties: _, previous: __, version: ___, ...terms } = node.treaty.document;
  return { ...terms, ...change };
}

function rootKeys(pair: TwoNodes, party: "CA" | "IN"): SigningKeys {
  const { ed25519, mldsa65 } = pair.roots[party];
  return signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
}

/** A payload under these parties' roots. */
export function bothSign(
  pair: TwoNodes,
  payload: Uint8Array,
  by: readonly ("CA" | "IN")[] = ["CA", "IN"],
): Promise<Uint8Array> {
  return signDocument(
    "entente/agreement/v1",
    payload,
    by.map((party) => ({ party, keys: rootKeys(pair, party) })),
  );
}

/** The next version from its change, drafted on a node and signed by both roots. */
export async function nextVersion(pair: TwoNodes, node: TestNode, change: Terms): Promise<Uint8Array> {
  const operator = await node.officer("operator");
  const draft = must(await node.exchange.commands.draftAgreement(operator, termsWith(node, change)));
  return bothSign(pair, bytesOfBase64(draft.payload_base64) ?? new Uint8Array());
}

/** One operator applies, with his device; `lie` changes what he signs. */
export async function applyBy(
  pair: TwoNodes,
  node: TestNode,
  role: Role,
  file: Uint8Array,
  lie: { readonly version?: number; readonly device?: Role } = {},
) {
  const said = JSON.parse(new TextDecoder().decode(file));
  const payload = bytesOfBase64(said.payload) ?? new Uint8Array();
  const { version } = JSON.parse(new TextDecoder().decode(payload));
  const officer = await node.officer(role);
  const expires_at = new Date(pair.dials.now + 300_000).toISOString();
  const device = node.device(lie.device ?? role);
  const text = agreementChangeText({
    officer: officer.id,
    agreement: hexOf(sha256(payload)),
    version: lie.version ?? version,
    expires_at,
  });
  return node.exchange.commands.applyAgreement(officer, {
    document_base64: base64Of(file),
    expires_at,
    device: device.device,
    signature: signText(device, text),
  });
}

/** Both operators of a node apply; where it stands then. */
export async function applyAt(pair: TwoNodes, node: TestNode, file: Uint8Array): Promise<string> {
  must(await applyBy(pair, node, "operator", file));
  return must(await applyBy(pair, node, "operator2", file)).state;
}

/** A whole amendment: drafted, signed by both roots, applied on both nodes. */
export async function amend(pair: TwoNodes, change: Terms): Promise<void> {
  const file = await nextVersion(pair, pair.ca, change);
  await applyAt(pair, pair.ca, file);
  await applyAt(pair, pair.in, file);
  // Longer than the teller ever waits before it asks again.
  pair.dials.now += 31_000;
  await pair.settle();
}
