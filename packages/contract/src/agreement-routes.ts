// table: the doors through which operators amend the agreement.
import {
  AgreementChangeView,
  AgreementDraft,
  AgreementTerms,
  AgreementView,
  SignedAgreementChange,
} from "./agreement-change.ts";
import type { Route } from "./route.ts";

export const AGREEMENT_ROUTES = {
  showAgreement: {
    method: "GET",
    path: "/api/agreement",
    summary: "The versions of the agreement: in force, on our log, waiting for two operators",
    right: "operate",
    body: null,
    answer: AgreementView,
    ofAgreement: true,
  },
  draftAgreement: {
    method: "POST",
    path: "/api/agreement/draft",
    summary: "Put the terms of the next version into the document both roots must sign; every fault at once",
    right: "operate",
    body: AgreementTerms,
    answer: AgreementDraft,
    ofAgreement: true,
  },
  applyAgreement: {
    method: "POST",
    path: "/api/agreement/apply",
    summary: "Take the version both roots have signed; two operators with their devices",
    right: "operate",
    body: SignedAgreementChange,
    answer: AgreementChangeView,
    ofAgreement: true,
  },
} as const satisfies Record<string, Route>;
