import { type AgreementDraft, done, no, type Result } from "@entente/contract";
import { AGREEMENT_TYPE, base64Of, draftNextVersion } from "@entente/protocol";
import type { ExchangeParts } from "../parts.ts";

/** The next version as both roots must sign it; every fault of its terms at once. Nothing is kept. */
export function draftVersion({ treaty }: ExchangeParts, terms: unknown): Result<AgreementDraft> {
  const { document, digest } = treaty;
  const draft = draftNextVersion({ agreement: document, digest }, terms);
  if (!draft.ok) return no("malformed", { faults: draft.faults });
  const { payload, version } = draft.value;
  return done({ type: AGREEMENT_TYPE, payload_base64: base64Of(payload), version });
}
