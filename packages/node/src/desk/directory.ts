import type { DirectoryView } from "@entente/contract";
import type { ExchangeParts } from "../exchange/door.ts";
import { may, type Officer } from "../people/door.ts";

/** What the agreement says of desks, and who of this node shares the officer's. Never a key, a token or a device. */
export async function directoryView(parts: ExchangeParts, officer: Officer): Promise<DirectoryView> {
  const { document, us, partner } = parts.treaty;
  const colleagues = await parts.people.atDesks(officer.desks);
  return {
    party: us.party,
    partner: partner.party,
    areas: document.areas.map(({ id, status }) => ({ id, status })),
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
    colleagues: colleagues.map((one) => ({
      id: one.id,
      name: one.name,
      duties: [...one.duties],
      may_contribute: may(one, "contribute"),
      approval_roles: [...one.approvalRoles],
    })),
  };
}
