import { bytes, int, type Step, type Store, text } from "../store/door.ts";

/** What was filed for a place in the partner's stream. */
export interface Arrival {
  readonly digest: Uint8Array;
  readonly dispatch: string;
  readonly leaf: number;
  readonly sealedSalt: Uint8Array;
}

/** By place in the stream or by id: either one makes a second arrival a repeat. Null = never seen. */
export async function arrivalAt(
  store: Store,
  partner: string,
  place: { readonly stream: Uint8Array; readonly sequence: number; readonly dispatch: string },
): Promise<Arrival | null> {
  const [row] = await store.all(
    `select statement_digest, dispatch, leaf, sealed_salt from arrival
      where (partner = ? and stream = ? and sequence = ?) or dispatch = ? limit 1`,
    [partner, place.stream, place.sequence, place.dispatch],
  );
  if (row === undefined) return null;
  return {
    digest: bytes(row, "statement_digest"),
    dispatch: text(row, "dispatch"),
    leaf: int(row, "leaf"),
    sealedSalt: bytes(row, "sealed_salt"),
  };
}

/** Keeps the place for the life of the agreement; its leaf is the first append of the same commit. */
export function insertArrival(
  partner: string,
  place: { readonly stream: Uint8Array; readonly sequence: number; readonly dispatch: string },
  arrival: { readonly digest: Uint8Array; readonly sealedSalt: Uint8Array; readonly at: number },
): Step {
  return {
    sql: `insert into arrival (partner, stream, sequence, statement_digest, dispatch, leaf, sealed_salt, at)
      values (?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [
      partner,
      place.stream,
      place.sequence,
      arrival.digest,
      place.dispatch,
      { leafOf: 0 },
      arrival.sealedSalt,
      arrival.at,
    ],
    changes: 1,
  };
}
