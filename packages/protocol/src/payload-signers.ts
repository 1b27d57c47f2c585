import { type Fault, type Parsed, type PartyCode, passed, refused } from "@entente/words";
import { agreementPayload } from "./agreement.ts";
import { agreementValidator } from "./agreement-schema.ts";
import { cardPayload } from "./card.ts";
import { cardValidator, type NodeCard } from "./card-schema.ts";
import { AGREEMENT_TYPE, CARD_TYPE, KEYS_TYPE, STATE_TYPE, STREAM_TYPE } from "./document.ts";
import { keyStatementPayload, keyStatementValidator } from "./key-statement.ts";
import { readStatePayload } from "./relation-state.ts";
import { parseCanonical } from "./schema-faults.ts";
import { readStreamPayload } from "./stream-statement.ts";

/** A party whose root signs a document, and the root's keys in base64 where the document itself names them. */
export interface PayloadSigner {
  readonly party: PartyCode;
  readonly root: NodeCard["root"] | null;
}

/**
 * Judges a payload before a root signs it: canonical, of the schema of its type, without contradictions.
 * @returns who must sign it; every fault where it is no such document, `wrong_type` for a type this version does not
 *   know: a root signs nothing it cannot read
 */
export function payloadSigners(type: string, payload: Uint8Array): Parsed<readonly PayloadSigner[]> {
  switch (type) {
    case CARD_TYPE: {
      const card = parseCanonical(payload, cardValidator);
      return card.ok ? judged(cardPayload(card.value), [card.value]) : card;
    }
    case AGREEMENT_TYPE: {
      const agreement = parseCanonical(payload, agreementValidator);
      if (!agreement.ok) return agreement;
      return judged(
        agreementPayload(agreement.value),
        agreement.value.parties.map(({ card }) => card),
      );
    }
    case KEYS_TYPE: {
      const keys = parseCanonical(payload, keyStatementValidator);
      return keys.ok ? judged(keyStatementPayload(keys.value), [keys.value.card]) : keys;
    }
    case STREAM_TYPE: {
      const stream = readStreamPayload(payload);
      return stream.ok ? passed([{ party: stream.value.party, root: null }]) : stream;
    }
    case STATE_TYPE: {
      const state = readStatePayload(payload);
      return state.ok ? passed([{ party: state.value.party, root: null }]) : state;
    }
    default:
      return refused({ code: "wrong_type", where: "/type" } satisfies Fault);
  }
}

function judged(payload: Parsed<Uint8Array>, cards: readonly NodeCard[]): Parsed<readonly PayloadSigner[]> {
  return payload.ok ? passed(cards.map(({ party, root }) => ({ party, root }))) : payload;
}
