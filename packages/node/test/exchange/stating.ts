import { type StateWish, stateChangeText } from "@entente/contract";
import {
  base64Of,
  bytesOfBase64,
  hexOf,
  type SigningKeys,
  STATE_TYPE,
  signDocument,
  signingKeys,
  unsignedDocument,
} from "@entente/protocol";
import { sha256 } from "../../src/exchange/proposal.ts";
import { exampleRequest, must, type Role, signText, type TestNode, type TwoNodes } from "./two-nodes.ts";

export const SUSPENDED: StateWish = {
  scope: "drugs",
  state: "suspended",
  reason: "security_incident",
  note: "Invented.",
  emergency: false,
};

export function rootKeys(pair: TwoNodes, party: "CA" | "IN"): SigningKeys {
  const { ed25519, mldsa65 } = pair.roots[party];
  return signingKeys({ ed25519Seed: ed25519, mldsa65Seed: mldsa65 });
}

/** The payload a node drafts for a wish. */
export async function payloadFor(node: TestNode, wish: Partial<StateWish>): Promise<Uint8Array> {
  const operator = await node.officer("operator");
  const draft = must(await node.exchange.commands.draftState(operator, { ...SUSPENDED, ...wish }));
  return bytesOfBase64(draft.payload_base64) ?? new Uint8Array();
}

/** A payload under keys, as a document of a node's party. */
export function signedAs(node: TestNode, payload: Uint8Array, keys: SigningKeys): Promise<Uint8Array> {
  return signDocument(STATE_TYPE, payload, [{ party: node.party, keys }]);
}

/** A wish drafted on a node and signed by its root. */
export async function rootSigned(
  pair: TwoNodes,
  node: TestNode,
  wish: Partial<StateWish> = {},
): Promise<Uint8Array> {
  return signedAs(node, await payloadFor(node, wish), rootKeys(pair, node.party));
}

/** One operator puts a document in force with a device; `lie` changes what he signs. */
export async function applyBy(
  pair: TwoNodes,
  node: TestNode,
  role: Role,
  file: Uint8Array,
  lie: { readonly serial?: number; readonly device?: Role } = {},
) {
  const payload = bytesOfBase64(JSON.parse(new TextDecoder().decode(file)).payload) ?? new Uint8Array();
  const { serial } = JSON.parse(new TextDecoder().decode(payload));
  const officer = await node.officer(role);
  const expires_at = new Date(pair.dials.now + 300_000).toISOString();
  const device = node.device(lie.device ?? role);
  const statement = hexOf(sha256(payload));
  const text = stateChangeText({ officer: officer.id, statement, serial: lie.serial ?? serial, expires_at });
  return node.exchange.commands.applyState(officer, {
    document_base64: base64Of(file),
    expires_at,
    device: device.device,
    signature: signText(device, text),
  });
}

/** A root-signed change of a node's side, by as many operators as it takes; the partner is not told yet. */
export async function state(pair: TwoNodes, node: TestNode, wish: Partial<StateWish> = {}): Promise<void> {
  const file = await rootSigned(pair, node, wish);
  const first = must(await applyBy(pair, node, "operator", file));
  if (first.stands === "one_of_two") must(await applyBy(pair, node, "operator2", file));
}

/** An emergency suspension by a node's two operators. */
export async function emergency(
  pair: TwoNodes,
  node: TestNode,
  wish: Partial<StateWish> = {},
): Promise<Uint8Array> {
  const payload = await payloadFor(node, { ...wish, emergency: true });
  const file = unsignedDocument(STATE_TYPE, payload);
  must(await applyBy(pair, node, "operator", file));
  must(await applyBy(pair, node, "operator2", file));
  return payload;
}

/** How the relation stands on a node. */
export async function view(node: TestNode) {
  return must(await node.exchange.commands.showStates(await node.officer("operator")));
}

/** The state of one area there. */
export async function areaOf(node: TestNode, area = "drugs") {
  return (await view(node)).areas.find(({ id }) => id === area)?.status;
}

/** The example request of Canada under an urgency. */
export function request(urgency = "routine"): unknown {
  return {
    ...Object(exampleRequest("CA")),
    urgency: { class: urgency, reason: urgency === "routine" ? null : "Invented: a life." },
  };
}
