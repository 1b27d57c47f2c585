// table: the doors through which operators suspend, wind down and resume their side of the relation.
import type { Route } from "./route.ts";
import { SignedStateChange, StateChangeView, StateDraft, StatesView, StateWish } from "./state-change.ts";

export const STATE_ROUTES = {
  showStates: {
    method: "GET",
    path: "/api/states",
    summary: "How the relation stands, area by area, and what both sides have said of it",
    right: "operate",
    body: null,
    answer: StatesView,
    ofAgreement: true,
  },
  draftState: {
    method: "POST",
    path: "/api/states/draft",
    summary:
      "Write what the root must sign to suspend, wind down or resume; in an emergency, what two devices must",
    right: "operate",
    body: StateWish,
    answer: StateDraft,
    ofAgreement: true,
  },
  applyState: {
    method: "POST",
    path: "/api/states/apply",
    summary: "Put a signed state of our side in force; a resumption and an emergency take two operators",
    right: "operate",
    body: SignedStateChange,
    answer: StateChangeView,
    ofAgreement: true,
  },
} as const satisfies Record<string, Route>;
