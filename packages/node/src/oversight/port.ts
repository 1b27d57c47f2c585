import type { ProofCheck, ProofView, ReadsWish, ReadView, Result } from "@entente/contract";
import type { Officer } from "../people/door.ts";

/** What an auditor takes away: proofs and the exchange log as it was last witnessed. */
export interface Ledger {
  /** `not_witnessed` until the partner has cosigned a tree that holds the dispatch's leaf. */
  proof(officer: Officer, id: string): Promise<Result<ProofView>>;
  /** Who read what, newest first: of an officer, or of a dispatch. */
  reads(wish: ReadsWish): Promise<Result<{ items: ReadView[]; next: string | null }>>;
  /** Makes that proof and verifies it against the agreement, from the bytes alone. */
  checkProof(officer: Officer, id: string): Promise<Result<ProofCheck>>;
  /** The newest checkpoint of the exchange log that carries the partner's cosignatures. */
  witnessedCheckpoint(): Promise<
    Result<{ readonly log: string; readonly size: number; readonly note_base64: string }>
  >;
  /** Evidence against the partner's log, newest first. */
  evidence(): Promise<
    Result<{
      readonly items: {
        readonly id: string;
        readonly kind: string;
        readonly origin: string;
        readonly at: string;
        readonly file_base64: string;
      }[];
    }>
  >;
  entries(
    from: number,
    count: number,
  ): Promise<
    Result<{ readonly log: string; readonly from: number; readonly entries_base64: readonly string[] }>
  >;
  /** `not_found` where the witnessed tree has no such tile. */
  tile(level: number, index: number, width: number): Promise<Result<{ readonly hashes_base64: string }>>;
}
