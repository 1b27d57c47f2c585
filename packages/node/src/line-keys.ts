import type { LineKeys } from "./exchange/door.ts";
import { makeTlsIdentity, type TlsIdentity } from "./exchange/line/door.ts";

/** Whom the line shows itself as and whom it trusts, at this moment; the door and the client read it as they go. */
export interface LiveLine extends LineKeys {
  /** shown on connections that we open; read anew for each */
  readonly shown: Pick<TlsIdentity, "keyPem" | "certPem">;
  /** what the door can prove, the newest first: a partner names the one he trusts */
  held(): readonly TlsIdentity[];
  /** of the partner, the newest first; SHA-256 of SubjectPublicKeyInfo, 32 bytes each */
  pins(): readonly Uint8Array[];
  /** Calls whoever holds connections, after every change. */
  whenChanged(act: () => void): void;
}

/**
 * Opens the line's keys.
 * @param seeds of the node's TLS keys, the newest first; the last one, which the partner surely knew, is shown first
 * @param pins those of the partner that are trusted until `trust` says otherwise
 */
export async function openLineKeys(
  seeds: readonly Uint8Array[],
  pins: readonly Uint8Array[],
  commonName: string,
): Promise<LiveLine> {
  const made = (seed: Uint8Array) => makeTlsIdentity({ seed, commonName });
  let held = await Promise.all(seeds.map(made));
  let shown = there(held.at(-1));
  let trusted = pins;
  const acts: (() => void)[] = [];
  const changed = () => {
    for (const act of acts) act();
  };
  return {
    shown: {
      get keyPem() {
        return shown.keyPem;
      },
      get certPem() {
        return shown.certPem;
      },
    },
    held: () => held,
    pins: () => trusted,
    whenChanged: (act) => void acts.push(act),
    async hold(next) {
      held = await Promise.all(next.map(made));
      changed();
    },
    async show(seed) {
      const next = await made(seed);
      if (next.keyPem === shown.keyPem) return;
      shown = next;
      changed();
    },
    trust(next) {
      const same = next.length === trusted.length && next.every((pin, at) => isPin(trusted[at], pin));
      trusted = next;
      if (!same) changed();
    },
  };
}

function there(found: TlsIdentity | undefined): TlsIdentity {
  if (found === undefined) throw new RangeError("a line has a TLS key");
  return found;
}

function isPin(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
