import { PARTIES, type Party } from "../nodes/terms.ts";
import type { Pair } from "./pair.ts";

const WRITERS = 2;
const WRITER_RESTS_MS = 250;

/**
 * Officers of both sides who write to each other the whole time, until it is stopped.
 * @param approved gets the ids whose approval the sender's node has acknowledged
 */
export function writing(pair: Pair, approved: ReadonlyMap<Party, string[]>) {
  let on = true;
  const write = async (party: Party) => {
    while (on) {
      // A node that dies in the middle acknowledges nothing; what it did acknowledge counts.
      const id = await pair.send(party).catch(() => null);
      if (id !== null) approved.get(party)?.push(id);
      await new Promise((done) => setTimeout(done, WRITER_RESTS_MS));
    }
  };
  const writers = Array.from({ length: WRITERS }, (_, nth) => write(PARTIES[nth % PARTIES.length] ?? "CA"));
  return {
    async stop() {
      on = false;
      await Promise.all(writers);
    },
  };
}
