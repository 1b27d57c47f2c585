import { client, meQuery, refreshDesk } from "./queries.ts";
import { EVENTS } from "./route-table.ts";

/** Many changes at once are one refresh. */
const GATHER_MS = 80;

/** Listens for changes until the result is called; a browser comes back by itself and says where it was. */
export function listen(): () => void {
  const source = new EventSource(EVENTS);
  let timer: number | undefined;
  source.addEventListener("change", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void refreshDesk(), GATHER_MS);
  });
  source.addEventListener("error", () => {
    // A stream that was refused does not come back: the session may be over.
    if (source.readyState === EventSource.CLOSED)
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
  });
  return () => {
    window.clearTimeout(timer);
    source.close();
  };
}
