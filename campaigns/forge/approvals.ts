import { createHash } from "node:crypto";
import { type ApprovalChallenge, approvalText, type DeviceFile } from "@entente/contract";
import type { Kind } from "../campaign.ts";
import type { Chance } from "../chance.ts";
import { deviceMessage, deviceSignature, type SignedAct, signedBy } from "../doors/officer.ts";
import { jsonBytes } from "../doors/users-door.ts";
import type { Role } from "../nodes/terms.ts";
import { refusedWhole } from "../trial.ts";
import { plusOrder } from "./signatures.ts";
import type { Forged, Proposal } from "./stage.ts";

/** Who asks, for what; where nothing is said, the authority asks to approve the proposal of `lo`. */
interface Asked {
  readonly by?: Role;
  readonly token?: string | null;
  readonly id?: string;
  readonly verb?: "approve" | "refuse";
}

/** No approval may come of this: refused with a code, and nothing changed. */
function notApproved(
  stage: Forged,
  act: unknown,
  asked: Asked,
  ...codes: readonly string[]
): Promise<string> {
  const { ground, proposals } = stage;
  const { by = "authority", id = proposals.one.id, verb = "approve" } = asked;
  const token = asked.token === undefined ? ground.founded.india.officers[by].token : asked.token;
  const bytes = jsonBytes(act);
  const send = () => ground.users.post(`/api/releases/${id}/${verb}`, token, bytes);
  return refusedWhole(ground, send, { codes, recorded: [] });
}

function deviceOf({ ground }: Forged, role: Role): DeviceFile {
  return ground.founded.india.officers[role].device;
}

/** The authority's challenge of this moment with something in it that is not so. */
function challengeOf(
  { proposals }: Forged,
  change: Partial<ApprovalChallenge> = {},
  proposal: Proposal = proposals.one,
): ApprovalChallenge {
  const expires_at = new Date(Date.now() + 5 * 60_000).toISOString();
  return { ...proposal.challenge, expires_at, ...change };
}

/** A right signature of the right device over a wrong challenge. */
function challenging(
  name: string,
  code: string,
  change: (chance: Chance, stage: Forged) => Partial<ApprovalChallenge>,
): Kind<Forged> {
  return {
    name: `approval.${name}`,
    run: (stage, chance) => {
      const challenge = challengeOf(stage, change(chance, stage));
      return notApproved(stage, signedBy(deviceOf(stage, "authority"), challenge), {}, code);
    },
  };
}

/** A wrong signature under the right challenge. */
function signing(
  name: string,
  sign: (stage: Forged, challenge: ApprovalChallenge, chance: Chance) => Uint8Array,
) {
  const kind: Kind<Forged> = {
    name: `approval.${name}`,
    run: (stage, chance) => {
      const challenge = challengeOf(stage);
      const signature = Buffer.from(sign(stage, challenge, chance)).toString("base64");
      const act = { challenge, device: deviceOf(stage, "authority").device, signature };
      return notApproved(stage, act, {}, "device_refused");
    },
  };
  return kind;
}

const hex = (chance: Chance) => Buffer.from(chance.bytes(32)).toString("hex");
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

const challenges: readonly Kind<Forged>[] = [
  challenging("expired", "approval_stale", (chance) => ({
    expires_at: inMinutes(-chance.between(0, 100_000)),
  })),
  challenging("expires_too_late", "approval_stale", (chance) => ({
    expires_at: inMinutes(chance.between(11, 100_000)),
  })),
  challenging("another_action", "approval_stale", (chance) => ({
    action: chance.pick(["refuse", "recall"]),
  })),
  challenging("another_body", "approval_stale", (chance) => ({ body_sha256: hex(chance) })),
  challenging("another_dispatch", "approval_stale", (_chance, { proposals }) => ({
    dispatch: proposals.other.id,
  })),
  challenging("another_node", "approval_stale", (chance) => ({
    recipient_node: chance.pick(["ca-2", "in-1"]),
  })),
  challenging("another_party", "approval_stale", () => ({ recipient_party: "GB" })),
  challenging("another_desk", "approval_stale", () => ({ recipient_desk: "ca-cccs-watch" })),
  challenging("another_agreement", "approval_stale", (chance) => ({ agreement_sha256: hex(chance) })),
  challenging("other_packs", "approval_stale", (chance) => ({ packs_sha256: [hex(chance)] })),
  challenging("another_realm", "approval_stale", () => ({ realm: "exercise" })),
  challenging("a_role_not_held", "role_not_held", (chance) => ({
    role: chance.pick(["CA-SUP", "IN-MHA", "IN-HS", "x"]),
  })),
];

