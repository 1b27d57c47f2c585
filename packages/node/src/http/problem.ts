import {
  type DecisionView,
  type PolicyRefusal,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  type Refusal,
} from "@entente/contract";
import { DUTIES, type Fault, type Right, rightsOf } from "@entente/words";
import type { Officer } from "../people/door.ts";

/** RFC 9457 wants a URI; this one resolves nowhere, so that no client ever fetches it (RFC 6761 §6.4). */
const TYPE_BASE = "https://entente.invalid/problems/";
/** A caller who sends rubbish gets a useful list, not a multiple of what he sent. */
const MOST_FAULTS = 200;

/** The one way a refusal leaves the node. */
export function problemOf(refusal: Refusal): Problem {
  const { detail, faults, decision, policy } = refusal;
  return {
    ...bare(refusal.problem),
    ...(detail === undefined ? {} : { detail }),
    ...(faults === undefined ? {} : { errors: faults.slice(0, MOST_FAULTS).map(errorOf) }),
    ...(decision === undefined ? {} : { policy: policyOf(decision) }),
    ...(policy === undefined ? {} : { policy: agreedPolicy(policy) }),
  };
}

function agreedPolicy({ remedies, ...reason }: PolicyRefusal): NonNullable<Problem["policy"]> {
  return { outcome: "forbid", needs: [], reasons: [reason], remedies: [...remedies], packs: [] };
}

/** A refusal by rights: names the right, whose duty it is, and who could do it. */
export function notPermitted(officer: Officer, right: Right): Problem {
  // A guest holds no office of ours: nobody is sent to him.
  const holders = DUTIES.filter((duty) => duty !== "guest" && rightsOf([duty]).includes(right)).join(", ");
  const duties = officer.duties.join(", ");
  return {
    ...bare("not_permitted"),
    policy: {
      outcome: "forbid",
      needs: [],
      reasons: [
        {
          rule: `right:${right}`,
          law: "house rule: rights by duty",
          text: `This needs the right "${right}" (${holders}); your duties are: ${duties}.`,
        },
      ],
      remedies: [`Ask an officer with one of these duties: ${holders}.`],
      packs: [],
    },
  };
}

/** A program at a door that is for officers themselves. */
export function notInPerson(): Problem {
  return {
    ...bare("not_permitted"),
    policy: {
      outcome: "forbid",
      needs: [],
      reasons: [
        {
          rule: "in_person",
          law: "house rule: a program's token approves nothing and opens nothing further",
          text: "This is for the officer himself, not for a program with a token of its own.",
        },
      ],
      remedies: ["Sign in yourself."],
      packs: [],
    },
  };
}

/** An officer of another state at a door that is not for guests. */
export function notForGuests(): Problem {
  return {
    ...bare("not_permitted"),
    policy: {
      outcome: "forbid",
      needs: [],
      reasons: [
        {
          rule: "guest",
          law: "house rule: a guest reads the threads his post is named for, and nothing else",
          text: "This is for officers of this state; you are here as a guest of yours.",
        },
      ],
      remedies: ["Ask your own state's node, or an officer of the desk that named your post."],
      packs: [],
    },
  };
}

function bare(code: ProblemCode): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: `${TYPE_BASE}${code}`, title, status, code };
}

function errorOf(fault: Fault) {
  const { code, where: pointer, detail } = fault;
  return detail === undefined ? { pointer, code } : { pointer, code, detail };
}

function policyOf(decision: DecisionView): NonNullable<Problem["policy"]> {
  return {
    outcome: decision.outcome,
    needs: [...decision.needs],
    reasons: decision.cites.map(({ id, citation, text }) => ({ rule: id, law: citation, text })),
    remedies: [...decision.remedies],
    packs: decision.packs.map((pack) => `${pack.id}@${pack.version}`),
  };
}
