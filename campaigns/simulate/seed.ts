import { chanceOf } from "../chance.ts";
import { anyFault } from "./faults.ts";
import { broken } from "./invariants.ts";
import { openNetwork, type Weather } from "./network.ts";
import { type SimulatedNode, simulatedNode } from "./node.ts";
import { approves, drafts, reads, recalls, type Told } from "./officers.ts";
import type { Template } from "./template.ts";

/** What one seed gave. `events`: the same seed gives the same, byte for byte. */
export interface Played {
  /** "" where every invariant held */
  readonly why: string;
  readonly events: readonly string[];
}

const START = Date.parse("2026-11-22T12:00:00Z");
const DAY = 86_400_000;
const DECADE = 3_652 * DAY;
const STEPS = 26;
/** Everything must have arrived so many seconds after the line is whole again (T03). */
const HEALED_WITHIN = 60;

/** Plays one seed: a bad month between two nodes, then a minute of peace, then every invariant. */
export async function playSeed(template: Template, seed: number): Promise<Played> {
  const folder = await template.copy();
  try {
    return await play(template, seed, folder.path);
  } finally {
    await folder.remove();
  }
}

async function play(template: Template, seed: number, folder: string): Promise<Played> {
  const chance = chanceOf(seed);
  const world = new World(template, folder, seed);
  await world.start();
  for (let step = 0; step < STEPS; step += 1) await world.step(chance.below(100), step);
  const healed = await world.heal();
  const why = healed !== "" ? healed : await broken(world.nodes, world.known());
  await world.end();
  return { why, events: world.events };
}

/** Two nodes, what lies between them, and all that the simulation remembers. */
class World {
  readonly events: string[] = [];
  readonly nodes: readonly SimulatedNode[];
  readonly #chance;
  readonly #network;
  readonly #ids = new Map<string, string[]>();
  readonly #acknowledged = new Map<string, Set<string>>();
  readonly #approved = new Map<string, Set<string>>();
  readonly #reads = new Map<string, number>();
  #clock = START;

