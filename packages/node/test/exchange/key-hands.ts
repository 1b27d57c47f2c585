import { keyChangeText } from "@entente/contract";
import { bytesOfBase64, signDocument, signingKeys } from "@entente/protocol";
import { sha256 } from "../../src/exchange/proposal.ts";
import { must, type Role, signText, type TestNode, type TwoNodes } from "./two-nodes.ts";

type Wish = Parameters<TestNode["exchange"]["commands"]["requestKeys"]>[1];
type Draft = { readonly type: string; readonly payload_base64: string; readonly serial: number };

/** What a rotation changes where a test does not say. */
export const ALL: Wish = { uses: ["sign", "seal", "tls"], reason: "rotation" };

/** New keys are asked for; what the root must sign. */
export async function asked(node: TestNode, wish: Wish = ALL): Promise<Draft> {
  return must(await node.exchange.commands.requestKeys(await node.officer("operator"), wish));
}

/** The root signs, offline. */
export function signed(
  pair: TwoNodes,
  by: "CA" | "IN",
  draft: Draft,
  says?: Uint8Array,
): Promise<Uint8Array> {
  const { ed25519, mldsa65 } = pair.roots[by];
  const keys = signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
  const payload = says ?? bytesOfBase64(draft.payload_base64) ?? new Uint8Array();
  return signDocument(draft.type, payload, [{ party: by, keys }]);
}

/** One operator applies, with his device; `lie` changes what he sends. */
export async function hand(
  pair: TwoNodes,
  node: TestNode,
  role: Role,
  draft: Draft,
  document: Uint8Array,
  lie: { readonly expires_at?: string; readonly device?: Role; readonly serial?: number } = {},
) {
  const expires_at = lie.expires_at ?? new Date(pair.dials.now + 300_000).toISOString();
  const officer = await node.officer(role);
  const statement = Buffer.from(sha256(bytesOfBase64(draft.payload_base64) ?? new Uint8Array())).toString(
    "hex",
  );
  const device = node.device(lie.device ?? role);
  const text = keyChangeText({
    officer: officer.id,
    statement,
    serial: lie.serial ?? draft.serial,
    expires_at,
  });
  return node.exchange.commands.applyKeys(officer, {
    document_base64: Buffer.from(document).toString("base64"),
    expires_at,
    device: device.device,
    signature: signText(device, text),
  });
}

/** A whole change: asked for, signed by the root, applied by two. */
export async function changeKeys(pair: TwoNodes, node: TestNode, wish: Wish = ALL): Promise<void> {
  const draft = await asked(node, wish);
  const document = await signed(pair, node.party, draft);
  must(await hand(pair, node, "operator", draft, document));
  must(await hand(pair, node, "operator2", draft, document));
}
