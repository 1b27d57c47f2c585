import { fitting, type Question, type Reply, readQuestions, repliesFrame } from "./collect-frame.ts";
import type { Asked } from "./frame.ts";
import { COLLECT_PATH, type PeerReply } from "./peer-client.ts";

/** Collects what the partner would ask us and cannot, because nobody can call us. */
export interface Collector {
  /** One turn: answers what was collected before, collects, and goes on as long as there is something. Never throws. */
  turn(): Promise<void>;
}

export interface CollectorParts {
  /** our own line to him; rejects when he cannot be reached */
  readonly post: (path: string, body: Uint8Array) => Promise<PeerReply>;
  /** our partner's door, as if the question had come in by it */
  readonly answer: (asked: Asked) => Promise<PeerReply>;
  /** records what he gave in the place of questions and is none */
  readonly malformed: (body: Uint8Array) => Promise<void>;
}

/** So many answers wait to be brought; what is asked beyond them is answered with a status alone. */
const MOST_UNSENT = 64;
/** After this many failures in a row every 64th turn tries. */
const MOST_DOUBLINGS = 6;

/** Opens a collector. Answers that were made and could not be brought are brought with the next turn. */
export function openCollector({ post, answer, malformed }: CollectorParts): Collector {
  let unsent: readonly Reply[] = [];
  let failures = 0;
  let skip = 0;

  /** How many questions came; null where he could not be reached, or said what is no frame. */
  async function round(): Promise<number | null> {
    const sent = fitting(unsent);
    const reply = await post(COLLECT_PATH, repliesFrame(sent)).catch(() => null);
    if (reply?.status !== 200) return null;
    unsent = unsent.slice(sent.length);
    const asked = readQuestions(reply.body);
    if (!asked.ok) {
      await malformed(reply.body);
      return null;
    }
    const room = MOST_UNSENT - unsent.length;
    const made = asked.value.map((one, nth) => (nth < room ? answerOne(one) : turnedAway(one)));
    unsent = [...unsent, ...(await Promise.all(made))];
    return asked.value.length + unsent.length;
  }

  async function answerOne({ id, method, path, body }: Question): Promise<Reply> {
    const reply = await answer({ method, path, body }).catch(() => UNAVAILABLE);
    return { id, status: reply.status, body: reply.body };
  }

  return {
    async turn() {
      if (skip > 0) {
        skip -= 1;
        return;
      }
      let came = await round();
      while (came !== null && came > 0) came = await round();
      failures = came === null ? Math.min(failures + 1, MOST_DOUBLINGS) : 0;
      skip = failures === 0 ? 0 : 2 ** failures - 1;
    },
  };
}

function turnedAway({ id }: Question): Promise<Reply> {
  return Promise.resolve({ id, ...UNAVAILABLE });
}

const UNAVAILABLE: PeerReply = { status: 503, body: new Uint8Array() };
