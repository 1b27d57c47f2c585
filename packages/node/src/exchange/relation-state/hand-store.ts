import { bytes, type Row, type Step, type Store, text } from "../../store/door.ts";
import type { FirstHand } from "../key-change/own-key-store.ts";

/** A statement that the first of two operators has signed. */
export interface WaitingState {
  readonly digest: Uint8Array;
  readonly payload: Uint8Array;
  readonly first: FirstHand;
}

const COLUMNS = "digest, payload, first_officer, first_device, first_expires, first_signature";

/** The statements that wait for a second operator, the newest first. */
export async function waitingStates(store: Store): Promise<readonly WaitingState[]> {
  const rows = await store.all(`select ${COLUMNS} from state_hand order by at desc, digest limit 20`);
  return rows.map(waiting);
}

function waiting(row: Row): WaitingState {
  return {
    digest: bytes(row, "digest"),
    payload: bytes(row, "payload"),
    first: {
      officer: text(row, "first_officer"),
      device: text(row, "first_device"),
      expires_at: text(row, "first_expires"),
      signature: text(row, "first_signature"),
    },
  };
}

/** The first of two has signed; in the place of whoever did before. */
export function keepHandOf({ digest, payload, first }: WaitingState, at: number): Step {
  return {
    sql: `insert into state_hand (digest, payload, at, first_officer, first_device, first_expires, first_signature)
      values (?, ?, ?, ?, ?, ?, ?) on conflict (digest) do update set at = excluded.at,
      first_officer = excluded.first_officer, first_device = excluded.first_device,
      first_expires = excluded.first_expires, first_signature = excluded.first_signature`,
    params: [digest, payload, at, first.officer, first.device, first.expires_at, first.signature],
    changes: 1,
  };
}

/** Whatever waited follows nothing any more once another statement stands. */
export function dropHands(): Step {
  return { sql: "delete from state_hand", params: [] };
}
