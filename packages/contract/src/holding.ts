import { CONSENTS, LIKELIHOODS, SOURCE_METHODS } from "@entente/words";
import { type Static, Type } from "typebox";
import { readerOf } from "./check.ts";
import { AgencyRef, Categories, CLOSED, Marking, Prose, Subject } from "./fields.ts";

const OrderFact = Type.Optional(Type.Union([Type.Null(), Type.Boolean()]));

/**
 * One line of `entente holding import`: a fact of ours with everything the gate asks about it. `holder` is the
 * agency that holds it, `owner` whose it is (null = the holder's own).
 */
export const HoldingRecord = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 80, pattern: "^[A-Za-z0-9][A-Za-z0-9._:-]*$" }),
    holder: AgencyRef,
    owner: Type.Union([Type.Null(), AgencyRef]),
    categories: Categories,
    subject: Subject,
    source: Type.Object(
      {
        method: Type.Enum(SOURCE_METHODS),
        owner: Type.Optional(Type.Union([Type.Null(), AgencyRef])),
        third_party_consent: Type.Optional(Type.Enum(CONSENTS)),
        lawful_order: OrderFact,
        order_confirmed: OrderFact,
        order_age_working_days: Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum: 0 })])),
        mistreatment_likelihood: Type.Enum(LIKELIHOODS),
      },
      CLOSED,
    ),
    marking: Marking,
    text: Prose,
  },
  CLOSED,
);
export type HoldingRecord = Static<typeof HoldingRecord>;

/** Reads one record; every fault at once. */
export const readHolding = readerOf(HoldingRecord);