const signatures: readonly Kind<Forged>[] = [
  signing("one_bit", (stage, challenge, chance) => {
    const signature = deviceSignature(deviceOf(stage, "authority"), deviceMessage(challenge));
    const at = chance.below(64);
    return signature.map((byte, nth) => (nth === at ? byte ^ (1 << chance.below(8)) : byte));
  }),
  signing("no_signature", (_stage, _challenge, chance) => new Uint8Array(chance.pick([0, 1, 63, 64, 65]))),
  signing("non_canonical_s", (stage, challenge) => {
    const signature = deviceSignature(deviceOf(stage, "authority"), deviceMessage(challenge));
    signature.set(plusOrder(signature.slice(32)), 32);
    return signature;
  }),
  signing("without_domain", (stage, challenge) => {
    const text = Buffer.from(approvalText(challenge), "utf8");
    return deviceSignature(deviceOf(stage, "authority"), createHash("sha256").update(text).digest());
  }),
  signing("over_the_text", (stage, challenge) =>
    deviceSignature(deviceOf(stage, "authority"), Buffer.from(approvalText(challenge), "utf8")),
  ),
  signing("over_another_challenge", (stage) =>
    deviceSignature(
      deviceOf(stage, "authority"),
      deviceMessage(challengeOf(stage, {}, stage.proposals.other)),
    ),
  ),
  signing("by_another_officers_device", (stage, challenge) =>
    deviceSignature(deviceOf(stage, "second"), deviceMessage(challenge)),
  ),
];

const persons: readonly Kind<Forged>[] = [
  {
    name: "approval.by_the_author",
    run: (stage) => {
      const { ofSecond } = stage.proposals;
      const act = signedBy(deviceOf(stage, "second"), challengeOf(stage, {}, ofSecond));
      return notApproved(stage, act, { by: "second", id: ofSecond.id }, "author_is_approver");
    },
  },
  {
    name: "approval.by_the_author_on_anothers_device",
    run: (stage) => {
      const { ofSecond } = stage.proposals;
      const act = signedBy(deviceOf(stage, "authority"), challengeOf(stage, {}, ofSecond));
      return notApproved(stage, act, { by: "second", id: ofSecond.id }, "author_is_approver");
    },
  },
  {
    name: "approval.on_a_device_of_another_officer",
    run: (stage, chance) => {
      const other = chance.pick(["second", "lo", "stranger"] as const);
      return notApproved(stage, signedBy(deviceOf(stage, other), challengeOf(stage)), {}, "device_refused");
    },
  },
  {
    name: "approval.on_an_unknown_device",
    run: (stage, chance) => {
      const act = { ...signedBy(deviceOf(stage, "authority"), challengeOf(stage)), device: hex(chance) };
      return notApproved(stage, act, {}, "device_refused");
    },
  },
  {
    name: "approval.token_alone",
    run: (stage, chance) => {
      const { challenge, device } = signedBy(deviceOf(stage, "authority"), challengeOf(stage));
      const act = chance.pick([{}, { challenge }, { challenge, device }, { device }]);
      return notApproved(stage, act, {}, "device_needed");
    },
  },
  {
    name: "approval.without_the_right",
    run: (stage, chance) => {
      const by = chance.pick(["lo", "analyst"] as const);
      return notApproved(stage, signedBy(deviceOf(stage, by), challengeOf(stage)), { by }, "not_permitted");
    },
  },
  {
    name: "approval.from_another_desk",
    run: (stage) => {
      const act = signedBy(deviceOf(stage, "stranger"), challengeOf(stage));
      return notApproved(stage, act, { by: "stranger" }, "not_found");
    },
  },
  {
    name: "approval.without_a_token",
    run: (stage, chance) => {
      const act = signedBy(deviceOf(stage, "authority"), challengeOf(stage));
      const token = chance.pick([null, hex(chance), stage.ground.founded.ca.officers.authority.token]);
      return notApproved(stage, act, { token }, "not_signed_in");
    },
  },
  {
    name: "approval.used_again",
    run: (stage) => notApproved(stage, stage.used.act, { id: stage.used.id }, "state_conflict"),
  },
  {
    name: "approval.used_for_another",
    run: (stage) => notApproved(stage, stage.used.act, {}, "approval_stale"),
  },
  {
    name: "refusal.signed_as_release",
    run: (stage) => {
      const signed: SignedAct = signedBy(deviceOf(stage, "authority"), challengeOf(stage));
      return notApproved(
        stage,
        { ground: "national_security", signed },
        { verb: "refuse" },
        "approval_stale",
      );
    },
  },
  {
    name: "refusal.token_alone",
    run: (stage) => notApproved(stage, { ground: "national_security" }, { verb: "refuse" }, "device_needed"),
  },
];

export const APPROVALS: readonly Kind<Forged>[] = [...challenges, ...signatures, ...persons];
