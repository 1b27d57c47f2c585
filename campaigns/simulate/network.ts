import type { Chance } from "../chance.ts";
import type { SimulatedNode } from "./node.ts";

type Answer = { readonly status: number; readonly body: Uint8Array };

/** What lies between the nodes, as a seed draws it. Shares are of a hundred. */
export interface Weather {
  /** ≤ 60: half of it on the way there, half on the way back */
  loss: number;
  /** ≤ 30: the same request arrives once more, later */
  repeats: number;
  /** ≤ 30 days: how late a repeat comes, milliseconds */
  latest: number;
  /** who cannot reach the other; both or one (an asymmetric partition) */
  readonly cut: Set<string>;
}

interface Late {
  readonly to: string;
  readonly at: number;
  readonly path: string;
  readonly body: Uint8Array;
}

/** The network between the two nodes. Requests are answered at once or never; copies of them may come much later. */
export interface Network {
  readonly weather: Weather;
  post(from: string, path: string, body: Uint8Array): Promise<Answer>;
  get(from: string, path: string): Promise<Answer>;
  /** Hands over the late copies that are due on the simulation's own clock. */
  deliverLate(now: number): Promise<number>;
}

/** @param reach the node of a party, null while it is down */
export function openNetwork(
  chance: Chance,
  weather: Weather,
  reach: (party: string) => SimulatedNode | null,
  clock: () => number,
): Network {
  const late: Late[] = [];
  const other = (from: string) => (from === "CA" ? "IN" : "CA");
  const broken = () => new Error("the partner cannot be reached");
  const lost = () => chance.below(200) < weather.loss;

  async function carry(from: string, path: string, body: Uint8Array | null): Promise<Answer> {
    const to = other(from);
    if (weather.cut.has(from) || lost()) throw broken();
    if (body !== null && chance.below(100) < weather.repeats)
      late.push({ to, at: clock() + chance.below(Math.max(1, weather.latest)), path, body: body.slice() });
    const answer = await served(reach(to), from, path, body);
    // He has acted; that we do not hear of it is the harder half of every protocol.
    if (answer === null || weather.cut.has(to) || lost()) throw broken();
    return answer;
  }

  return {
    weather,
    post: carry,
    get: (from, path) => carry(from, path, null),
    async deliverLate(now) {
      const due = late.filter(({ at }) => at <= now);
      for (const one of due) late.splice(late.indexOf(one), 1);
      for (const { to, path, body } of due) await served(reach(to), other(to), path, body);
      return due.length;
    },
  };
}

/** The partner's door without its TLS; null where the node is down or breaks on it. */
async function served(
  node: SimulatedNode | null,
  from: string,
  path: string,
  body: Uint8Array | null,
): Promise<Answer | null> {
  if (node === null || node.rooms === null) return null;
  const { peer } = node.rooms.exchange;
  try {
    if (body === null) return await reading(node, from, path);
    const doors: Readonly<Record<string, (by: string, bytes: Uint8Array) => Promise<Answer>>> = {
      "/peer/v1/dispatches": peer.takeDispatches,
      "/peer/v1/events": peer.takeEvents,
      "/peer/v1/cell": peer.takeCell,
      "/peer/v1/witness/add-checkpoint": peer.addCheckpoint,
      "/peer/v1/gaps": peer.answerGaps,
      "/peer/v1/agreement": peer.takeAgreement,
      "/peer/v1/relation-state": peer.takeState,
      "/peer/v1/endings": peer.takeEnding,
    };
    return (await doors[path]?.(from, body)) ?? { status: 404, body: new Uint8Array() };
  } catch {
    return { status: 503, body: new Uint8Array() };
  }
}

async function reading(node: SimulatedNode, from: string, path: string): Promise<Answer> {
  const [, of, rest] = /^\/peer\/v1\/(log|mirror|agreement)\/(.+)$/.exec(path) ?? [];
  const peer = node.rooms?.exchange.peer;
  if (peer === undefined || rest === undefined) return { status: 404, body: new Uint8Array() };
  if (of === "agreement") return peer.readAgreement(from, rest);
  return of === "log" ? peer.readLog(from, rest) : peer.readMirror(from, rest);
}
