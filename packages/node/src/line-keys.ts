import type { LineKeys } from "./exchange/door.ts";
import { makeTlsIdentity, type TlsIdentity } from "./exchange/line/door.ts";

/** Whom the line shows itself as and whom it trusts, at this moment; the door and the client read it as they go. */
export interface LiveLine extends LineKeys {
  /** read anew for every connection */
  readonly tls: Pick<TlsIdentity, "keyPem" | "certPem">;
  /** SHA-256 of SubjectPublicKeyInfo, 32 bytes each */
  pins(): readonly Uint8Array[];
  /** Calls whoever holds connections, after every change. */
  whenChanged(act: () => void): void;
}

/**
 * Opens the line's keys.
 * @param first the TLS key shown until `show` says otherwise
 * @param pins those of the partner that are trusted until `trust` says otherwise
 */
export function openLineKeys(first: TlsIdentity, pins: readonly Uint8Array[], commonName: string): LiveLine {
  let [shown, trusted] = [first, pins];
  const acts: (() => void)[] = [];
  const changed = () => {
    for (const act of acts) act();
  };
  return {
    tls: {
      get keyPem() {
        return shown.keyPem;
      },
      get certPem() {
        return shown.certPem;
      },
    },
    pins: () => trusted,
    whenChanged: (act) => void acts.push(act),
    async show(seed) {
      const next = await makeTlsIdentity({ seed, commonName });
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

function isPin(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && Buffer.compare(one, other) === 0;
}
