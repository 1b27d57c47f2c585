import { type ChangeEvent, EVENTS_PATH } from "@entente/contract";
import type { FastifyInstance } from "fastify";
import type { Officer } from "../people/door.ts";
import { SECURITY_HEADERS } from "./answers.ts";
import type { Visit } from "./gate.ts";

/** A place in the order of changes; opaque to the browser, which gives it back as Last-Event-ID. */
export interface Changes {
  readonly cursor: string;
  readonly events: readonly ChangeEvent[];
}

/** Where changes come from; `after` null = from now on. */
export interface ChangeSource {
  since(officer: Officer, after: string | null): Promise<Changes>;
}

export interface EventTimes {
  /** how often we look */
  readonly everyMs: number;
  /** a proxy that sees nothing for long cuts the line */
  readonly heartbeatMs: number;
}

const TIMES: EventTimes = { everyMs: 400, heartbeatMs: 15_000 };

/**
 * What a stream asks before each look: the officer as he is now; null where what he came with ended or he was revoked.
 */
export type StillThere = (visit: Visit) => Promise<Officer | null>;

/**
 * The changes of an officer's desks as server-sent events: ids and words, never content. The stream ends when
 * its session does, or its officer is revoked; a browser that comes back says where it was.
 */
export function serveEvents(
  app: FastifyInstance,
  source: ChangeSource,
  stillThere: StillThere,
  times: EventTimes = TIMES,
): void {
  const open = new Set<() => void>();
  app.addHook("preClose", async () => {
    for (const end of open) end();
  });
  app.get(EVENTS_PATH, { config: { entente: "events" } }, async (request, reply) => {
    const { visit } = request;
    const { officer } = visit;
    if (officer === null) throw new TypeError("a stream for officers was reached by nobody");
    const last = request.headers["last-event-id"];
    let { cursor, events } = await source.since(officer, typeof last === "string" ? last : null);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...SECURITY_HEADERS, "content-type": "text/event-stream" });
    const say = (changes: readonly ChangeEvent[]) =>
      raw.write(
        `id: ${cursor}\n${changes.length === 0 ? ": here\n" : "event: change\n"}data: ${JSON.stringify(changes)}\n\n`,
      );
    say(events);
    let running = true;
    const end = () => {
      running = false;
      raw.end();
    };
    open.add(end);
    raw.on("close", () => {
      running = false;
      open.delete(end);
    });
    let quiet = 0;
    while (running) {
      await pause(times.everyMs);
      const now = running ? await stillThere(visit) : null;
      if (now === null) break;
      ({ cursor, events } = await source.since(now, cursor));
      quiet = events.length > 0 ? 0 : quiet + times.everyMs;
      if (events.length === 0 && quiet < times.heartbeatMs) continue;
      quiet = 0;
      say(events);
    }
    end();
    return reply;
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
