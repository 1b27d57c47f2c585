import { createHash } from "node:crypto";
import { readerOf } from "@entente/contract";
import {
  AGREEMENT_TYPE,
  type Agreement,
  AgreementSchema,
  cardFingerprint,
  type Pending,
  parseStrict,
  readCard,
  readPending,
} from "@entente/protocol";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import { bytesOf, notValid, unusable } from "./documents.ts";

const readAgreement = readerOf(AgreementSchema);

/** `agreement show F`, offline: a draft, or one that some or all roots have signed. */
export async function agreementShow(call: Call): Promise<Ending> {
  const file = bytesOf(call, call.words[0] ?? "");
  if (!file.ok) return unusable(file.faults);
  const pending = await readPending(file.value, null);
  if (!pending.ok) return notValid(pending.faults);
  const said = agreementOf(pending.value);
  if (said === null) return notValid([{ code: "wrong_type", where: "/type" }]);
  return finished({ valid: true, ...said }, agreementText(said));
}

/** What an agreement says, for whoever is about to sign or join it. */
export interface AgreementSaid {
  readonly id: string;
  readonly realm: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  /** SHA-256 of the payload, lower-case hex */
  readonly digest: string;
  readonly parties: readonly {
    readonly party: string;
    readonly node: string;
    readonly fingerprint: string;
    readonly signed: boolean;
  }[];
  readonly areas: readonly string[];
  readonly purposes: readonly string[];
  readonly instruments: readonly string[];
  readonly desks: readonly string[];
  readonly hold_seconds: Agreement["hold_seconds"];
  readonly retention_days: number;
  /** the whole of it, as it is signed */
  readonly terms: Agreement;
}

/** Null for a document of another type. */
export function agreementOf({ document, signed }: Pending): AgreementSaid | null {
  const json = parseStrict(document.payload);
  const read = document.type === AGREEMENT_TYPE && json.ok ? readAgreement(json.value) : null;
  if (read?.ok !== true) return null;
  const terms = read.value;
  return {
    id: terms.id,
    realm: terms.realm,
    valid_from: terms.valid_from,
    valid_to: terms.valid_to,
    digest: createHash("sha256").update(document.payload).digest("hex"),
    parties: terms.parties.map(({ party, card }) => ({
      party,
      node: card.node,
      fingerprint: fingerprintOf(card),
      signed: signed.includes(party),
    })),
    areas: terms.areas.map(({ id, status }) => `${id} ${status}`),
    purposes: terms.purposes,
    instruments: terms.instruments.map(({ id, kind }) => `${id} (${kind})`),
    desks: terms.directory.map(({ desk, party, agency }) => `${desk} (${party}, ${agency})`),
    hold_seconds: terms.hold_seconds,
    retention_days: terms.retention_days,
    terms,
  };
}

/** The same for a person; both fingerprints stand in it, because they are what a root is signed for. */
export function agreementText(said: AgreementSaid): string {
  const until = said.valid_to === null ? "open" : `to ${said.valid_to}`;
  const lines = [
    `agreement ${said.id}, realm ${said.realm}, from ${said.valid_from}, ${until}`,
    `digest ${said.digest}`,
    ...said.parties.map(
      ({ party, node, fingerprint, signed }) =>
        `${party}  node ${node}  ${signed ? "its root has signed" : "its root has NOT signed"}\n    card ${fingerprint}`,
    ),
    `areas: ${said.areas.join(", ")}`,
    `purposes: ${said.purposes.join(", ")}`,
    `instruments: ${said.instruments.join(", ")}`,
    `desks: ${said.desks.join(", ")}`,
    `held before it leaves: ${said.hold_seconds.routine} s, life-threat ${said.hold_seconds.life_threat} s; kept ${said.retention_days} days`,
  ];
  return lines.map((line) => line.split("\n").map(printable).join("\n")).join("\n");
}

function fingerprintOf(card: Agreement["parties"][number]["card"]): string {
  const read = readCard(card);
  return read.ok ? cardFingerprint(read.value) : "(the card does not verify)";
}
