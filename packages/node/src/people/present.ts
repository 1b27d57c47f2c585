import type { Me } from "@entente/contract";
import type { Officer } from "./port.ts";

/** Which node speaks. */
export interface NodeName {
  readonly party: string;
  readonly node: string;
  readonly realm: string;
}

/** What an officer may know of himself. */
export function presentMe(officer: Officer, node: NodeName): Me {
  return {
    officer: officer.id,
    name: officer.name,
    agency: officer.agency,
    desks: [...officer.desks],
    duties: [...officer.duties],
    approval_roles: [...officer.approvalRoles],
    party: node.party,
    node: node.node,
    realm: node.realm,
  };
}
