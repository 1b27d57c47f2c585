import { fitting, type Question, questionsFrame, type Reply, readReplies } from "./collect-frame.ts";
import { LineFault } from "./faults.ts";
import { CELL_PATH, type PeerReply } from "./peer-client.ts";

/** How long the line waits, milliseconds. */
export interface CollectedTimes {
  /** a collecting request that finds nothing is held so long; shorter than its sender's patience */
  readonly holdMs: number;
  /** a question without an answer fails after so long */
  readonly answerMs: number;
}

/**
 * A line to a partner who opens it: behind a one-way gateway he can call and cannot be called. What we would ask him
 * waits here until he collects it, and his next collecting request brings the answers (spec/pull.md). Same questions,
 * same answers, same checks: the way round adds no trust.
 */
export interface CollectedLine {
  /** Rejects with LineFault, as the line that we open. */
  post(path: string, body: Uint8Array): Promise<PeerReply>;
  get(path: string): Promise<PeerReply>;
  /** a heartbeat cell: on this way its moment is that of the collecting, and hides nothing */
  cell(body: Uint8Array): Promise<PeerReply>;
  /** Takes his answers, gives what is to be asked; null for a body that is no such frame. */
  collect(body: Uint8Array): Promise<Uint8Array | null>;
  /** What waits fails; who collects is sent away. */
  close(): void;
}

interface Waiting extends Question {
  readonly settle: (reply: PeerReply) => void;
}

/** He is slow or gone: what is asked of him waits in the outbox, not here. */
const MOST_WAITING = 64;
const TIMES: CollectedTimes = { holdMs: 8_000, answerMs: 15_000 };

/** @param random so many bytes of secure randomness */
export function collectedLine(
  random: (size: number) => Uint8Array,
  times: CollectedTimes = TIMES,
): CollectedLine {
  const questions = new Questions(random, times.answerMs);
  /** ends the waiting of the request that collects now */
  let wake: (() => void) | null = null;

  async function ask(method: "GET" | "POST", path: string, body: Uint8Array): Promise<PeerReply> {
    const reply = questions.add(method, path, body);
    wake?.();
    return reply;
  }

  /** Until there is something to ask, at most `holdMs`; who collected before is sent away: his connection may be dead. */
  async function waiting(): Promise<void> {
    wake?.();
    if (questions.fresh) return;
    await new Promise<void>((resolve) => {
      const held = setTimeout(resolve, times.holdMs);
      wake = () => {
        clearTimeout(held);
        wake = null;
        resolve();
      };
    });
  }

  return {
    post: (path, body) => ask("POST", path, body),
    get: (path) => ask("GET", path, new Uint8Array()),
    cell: (body) => ask("POST", CELL_PATH, body),
    async collect(body) {
      const answers = readReplies(body);
      if (!answers.ok) return null;
      for (const answer of answers.value) questions.answered(answer);
      await waiting();
      return questionsFrame(questions.handOut());
    },
    close() {
      questions.close();
      wake?.();
    },
  };
}

/** What waits for an answer, handed out or not. */
class Questions {
  readonly #random: (size: number) => Uint8Array;
  readonly #answerMs: number;
  readonly #asked = new Map<string, Waiting>();
  /** not yet handed out, oldest first */
  #fresh: Waiting[] = [];

  constructor(random: (size: number) => Uint8Array, answerMs: number) {
    this.#random = random;
    this.#answerMs = answerMs;
  }

  add(method: "GET" | "POST", path: string, body: Uint8Array): Promise<PeerReply> {
    if (this.#asked.size >= MOST_WAITING)
      return Promise.reject(new LineFault("unreachable", "the partner has not collected what waits"));
    return new Promise((resolve, reject) => {
      const id = this.#random(16);
      const overdue = setTimeout(() => {
        this.#asked.delete(hex(id));
        this.#fresh = this.#fresh.filter((one) => one !== question);
        reject(new LineFault("timed_out", "the partner has not answered what he collects"));
      }, this.#answerMs);
      const settle = (reply: PeerReply) => {
        clearTimeout(overdue);
        resolve(reply);
      };
      const question: Waiting = { id, method, path, body, settle };
      this.#asked.set(hex(id), question);
      this.#fresh.push(question);
    });
  }

  get fresh(): boolean {
    return this.#fresh.length > 0;
  }

  handOut(): readonly Waiting[] {
    const handed = fitting(this.#fresh);
    this.#fresh = this.#fresh.slice(handed.length);
    return handed;
  }

  /** An answer to nothing that waits (asked before a restart, or too late) is passed over. */
  answered({ id, status, body }: Reply): void {
    this.#asked.get(hex(id))?.settle({ status, body });
    this.#asked.delete(hex(id));
  }

  close(): void {
    for (const { settle } of this.#asked.values()) settle({ status: 503, body: new Uint8Array() });
    this.#asked.clear();
    this.#fresh = [];
  }
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}
