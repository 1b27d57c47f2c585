import type { Fault } from "@entente/words";

/** A body that cannot be made: too large, not strict JSON, or of markings that no level can join. */
export class BodyFault extends Error {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(`no body can be made: ${faults.map((fault) => fault.code).join(", ")}`);
    this.faults = faults;
  }
}
