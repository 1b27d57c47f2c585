import { done, type KeysView, type Result } from "@entente/contract";
import { keyStatementsOf } from "../partner-keys-store.ts";
import type { ExchangeParts } from "../parts.ts";
import { OPENING_KEPT } from "./erase-keys.ts";
import { keyRequest, type OwnKey, ownKeys } from "./own-key-store.ts";
import { toldSerial } from "./told.ts";

/** How our own keys stand; never a key. */
export async function showKeys({ store, treaty }: ExchangeParts): Promise<Result<KeysView>> {
  const [statements, told, request, keys] = await Promise.all([
    keyStatementsOf(store, treaty.us.party),
    toldSerial(store),
    keyRequest(store),
    ownKeys(store),
  ]);
  return done({
    serial: statements.at(-1)?.serial ?? 0,
    told,
    pending:
      request === null
        ? null
        : {
            serial: request.serial,
            uses: request.uses.replace("!", "").split(","),
            reason: request.uses.endsWith("!") ? "compromise" : "rotation",
            applied_by: request.first?.officer ?? null,
          },
    items: keys.map(presented),
  });
}

function presented({ use, serial, state, since }: OwnKey): KeysView["items"][number] {
  const due = use === "seal" && state === "earlier" ? new Date(since + OPENING_KEPT).toISOString() : null;
  return { use, serial, state, since: new Date(since).toISOString(), erased_at: due };
}
