import { type Parsed, passed, refused } from "@entente/words";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import { ascii, base64Of, bytesOfBase64, sameBytes } from "./bytes.ts";
import {
  DOCUMENT_LIMITS,
  type DocumentSigner,
  fileBytes,
  messageOf,
  type ReadDocument,
  readDocument,
  TYPE_SHAPE,
} from "./document.ts";
import { signHybrid } from "./keys.ts";
import { schemaFaults } from "./schema-faults.ts";
import { parseStrict } from "./strict-json.ts";

/** What a node hands to whoever keeps the root: type and payload, no signature yet (spec/trust-ceremony.md §2). */
const UnsignedSchema = Type.Object(
  { type: Type.String({ pattern: TYPE_SHAPE }), payload: Type.String() },
  { additionalProperties: false },
);
const validator = Compile(UnsignedSchema);

/** The exact bytes of a document nobody has signed yet. */
export function unsignedDocument(type: string, payload: Uint8Array): Uint8Array {
  return ascii(`${JSON.stringify({ type, payload: base64Of(payload) })}\n`);
}

/**
 * Takes a document apart that waits for a signature: one without any, or one that other parties signed already.
 * **Nothing is verified.**
 */
export function readUnsigned(file: Uint8Array): Parsed<ReadDocument> {
  const json = parseStrict(file, DOCUMENT_LIMITS);
  if (!json.ok) return json;
  if (typeof json.value === "object" && json.value !== null && "signatures" in json.value)
    return readDocument(file);
  if (!validator.Check(json.value)) return refused(...schemaFaults(validator, json.value));
  const { type } = json.value;
  const payload = bytesOfBase64(json.value.payload);
  if (payload === null) return refused({ code: "not_canonical", where: "/payload" });
  if (!sameBytes(unsignedDocument(type, payload), file)) return refused({ code: "not_canonical", where: "" });
  return passed({ type, payload, signatures: [] });
}

/**
 * The document with one party's signatures, in its place among the others'; a signature that party made before is
 * replaced, because ML-DSA is randomised and a document may be signed again (spec §2). What the document says was
 * judged by the caller: a signer that signs what it cannot read is no control.
 */
export async function countersign(document: ReadDocument, signer: DocumentSigner): Promise<Uint8Array> {
  const { type, payload, signatures } = document;
  const made = { party: signer.party, ...(await signHybrid(messageOf(type, payload), signer.keys)) };
  const all = [...signatures.filter((one) => one.party !== signer.party), made];
  return fileBytes({ type, payload, signatures: all.toSorted((a, b) => (a.party < b.party ? -1 : 1)) });
}
