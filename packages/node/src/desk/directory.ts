import type { DirectoryView } from "@entente/contract";
import type { Treaty } from "../agreement/door.ts";
import { areasStanding, type ExchangeParts } from "../exchange/door.ts";
import { may, type Officer } from "../people/door.ts";

/** What the agreement says of desks, and who of this node shares the officer's. Never a key, a token or a device. */
export async function directoryView(parts: ExchangeParts, officer: Officer): Promise<DirectoryView> {
  const { us, partner } = parts.treaty;
  const colleagues = await parts.people.atDesks(officer.desks);
  const posts = await parts.people.posts.ours(us.party);
  const terms = termsOf(parts.treaty);
  const { areas, purposes, retention_days, desks } = terms;
  return {
    party: us.party,
    partner: partner.party,
    areas,
    purposes,
    retention_days,
    desks,
    agreements: [terms],
    posts: [...posts],
    colleagues: colleagues.map((one) => ({
      id: one.id,
      name: one.name,
      duties: [...one.duties],
      may_contribute: may(one, "contribute"),
      approval_roles: [...one.approvalRoles],
    })),
  };
}

function termsOf(treaty: Treaty): DirectoryView["agreements"][number] {
  const { document, partner, realm } = treaty;
  return {
    agreement: document.id,
    partner: partner.party,
    realm,
    areas: areasStanding(treaty),
    purposes: [...document.purposes],
    retention_days: document.retention_days,
    desks: document.directory.map(({ desk, party, agency, function: kind, areas, name }) => ({
      desk,
      party,
      agency,
      function: kind,
      areas: [...areas],
      name: { en: name.en, fr: name.fr, hi: name.hi },
    })),
  };
}
