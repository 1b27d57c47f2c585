import {
  appendLeaves,
  consistencyProof,
  ENTRY_KIND,
  emptyTree,
  encodeAddCheckpoint,
  entry,
  leafHash,
  signCheckpoint,
  type TileReader,
  verifyEquivocation,
} from "@entente/ledger";
import type { Listener, Report } from "../campaign.ts";
import { type Chance, chanceOf } from "../chance.ts";
import { openNetwork } from "../simulate/network.ts";
import { type SimulatedNode, simulatedNode } from "../simulate/node.ts";
import { approves, drafts } from "../simulate/officers.ts";
import { openTemplate } from "../simulate/template.ts";
import { Tallies } from "../tallies.ts";

const START = Date.parse("2026-11-22T12:00:00Z");
const CALM = { loss: 0, repeats: 0, latest: 1 };
const KINDS = [
  "another root of one size",
  "a longer tree that began otherwise",
  "an honest head",
  "a proof of nothing",
] as const;

/**
 * A partner who shows two histories of his log, to shipped exchange code: each must be convicted within the one exchange
 * in which it shows, by a file that verifies against the agreement alone. Honest heads and mere nonsense convict nobody.
 */
export async function split(
  { n, seed }: { readonly n: number; readonly seed: number },
  listener: Listener = {},
): Promise<Report> {
  const template = await openTemplate(0);
  const folder = await template.copy();
  const tallies = new Tallies("split", listener);
  const story = new Story(template, folder.path);
  try {
    await story.begin();
    for (let one = seed; one < seed + n; one += 1) {
      const chance = chanceOf(one);
      const kind = KINDS[one % KINDS.length] ?? KINDS[0];
      tallies.count(one, kind, await story.show(kind, chance).catch(String));
      listener.progress?.(tallies.all.tried, n, tallies.all.broken);
    }
  } finally {
    await story.end();
    await folder.remove();
    await template.remove();
  }
  return tallies.report();
}

/** Canada is honest; India's log key signs whatever the case asks for, and India's door serves what fits it. */
class Story {
  readonly #nodes: readonly SimulatedNode[];
  /** entries that India's door serves instead of its own while a case runs */
  #served: readonly Uint8Array[] | null = null;
  readonly #anchor: Uint8Array;

