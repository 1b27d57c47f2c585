import { Type } from "typebox";
import { CLOSED } from "./fields.ts";
import { OfficerId, OfficerView, OrderDone, OrderView, PeopleOrder, Signature } from "./people-order.ts";
import { NewToken, TokenView } from "./program-token.ts";
import type { Route } from "./route.ts";

/** Officers of the node as records that change: two operators sign each change. */
export const PEOPLE_ROUTES = {
  listOfficers: {
    method: "GET",
    path: "/api/officers",
    summary: "The officers of this node, those who left included",
    right: "see_officers",
    body: null,
    answer: Type.Object({ items: Type.Array(OfficerView) }),
  },
  showOfficer: {
    method: "POST",
    path: "/api/officers/show",
    summary: "One officer's record and every order about it, newest first",
    right: "see_officers",
    body: Type.Object({ officer: OfficerId }, CLOSED),
    answer: Type.Object({ officer: OfficerView, orders: Type.Array(OrderView) }),
  },
  listOrders: {
    method: "GET",
    path: "/api/officers/orders",
    summary: "Orders that wait for a second person",
    right: "see_officers",
    body: null,
    answer: Type.Object({ items: Type.Array(OrderView) }),
  },
  proposeOrder: {
    method: "POST",
    path: "/api/officers/orders",
    summary: "Order a change of an officer's record; nothing changes before a second person has confirmed it",
    right: "operate",
    inPerson: true,
    body: Type.Object({ order: PeopleOrder, ...Signature }, CLOSED),
    answer: OrderDone,
  },
  confirmOrder: {
    method: "POST",
    path: "/api/officers/orders/:id/confirm",
    summary: "The second person's signature over the same text; the change is made with it",
    right: "operate",
    inPerson: true,
    body: Type.Object(Signature, CLOSED),
    answer: OrderDone,
  },
  dropOrder: {
    method: "POST",
    path: "/api/officers/orders/:id/drop",
    summary: "Take an order away that nobody has confirmed",
    right: "operate",
    inPerson: true,
    body: Type.Object({}, CLOSED),
    answer: OrderDone,
  },
  listTokens: {
    method: "GET",
    path: "/api/tokens",
    summary: "The tokens an officer made for programs; never the tokens themselves",
    right: "signed_in",
    inPerson: true,
    body: null,
    answer: Type.Object({ items: Type.Array(TokenView) }),
  },
  makeToken: {
    method: "POST",
    path: "/api/tokens",
    summary:
      "Make a token for a program: some of the officer's rights, for 90 days at most; a device signs it",
    right: "signed_in",
    inPerson: true,
    body: NewToken,
    answer: Type.Object({ made: TokenView, token: Type.String() }),
  },
  endToken: {
    method: "POST",
    path: "/api/tokens/:id/end",
    summary: "End a program's token at once",
    right: "signed_in",
    inPerson: true,
    body: Type.Object({}, CLOSED),
    answer: TokenView,
  },
} as const satisfies Record<string, Route>;
