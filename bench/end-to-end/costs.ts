/** The parts of V8's CPU profile that are read here. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}
interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** Time of one function of ours, with the platform's functions it called itself. */
export interface Cost {
  /** `file:line function`, and the platform's function under it where the time went there */
  readonly place: string;
  readonly milliseconds: number;
  readonly crypto: boolean;
}

/** Our files whose time is cryptography, and the platform's own functions of that kind. */
const CRYPTO_FILES =
  /\/(?:keys|hpke|xwing|chunks|signers|checkpoint|seal|fields|merkle|vault|tokens|approval)\.ts$/;
const CRYPTO_CALLS =
  /^(?:sign|signOneShot|verify|verifyOneShot|encapsulate|decapsulate|diffieHellman|hash|digest|createHash|createHmac|update|final|createCipheriv|createDecipheriv|randomFillSync|randomBytes|oneShotDigest)$/;
/** Not the node's work: nothing to do, and the profiler itself. */
const ASIDE = new Set(["(idle)", "(program)", "(root)", "post"]);
/** A late sample says that somebody else had the core: more than twice the interval is not ours. */
const MOST_MICROSECONDS = 800;

/** Where the main thread's time went, largest first; what ran in the platform's thread pool is not in a profile. */
export function costsOf(profile: Profile): readonly Cost[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])),
  );
  const spent = new Map<string, { milliseconds: number; crypto: boolean }>();
  for (const [nth, id] of (profile.samples ?? []).entries()) {
    const leaf = nodes.get(id);
    if (leaf === undefined || ASIDE.has(leaf.callFrame.functionName)) continue;
    const { place, crypto } = placeOf(leaf, nodes, parents);
    const cost = spent.get(place) ?? { milliseconds: 0, crypto };
    cost.milliseconds += Math.min(profile.timeDeltas?.[nth] ?? 0, MOST_MICROSECONDS) / 1_000;
    spent.set(place, cost);
  }
  return [...spent]
    .map(([place, cost]) => ({ place, ...cost }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

/** The nearest function of ours at or above a frame. */
function placeOf(
  leaf: ProfileNode,
  nodes: ReadonlyMap<number, ProfileNode>,
  parents: ReadonlyMap<number, number>,
): { readonly place: string; readonly crypto: boolean } {
  const calls: string[] = [];
  let node: ProfileNode | undefined = leaf;
  while (node !== undefined && !isOurs(node.callFrame.url)) {
    calls.unshift(node.callFrame.functionName || "(anonymous)");
    node = nodes.get(parents.get(node.id) ?? -1);
  }
  const crypto = calls.some((call) => CRYPTO_CALLS.test(call));
  const last = calls.at(-1);
  if (node === undefined) return { place: `platform: ${outside(calls)}`, crypto };
  const { url, lineNumber, functionName } = node.callFrame;
  const file = url.replace(/^.*\/packages\//, "packages/");
  const under = last === undefined ? "" : ` → ${last}`;
  return {
    place: `${file}:${lineNumber + 1} ${functionName || "(anonymous)"}${under}`,
    crypto: crypto || (CRYPTO_FILES.test(file) && !/sqlite|row/.test(under)),
  };
}

/** Frames of no function of ours: garbage collection, and the platform's own work for sockets and TLS. */
function outside(calls: readonly string[]): string {
  if (calls.includes("(garbage collector)")) return "garbage collection";
  return calls.findLast((call) => call !== "(anonymous)") ?? "other";
}

function isOurs(url: string): boolean {
  return url.includes("/packages/") && url.endsWith(".ts");
}
