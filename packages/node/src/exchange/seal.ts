import { EMPTY_ROOT } from "@entente/ledger";
import { deskDigest, SUITE, seal as sealBytes, signStatement } from "@entente/protocol";
import { approvalCommitment } from "./approval.ts";
import { digestOfList } from "./attachments/announced.ts";
import { listedIn } from "./attachments/standing-under.ts";
import type { OwnLog } from "./own-log.ts";
import type { PartnerKeys } from "./partner-keys.ts";
import type { PartnerLog } from "./partner-log.ts";
import type { ExchangeParts } from "./parts.ts";
import type { DispatchRecord } from "./record.ts";
import { Releasable } from "./release.ts";

/** Known in this file alone, as in release.ts. */
const MAKER = Symbol("seal");

/** Signed and sealed for one node (stage 7); lives only inside the call that queues it. */
export class Sealed {
  readonly #content: SealedContent;
  private constructor(maker: symbol, content: SealedContent) {
    if (maker !== MAKER) throw new TypeError("only Sealed.of seals");
    this.#content = content;
  }

  /** The bytes to queue; throws TypeError for anything `of` did not make. */
  static contentOf(value: Sealed): SealedContent {
    if (!(#content in value)) throw new TypeError("not sealed");
    return value.#content;
  }

  /** Signs the statement over exactly the approved bytes and seals both to the partner's key. */
  static async of(parts: SealingParts, releasable: Releasable, place: StreamPlace): Promise<Sealed> {
    const { record, body, bodyDigest, approvals } = Releasable.contentOf(releasable);
    const { treaty, keys, clock } = parts;
    const approvalSalt = parts.random(32);
    const [own, theirs, to] = await Promise.all([
      parts.ownLog.witnessed(),
      parts.partnerLog.newest(),
      parts.partnerKeys.sealing(),
    ]);
    const signed = await signStatement(
      {
        suite: SUITE,
        realm: treaty.realm,
        agreementDigest: treaty.digest,
        sender: treaty.us.digest,
        recipient: treaty.partner.digest,
        desk: deskDigest(record.toParty, record.toDesk),
        stream: place.stream,
        sequence: place.sequence,
        dispatch: record.id,
        bodyDigest,
        approvalCommitment: approvalCommitment(approvalSalt, approvals),
        attachmentsDigest: digestOfList(listedIn(body)),
        madeAt: clock.now(),
        senderLog: own ?? { size: 0, root: EMPTY_ROOT },
        partnerLog: theirs,
      },
      keys.sign,
    );
    return new Sealed(MAKER, {
      signed,
      approvalSalt,
      bytes: sealBytes({ signed, body, to }),
      sealKey: to.digest,
    });
  }
}

interface SealedContent {
  /** the signed statement, 3,789 bytes */
  readonly signed: Uint8Array;
  /** opens the approval commitment; 32 bytes, kept sealed */
  readonly approvalSalt: Uint8Array;
  /** the sealed dispatch as it goes on the wire */
  readonly bytes: Uint8Array;
  /** digest of the partner's key they are sealed to, 32 bytes */
  readonly sealKey: Uint8Array;
}

/** What sealing needs beside the exchange's parts. */
export interface SealingParts extends ExchangeParts {
  readonly ownLog: OwnLog;
  readonly partnerLog: PartnerLog;
  readonly partnerKeys: PartnerKeys;
  /** runs while no key of ours changes: what is signed is committed before one is revoked */
  readonly signing: <T>(work: () => Promise<T>) => Promise<T>;
  /** why a dispatch whose hold is over waits all the same; null = it may leave */
  readonly waits: (record: DispatchRecord) => Promise<string | null>;
}

/** Where in the stream to the partner a dispatch stands. */
export interface StreamPlace {
  /** 32 lower-case hex digits */
  readonly stream: string;
  readonly sequence: number;
}
