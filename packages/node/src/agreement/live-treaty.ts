import type { Area, GateUrgency } from "@entente/words";
import { areaUnder, narrowingOf, type StandingState } from "./standing.ts";
import type { Treaty } from "./treaty.ts";

/**
 * The agreement of a running node: whoever holds it reads the version in force at that moment. Never take it apart and keep
 * the parts: they would grow old.
 */
export class LiveTreaty implements Treaty {
  #now: Treaty;
  #standing: readonly StandingState[] = [];
  private constructor(first: Treaty) {
    this.#now = first;
  }

  /** The same treaty where it is a live one already, so that all rooms of a relation follow one. */
  static of(treaty: Treaty): LiveTreaty {
    return treaty instanceof LiveTreaty ? treaty : new LiveTreaty(treaty);
  }

  /** The treaty of this moment, which does not change any more. */
  get now(): Treaty {
    return this.#now;
  }

  /** From here on, for everybody. */
  become(next: Treaty): void {
    this.#now = next;
  }

  /** What both sides have last said of the relation, from here on, for everybody. */
  stand(standing: readonly StandingState[]): void {
    this.#standing = standing;
  }

  get digest() {
    return this.#now.digest;
  }
  get digestHex() {
    return this.#now.digestHex;
  }
  get firstDigest() {
    return this.#now.firstDigest;
  }
  get file() {
    return this.#now.file;
  }
  get versions() {
    return this.#now.versions;
  }
  get ahead() {
    return this.#now.ahead;
  }
  get document() {
    return this.#now.document;
  }
  get realm() {
    return this.#now.realm;
  }
  get us() {
    return this.#now.us;
  }
  get partner() {
    return this.#now.partner;
  }
  get unwitnessed() {
    return this.#now.unwitnessed;
  }
  taken(at: number) {
    return this.#now.taken(at);
  }
  desk(id: string) {
    return this.#now.desk(id);
  }
  area(area: Area) {
    return areaUnder(this.#now.area(area), area, this.#standing);
  }
  narrowing(area: Area) {
    return narrowingOf(area, this.#standing);
  }
  inForce(at: number) {
    return this.#now.inForce(at);
  }
  hold(urgency: GateUrgency) {
    return this.#now.hold(urgency);
  }
}
