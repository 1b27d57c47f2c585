import {
  canonicalJson,
  hexOf,
  type RelationState,
  relationStatePayload,
  type SigningKeys,
  STATE_TYPE,
  signDocument,
} from "@entente/protocol";
import { AGREEMENT_DIGEST, CA, IN, must, sha256, textOf } from "../fixtures.ts";
import { badSigner, publicsOf, writeVectors } from "./vector-writer.ts";

/** India suspends one area: the first statement of its chain. */
export const FIRST_STATE: RelationState = {
  party: "IN",
  node: "in-1",
  agreement: "ca-in-2026",
  version: hexOf(AGREEMENT_DIGEST),
  serial: 1,
  previous: hexOf(AGREEMENT_DIGEST),
  scope: "counter_terrorism",
  state: "suspended",
  reason: "security_incident",
  note: "Invented: a desk lost a laptop.",
  at: "2026-11-28T07:00:00Z",
};

export async function writeStateVectors(): Promise<void> {
  const whole: RelationState = { ...FIRST_STATE, scope: "all", state: "wind_down", note: "" };
  const keys = { root: publicsOf(IN, "root"), node: publicsOf(IN, "sign") };
  writeVectors(
    "valid/relation-state",
    "Statements of IN; `by` says whose signature they carry. Keys are raw public keys in hex.",
    [
      await good("one area, by the root", FIRST_STATE, "root"),
      await good("the whole relation, by the root", whole, "root"),
      await good("one area, by the node in an emergency", FIRST_STATE, "node"),
    ],
    keys,
  );
  const winding = { ...FIRST_STATE, state: "wind_down" } as const;
  const resumed = { ...FIRST_STATE, state: "active", reason: "resolved" } as const;
  writeVectors(
    "invalid/relation-state",
    "Whole files under the keys named here, with every fault.",
    [
      await bad("wind_down by the node", winding, IN.sign, ["bad_state /state"]),
      await bad("a return to active by the node", resumed, IN.sign, ["bad_state /state"]),
      await bad("signed by the partner's root as ours", FIRST_STATE, CA.root, badSigner(0)),
      await bad("of the other party", { ...FIRST_STATE, party: "CA" }, IN.root, ["bad_state /party"]),
      await bad("serial 0", { ...FIRST_STATE, serial: 0 }, IN.root, ["schema /serial"]),
      await bad("an area nobody knows", { ...FIRST_STATE, scope: "weather" }, IN.root, ["schema /scope"]),
      await bad("a state nobody knows", { ...FIRST_STATE, state: "paused" }, IN.root, ["schema /state"]),
      await bad("a moment that never was", { ...FIRST_STATE, at: "2026-02-30T07:00:00Z" }, IN.root, [
        "schema /at",
      ]),
      await bad("a member more", { ...FIRST_STATE, until: null }, IN.root, ["schema "]),
    ],
    keys,
  );
}

async function good(name: string, statement: RelationState, by: "root" | "node") {
  const payload = must(relationStatePayload(statement));
  const file = textOf(await signed(payload, by === "root" ? IN.root : IN.sign));
  return { name, file, by, digest: hexOf(sha256(payload)) };
}

async function bad(name: string, value: object, keys: SigningKeys, faults: readonly string[]) {
  return { name, file: textOf(await signed(canonicalJson({ ...value }), keys)), faults };
}

function signed(payload: Uint8Array, keys: SigningKeys): Promise<Uint8Array> {
  return signDocument(STATE_TYPE, payload, [{ party: "IN", keys }]);
}
