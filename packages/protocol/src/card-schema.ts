import { type Static, Type } from "typebox";
import { Compile } from "typebox/compile";
import { base64, closed, nodeName, noteName, partyCode } from "./schema-parts.ts";

/** Payload of `entente/card/v1`: who a node is, in raw public keys as base64. */
export const NodeCardSchema = closed({
  party: partyCode,
  node: nodeName,
  root: closed({ ed25519: base64(32), mldsa65: base64(1952) }),
  sign: closed({ ed25519: base64(32), mldsa65: base64(1952) }),
  seal: closed({ xwing: base64(1216) }),
  log: closed({ origin: noteName, ed25519: base64(32), mldsa44: base64(1312) }),
  witness: closed({ name: noteName, ed25519: base64(32), mldsa44: base64(1312) }),
  tls: closed({ spki_sha256: base64(32) }),
});

/**
 * A node card. `root` is the party's offline root; `sign` signs statements; `seal` opens dispatches; `log` signs
 * checkpoints of the exchange log named `origin`; `witness` cosigns the partner's under `name`; `tls` is SHA-256
 * of the certificate's SubjectPublicKeyInfo.
 */
export type NodeCard = Static<typeof NodeCardSchema>;

export const cardValidator = Compile(NodeCardSchema);

/** What a key of a card is for, as a statement that revokes it says. */
export const keyUse = Type.Enum(["sign", "seal", "log", "witness", "tls"]);
