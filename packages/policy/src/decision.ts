import type { ApprovalRole, Condition, Existence, Outcome, ProvisionStatus, Task } from "@entente/words";

/** A provision that determined an outcome, as it is shown and stored. */
export interface Cite {
  /** short id, e.g. `ca.customs-act.107-4-e` */
  readonly id: string;
  /** the act's full title, its short name and the section in full */
  readonly citation: string;
  /** what it says, in one plain line of English */
  readonly text: string;
  readonly status: ProvisionStatus;
  /** false: from memory, no one opened the source; counsel must check */
  readonly verified: boolean;
}

/** Which law decided: the pack, its version and the digest of its law files. */
export interface PackRef {
  readonly id: string;
  readonly version: string;
  /** lower-case hex, see `packDigest` */
  readonly sha256: string;
}

/** What the law gate answers; the JSON of `entente policy decide` is exactly this object. */
export interface Decision {
  readonly outcome: Outcome;
  /** exactly the roles still missing, in the order of `APPROVAL_ROLES`; empty unless the outcome is needs */
  readonly needs: readonly ApprovalRole[];
  /** empty when forbidden */
  readonly conditions: readonly Condition[];
  /** categories or consignment fields that must be removed before anything leaves */
  readonly strip: readonly string[];
  /** also when forbidden; a task never changes an outcome */
  readonly tasks: readonly Task[];
  /** protected: the asker must not be able to tell a refusal from "nothing held" */
  readonly existence: Existence;
  /** every provision that determined the outcome, sorted by id */
  readonly cites: readonly Cite[];
  /** what would make it releasable, in plain words; empty where nothing stands in the way */
  readonly remedies: readonly string[];
  readonly packs: readonly PackRef[];
}

/** What one part of a dispatch got: its own strips stay its own. */
export interface PartDecision {
  readonly outcome: Outcome;
  readonly strip: readonly string[];
  readonly existence: Existence;
}

/** The decision of a dispatch whose parts rest on different facts; `parts` in the order given. */
export interface CombinedDecision extends Decision {
  readonly parts: readonly PartDecision[];
}