  constructor(template: Awaited<ReturnType<typeof openTemplate>>, folder: string) {
    this.#anchor = template.ca.treaty.file;
    const reach = (party: string) => this.#nodes.find((node) => node.of.party === party) ?? null;
    const network = openNetwork(chanceOf(1), { ...CALM, cut: new Set() }, reach, () => START);
    this.#nodes = [template.ca, template.india].map((of, nth) => {
      const { party } = of;
      const line = {
        post: (path: string, body: Uint8Array) => network.post(party, path, body),
        get: (path: string) => this.#forged(path) ?? network.get(party, path),
        cell: (body: Uint8Array) => network.post(party, "/peer/v1/cell", body),
      };
      return simulatedNode({ of, folder, template, chance: chanceOf(7 + nth), line, now: START });
    });
  }

  get #ca(): SimulatedNode {
    const [ca] = this.#nodes;
    if (ca === undefined) throw new Error("there are two nodes");
    return ca;
  }

  get #india(): SimulatedNode {
    const [, india] = this.#nodes;
    if (india === undefined) throw new Error("there are two nodes");
    return india;
  }

  async begin(): Promise<void> {
    for (const node of this.#nodes) await node.start();
    for (let nth = 0; nth < 9; nth += 1) await this.#traffic();
  }

  async end(): Promise<void> {
    for (const node of this.#nodes) await node.kill();
  }

  async #traffic(): Promise<void> {
    const { id } = await drafts(this.#ca);
    if (id !== null) await approves(this.#ca, id);
    for (let turn = 0; turn < 3; turn += 1) {
      for (const node of this.#nodes) {
        node.now += 1_000;
        await node.rooms?.exchange.work.release();
        await node.rooms?.exchange.work.witness();
      }
    }
  }

  /** "" where what had to happen happened. */
  async show(kind: (typeof KINDS)[number], chance: Chance): Promise<string> {
    const before = await this.#convictions();
    if (kind === "an honest head") await this.#traffic();
    else await this.#offer(kind, chance);
    const after = await this.#convictions();
    const guilty = kind !== "an honest head" && kind !== "a proof of nothing";
    if (!guilty) return after.length === before.length ? "" : "an innocent log was convicted";
    if (after.length !== before.length + 1) return "no evidence was kept";
    const file = after.find((one) => !before.some((known) => Buffer.compare(known, one) === 0));
    const verdict = verifyEquivocation(file ?? new Uint8Array(), this.#anchor);
    if (!verdict.valid || verdict.party !== "IN") return "the evidence convinces nobody";
    const alarms =
      (await this.#ca.store?.all("select code from alarm where cleared_at is null limit 9")) ?? [];
    if (!alarms.some(({ code }) => code === "equivocation")) return "no alarm stands";
    const officer = await this.#ca.rooms?.parts.people.officer(this.#ca.of.officers.operator.id);
    if (officer)
      await this.#ca.rooms?.exchange.commands.clearAlarm(officer, "equivocation", "Invented: a campaign.");
    return "";
  }

  async #offer(kind: (typeof KINDS)[number], chance: Chance): Promise<void> {
    const [known] =
      (await this.#ca.store?.all("select size from partner_checkpoint order by size desc limit 1")) ?? [];
    const size = Number(known?.size);
    const own = (await this.#india.store?.logs.entries("exchange", 0, size)) ?? [];
    const changed: Uint8Array[] = own.map((bytes) => bytes.slice());
    const at = chance.below(size);
    changed[at] = entry(ENTRY_KIND.release, chance.bytes(32));
    const longer = kind !== "another root of one size";
    const more = longer
      ? Array.from({ length: chance.between(1, 40) }, () => entry(ENTRY_KIND.stored, chance.bytes(32)))
      : [];
    const fork = [...changed, ...more];
    const tiles = new Map<string, Uint8Array>();
    const reader: TileReader = { tile: (level, index) => tiles.get(`${level}/${index}`) ?? null };
    const grown = appendLeaves(emptyTree(), fork.map(leafHash), reader);
    for (const { level, index, data } of grown.tiles) tiles.set(`${level}/${index}`, data);
    const proof = !longer
      ? []
      : kind === "a proof of nothing"
        ? Array.from({ length: chance.between(0, 9) }, () => chance.bytes(32))
        : consistencyProof(size, fork.length, reader);
    const note = await signCheckpoint(
      { size: fork.length, root: grown.root },
      this.#india.of.keys.log,
      1_800_000_000,
    );
    this.#served = fork;
    try {
      const asked = encodeAddCheckpoint({ oldSize: size, proof, checkpoint: note });
      await this.#ca.rooms?.exchange.peer.addCheckpoint("IN", asked);
    } finally {
      this.#served = null;
    }
  }

  /** What a partner who forks his log tells of it when he is asked: the fork. */
  #forged(path: string): Promise<{ readonly status: number; readonly body: Uint8Array }> | null {
    const served = this.#served;
    const found = /^\/peer\/v1\/log\/tile\/entries\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(path);
    if (served === null || found === null) return null;
    const index = Number((found[1] ?? "").replaceAll(/x|\//g, ""));
    const width = found[2] === undefined ? 256 : Number(found[2]);
    const bundle = served.slice(index * 256, index * 256 + width);
    const body = Buffer.concat(
      bundle.flatMap((bytes) => [Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]),
    );
    return Promise.resolve({ status: 200, body: new Uint8Array(body) });
  }

  async #convictions(): Promise<readonly Uint8Array[]> {
    const rows = (await this.#ca.store?.all("select file from evidence order by id limit 5000")) ?? [];
    return rows.map(({ file }) => (file instanceof Uint8Array ? file : new Uint8Array()));
  }
}