  constructor(template: Template, folder: string, seed: number) {
    this.#chance = chanceOf(seed * 2 + 1);
    const weather: Weather = {
      loss: this.#chance.below(61),
      repeats: this.#chance.below(31),
      latest: this.#chance.pick([1_000, 3_600_000, 30 * DAY]),
      cut: new Set(),
    };
    const reach = (party: string) => this.nodes.find((node) => node.of.party === party) ?? null;
    const network = openNetwork(this.#chance, weather, reach, () => this.#clock);
    this.#network = network;
    this.nodes = [template.ca, template.india].map((of, nth) => {
      const { party } = of;
      const line = {
        post: (path: string, body: Uint8Array) => network.post(party, path, body),
        get: (path: string) => network.get(party, path),
        cell: (body: Uint8Array) => network.post(party, "/peer/v1/cell", body),
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

  known() {
    return { acknowledged: this.#acknowledged, approved: this.#approved, reads: this.#reads };
  }

  /** One thing that happens; `draw` says which. */
  async step(draw: number, step: number): Promise<void> {
    const node = this.#chance.pick(this.nodes);
    const { party } = node.of;
    if (draw < 22) await this.#officer(node, step, "submit", () => drafts(node));
    else if (draw < 40) await this.#onOne(node, step, "approve", (id) => approves(node, id));
    else if (draw < 44) await this.#onOne(node, step, "recall", (id) => recalls(node, id));
    else if (draw < 50) await this.#onArrival(node, step);
    else if (draw < 76) await this.#work(node, step);
    else if (draw < 82) this.#pass(this.#chance.pick([1_000, 61_000, 3_600_000, DAY]), step);
    else if (draw < 86) this.#jump(node, step);
    else if (draw < 91) this.#cut(party, step);
    else if (draw < 95) await this.#crash(node, step);
    else {
      node.disk.next = anyFault(this.#chance);
      node.disk.skip = step % 3;
      this.#say(step, party, "disk", node.disk.next);
    }
    await this.#network.deliverLate(this.#clock);
    for (const one of this.nodes) await this.#mend(one, step);
  }

  /** The line is whole, every node is up, no clock jumps: all of it must come to rest within a minute. */
  async heal(): Promise<string> {
    const { weather } = this.#network;
    weather.loss = 0;
    weather.repeats = 0;
    weather.cut.clear();
    for (const node of this.nodes) node.disk.next = "none";
    for (let second = 0; second <= HEALED_WITHIN; second += 1) {
      for (const node of this.nodes) {
        await node.rooms?.exchange.work.watch();
        await this.#run(node);
        node.now += 1_000;
      }
      this.#clock += 1_000;
      await this.#network.deliverLate(this.#clock + 31 * DAY);
      if (second > 4 && (await this.#atRest())) {
        this.#say(STEPS, "both", "at rest", "");
        return "";
      }
    }
    return "I12 not at rest within a minute of peace";
  }

  async #atRest(): Promise<boolean> {
    for (const node of this.nodes) {
      const rows = await node.store?.all(
        `select (select count(*) from outbox) + (select count(*) from event_out) +
          (select count(*) from dispatch where state = 'approved') as n limit 1`,
      );
      if (rows?.[0]?.n !== 0) return false;
    }
    return true;
  }

  async #officer(node: SimulatedNode, step: number, act: string, work: () => Promise<Told>): Promise<void> {
    const { party } = node.of;
    const told = await work().catch((): Told => ({ word: "fault", id: null }));
    // An approval wakes the releaser; what it does belongs to this step, not to whatever the next one draws.
    if (told.word === "approved") await node.rooms?.exchange.work.release().catch(() => undefined);
    this.#say(step, party, act, `${told.word} ${told.id ?? ""}`);
    if (told.id === null) return;
    const add = (to: Map<string, Set<string>>, id: string) =>
      to.set(party, (to.get(party) ?? new Set()).add(id));
    if (act === "submit") {
      add(this.#acknowledged, told.id);
      this.#ids.set(party, [...(this.#ids.get(party) ?? []), told.id]);
    }
    if (told.word === "approved") add(this.#approved, told.id);
    if (told.word === "recalled") this.#approved.get(party)?.delete(told.id);
    if (told.word === "read") this.#reads.set(party, (this.#reads.get(party) ?? 0) + 1);
  }

  async #onOne(
    node: SimulatedNode,
    step: number,
    act: string,
    work: (id: string) => Promise<Told>,
  ): Promise<void> {
    const ids = this.#ids.get(node.of.party) ?? [];
    if (ids.length > 0) await this.#officer(node, step, act, () => work(this.#chance.pick(ids)));
  }

  async #onArrival(node: SimulatedNode, step: number): Promise<void> {
    const rows = await node.store
      ?.all("select id from dispatch where direction = 'theirs' order by id limit 100")
      .catch(() => []);
    if (rows === undefined || rows.length === 0) return;
    const id = String(this.#chance.pick(rows).id);
    await this.#officer(node, step, "read", () => reads(node, id));
  }

  async #work(node: SimulatedNode, step: number): Promise<void> {
    await this.#run(node);
    this.#say(step, node.of.party, "work", "");
  }

  /** What a node's own timers do; a fault of the disk in it is the node's to live with. */
  async #run(node: SimulatedNode): Promise<void> {
    const work = node.rooms?.exchange.work;
    if (work === undefined) return;
    const beat = async () => (await work.cell())();
    for (const one of [work.release, work.lifeThreat, work.gaps, beat, work.witness])
      await one().catch(() => undefined);
  }

  #pass(milliseconds: number, step: number): void {
    this.#clock += milliseconds;
    for (const node of this.nodes) node.now += milliseconds;
    this.#say(step, "both", "time", String(milliseconds));
  }

  #jump(node: SimulatedNode, step: number): void {
    const by = this.#chance.between(-DECADE, DECADE);
    node.now += by;
    this.#say(step, node.of.party, "clock", String(by));
  }

  #cut(party: string, step: number): void {
    const { cut } = this.#network.weather;
    if (!cut.delete(party)) cut.add(party);
    this.#say(step, party, "line", cut.has(party) ? "cut" : "whole");
  }

  async #crash(node: SimulatedNode, step: number): Promise<void> {
    await node.kill();
    await node.start();
    this.#say(step, node.of.party, "kill", "");
  }

  /** A node whose disk failed or whose process died is started again, as its operator or its unit does. */
  async #mend(node: SimulatedNode, step: number): Promise<void> {
    const writes = await node.store?.commit({ steps: [] }).then(
      () => true,
      () => false,
    );
    if (writes === true) return;
    await node.kill();
    await node.start();
    this.#say(step, node.of.party, "started again", "");
  }

  #say(step: number, who: string, what: string, word: string): void {
    this.events.push(`${step} ${who} ${what} ${word}`.trimEnd());
  }
}
