import type { StateWish } from "@entente/contract";
import type { AreaState } from "@entente/words";
import { type Chance, chanceOf } from "../chance.ts";
import { type Network, openNetwork } from "../simulate/network.ts";
import { type SimulatedNode, simulatedNode } from "../simulate/node.ts";
import { approves } from "../simulate/officers.ts";
import type { Template } from "../simulate/template.ts";
import { crossedAgainst } from "./leaves.ts";
import { asks, states } from "./operators.ts";

/** What one seed gave: by what is asked, "" where it held; and how much of each there was. */
export interface PlayedSuspensions {
  readonly verdicts: Readonly<
    Record<"nothing forbidden crossed" | "life-threat arrived" | "went on after", string>
  >;
  readonly states: number;
  readonly requests: number;
  readonly lives: number;
}

const START = Date.parse("2026-11-22T12:00:00Z");
const DAY = 86_400_000;
const STEPS = 24;
/** Longer than whatever waits before it is tried or told again. */
const PEACE_SECONDS = 70;
const GONE_ON = ["stored", "opened", "answered", "recalled"];

/** Plays one seed. */
export async function playSuspensions(template: Template, seed: number): Promise<PlayedSuspensions> {
  const folder = await template.copy();
  const world = new World(template, folder.path, seed);
  try {
    await world.start();
    for (let step = 0; step < STEPS; step += 1) await world.step();
    await world.peace();
    const lives = await world.late("lives");
    await world.resume();
    // A hold that was set under a clock that has since been put back lasts for a day at most (T07).
    await world.pass(DAY);
    await world.peace();
    const after = await world.late("requests");
    const crossed = await Promise.all(world.nodes.map(crossedAgainst));
    return {
      verdicts: {
        "nothing forbidden crossed": crossed.filter((one) => one !== "").join("; "),
        "life-threat arrived": lives,
        "went on after": after,
      },
      ...world.counted(),
    };
  } finally {
    await world.end();
    await folder.remove();
  }
}

/** Two nodes, what lies between them, and what was approved on each. */
class World {
  readonly nodes: readonly SimulatedNode[];
  readonly #chance: Chance;
  readonly #network: Network;
  readonly #approved = {
    lives: new Map<string, SimulatedNode>(),
    requests: new Map<string, SimulatedNode>(),
  };
  #states = 0;
  #turnedAway = 0;
  #clock = START;

  constructor(template: Template, folder: string, seed: number) {
    this.#chance = chanceOf(seed * 2 + 1);
    const weather = {
      loss: this.#chance.below(61),
      repeats: this.#chance.below(31),
      latest: DAY,
      cut: new Set<string>(),
    };
    const reach = (party: string) => this.nodes.find((node) => node.of.party === party) ?? null;
    this.#network = openNetwork(this.#chance, weather, reach, () => this.#clock);
    this.nodes = [template.ca, template.india].map((of, nth) => {
      const { party } = of;
      const line = {
        post: (path: string, body: Uint8Array) => this.#network.post(party, path, body),
        get: (path: string) => this.#network.get(party, path),
        cell: (body: Uint8Array) => this.#network.post(party, "/peer/v1/cell", body),
      };
      return simulatedNode({ of, folder, template, chance: chanceOf(seed * 4 + nth), line, now: START });
    });
  }

  async start(): Promise<void> {
    for (const node of this.nodes) await node.start();
  }

  async end(): Promise<void> {
    for (const node of this.nodes) await node.kill();
  }

  counted() {
    const { lives, requests } = this.#approved;
    return { states: this.#states, requests: requests.size, lives: lives.size };
  }

  /** One thing that happens. */
  async step(): Promise<void> {
    const node = this.#chance.pick(this.nodes);
    const draw = this.#chance.below(100);
    if (draw < 22) await this.#ask(node, "routine");
    else if (draw < 32) await this.#ask(node, "life_threat");
    else if (draw < 54) await this.#say(node, this.#anyWish());
    else if (draw < 80) await this.#run(node);
    else if (draw < 86) await this.pass(this.#chance.pick([1_000, 31_000, 61_000]));
    else if (draw < 90) node.now += this.#chance.between(-2 * DAY, 2 * DAY);
    else if (draw < 95) this.#cut(node.of.party);
    else await this.#crash(node);
    await this.#network.deliverLate(this.#clock);
  }

  /** The line is whole; whatever may cross as the relation stands has a minute for it. */
  async peace(): Promise<void> {
    const { weather } = this.#network;
    Object.assign(weather, { loss: 0, repeats: 0 });
    weather.cut.clear();
    for (let second = 0; second < PEACE_SECONDS; second += 10) {
      for (const node of this.nodes) await this.#run(node);
      await this.pass(10_000);
      await this.#network.deliverLate(this.#clock + 31 * DAY);
    }
  }

  /** Both sides resume everything. */
  async resume(): Promise<void> {
    for (const node of this.nodes)
      for (const scope of ["all", "drugs"] as const) {
        const wish = { scope, state: "active", reason: "resolved", note: "", emergency: false } as const;
        if ((await states(node, wish)).word !== "in_force") throw new Error("a resumption was refused");
      }
  }

  /** Which of the approved have not arrived, or say no reason; "" = none. */
  async late(which: "lives" | "requests"): Promise<string> {
    const faults: string[] = [];
    if (which === "lives" && this.#turnedAway > 0) faults.push(`${this.#turnedAway} life-threat turned away`);
    for (const [id, node] of this.#approved[which]) {
      const [row] =
        (await node.store?.all("select state, ground from dispatch where id = ? limit 1", [id])) ?? [];
      const state = String(row?.state);
      const back = state === "draft" && row?.ground !== null;
      if (!GONE_ON.includes(state) && !(which === "requests" && back))
        faults.push(`${node.of.party} ${id} is ${state}: ${String(row?.ground)}`);
    }
    return faults.join("; ");
  }

  async #ask(node: SimulatedNode, urgency: "routine" | "life_threat"): Promise<void> {
    const asked = await asks(node, urgency);
    if (asked.word === "area_suspended" && urgency === "life_threat") this.#turnedAway += 1;
    if (asked.id === null) return;
    const { word } = await approves(node, asked.id);
    await node.rooms?.exchange.work.release().catch(() => undefined);
    if (word === "approved") this.#approved[urgency === "routine" ? "requests" : "lives"].set(asked.id, node);
  }

  #anyWish(): StateWish {
    const state: AreaState = this.#chance.pick(["suspended", "suspended", "wind_down", "active"]);
    const scope = this.#chance.pick(["all", "drugs", "cyber"] as const);
    const emergency = state === "suspended" && this.#chance.below(4) === 0;
    return { scope, state, reason: "other", note: "Invented.", emergency };
  }

  async #say(node: SimulatedNode, wish: StateWish): Promise<void> {
    if ((await states(node, wish)).word === "in_force") this.#states += 1;
  }

  /** What a node's own timers do. */
  async #run(node: SimulatedNode): Promise<void> {
    const work = node.rooms?.exchange.work;
    if (work === undefined) return;
    const beat = async () => (await work.cell())();
    for (const one of [work.keys, work.release, work.lifeThreat, work.gaps, beat, work.witness])
      await one().catch(() => undefined);
  }

  /** So much time passes on both. */
  async pass(milliseconds: number): Promise<void> {
    this.#clock += milliseconds;
    for (const node of this.nodes) node.now += milliseconds;
  }

  #cut(party: string): void {
    const { cut } = this.#network.weather;
    if (!cut.delete(party)) cut.add(party);
  }

  async #crash(node: SimulatedNode): Promise<void> {
    await node.kill();
    await node.start();
  }
}
