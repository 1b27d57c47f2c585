// table: the doors through which operators change the node's own keys.
import { Type } from "typebox";
import { KeyChangeView, KeysView, KeyWish, SignedKeyChange } from "./key-change.ts";
import type { Route } from "./route.ts";

export const KEY_ROUTES = {
  showKeys: {
    method: "GET",
    path: "/api/keys",
    summary: "How the node's own keys stand: in force, waiting, told to the partner, to be erased",
    right: "operate",
    body: null,
    answer: KeysView,
    ofAgreement: true,
  },
  requestKeys: {
    method: "POST",
    path: "/api/keys/request",
    summary: "Make new keys, not in use yet, and what the root must sign for them",
    right: "operate",
    body: KeyWish,
    answer: Type.Object({ type: Type.String(), payload_base64: Type.String(), serial: Type.Integer() }),
    ofAgreement: true,
  },
  applyKeys: {
    method: "POST",
    path: "/api/keys/apply",
    summary: "Put keys in force that the root has signed for; two operators with their devices",
    right: "operate",
    body: SignedKeyChange,
    answer: KeyChangeView,
    ofAgreement: true,
  },
} as const satisfies Record<string, Route>;
