import { createHash } from "node:crypto";
import { kindNamed } from "@entente/contract";
import { EMPTY_ROOT } from "@entente/ledger";
import {
  deskDigest,
  type SigningKeys,
  type Statement,
  SUITE,
  seal,
  sealingKey,
  signStatement,
} from "@entente/protocol";
import { timeOrderedId } from "@entente/words";
import { type FoundNode, fresh } from "../nodes/found.ts";
import { AGENCY, LIAISON_DESK } from "../nodes/terms.ts";

/** A body as it travels: the sender's text for one desk of the receiver. */
export type Body = Readonly<Record<string, unknown>>;

/** One dispatch in all its forms. */
export interface Made {
  readonly statement: Statement;
  readonly body: Uint8Array;
  /** statement and both signatures, 3789 bytes */
  readonly signed: Uint8Array;
  readonly sealed: Uint8Array;
}

/** What is not as an honest node would make it. */
export interface Lie {
  readonly statement?: Partial<Statement>;
  /** what the body says; bytes as they are */
  readonly body?: (honest: Body) => Uint8Array;
  readonly keys?: SigningKeys;
}

/** The hand of a partner who has all his own keys and no scruples (adversary A4). One stream of his own. */
export interface Hand {
  readonly from: FoundNode;
  readonly to: FoundNode;
  /** a dispatch with one lie in it; an honest one without */
  make(lie?: Lie): Promise<Made>;
  /** the statement of the next place in the stream over these body bytes */
  statement(body: Uint8Array, id: string, changes?: Partial<Statement>): Statement;
  body(id: string): Body;
  id(): string;
}

/** Opens the hand of `from`, who writes to `to`. */
export function handOf(from: FoundNode, to: FoundNode): Hand {
  const stream = Buffer.from(fresh(16)).toString("hex");
  const key = sealingKey(to.keys.opening.publicKey);
  if (!key.ok) throw new Error("a node's own sealing key is usable");
  let sequence = 0;
  const statement = (body: Uint8Array, id: string, changes: Partial<Statement> = {}): Statement => {
    sequence += 1;
    return { ...honestStatement(from, to, { stream, sequence, id }, body), ...changes };
  };
  const id = () => timeOrderedId(Date.now(), fresh(10));
  return {
    from,
    to,
    statement,
    body: (named) => honestBody(from, to, named),
    id,
    async make(lie = {}) {
      const named = lie.statement?.dispatch ?? id();
      const honest = honestBody(from, to, named);
      const body = lie.body?.(honest) ?? bytesOf(honest);
      const said = statement(body, named, lie.statement);
      const signed = await signStatement(said, lie.keys ?? from.keys.sign);
      return { statement: said, body, signed, sealed: seal({ signed, body, to: key.value }) };
    },
  };
}

function honestStatement(
  from: FoundNode,
  to: FoundNode,
  place: { readonly stream: string; readonly sequence: number; readonly id: string },
  body: Uint8Array,
): Statement {
  return {
    suite: SUITE,
    realm: from.treaty.realm,
    agreementDigest: from.treaty.digest,
    sender: from.treaty.us.digest,
    recipient: from.treaty.partner.digest,
    desk: deskDigest(to.party, LIAISON_DESK[to.party]),
    stream: place.stream,
    sequence: place.sequence,
    dispatch: place.id,
    bodyDigest: sha256(body),
    approvalCommitment: fresh(32),
    attachmentsDigest: new Uint8Array(32),
    madeAt: Date.now(),
    senderLog: { size: 0, root: EMPTY_ROOT },
    partnerLog: { size: 0, root: EMPTY_ROOT },
  };
}

/** The body of an invented request, as the sender's node would compile it. */
function honestBody(from: FoundNode, to: FoundNode, id: string): Body {
  const [ours, theirs] = [LIAISON_DESK[from.party], LIAISON_DESK[to.party]];
  const setting = { party: from.party, from: ours, to: theirs, area: "drugs", holding: null } as const;
  const { purpose, channel, urgency, language, title, marking, evidential_use, content } =
    kindNamed("request")?.example(setting) ?? {};
  return {
    format: "entente/dispatch/v1",
    kind: "request",
    id,
    thread: id,
    reply_to: null,
    realm: "live",
    from: { party: from.party, agency: AGENCY[from.party], desk: ours },
    to: { party: to.party, agency: AGENCY[to.party], desk: theirs },
    area: "drugs",
    purpose,
    channel,
    urgency,
    language,
    title,
    marking,
    caveats: ["use_limit", "no_onward"],
    legal_basis: ["An invented basis"],
    evidential_use,
    made_at: new Date().toISOString(),
    content,
  };
}

export function bytesOf(value: unknown): Uint8Array {
  return new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
}

export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}
