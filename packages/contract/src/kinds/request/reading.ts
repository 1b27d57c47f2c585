import type { Category } from "@entente/words";
import type { Part, Removable } from "../../kind.ts";
import type { IDENTIFIER_TYPES, RequestContent } from "./schema.ts";

/** What each identifier reveals. */
const REVEALS: Readonly<Record<(typeof IDENTIFIER_TYPES)[number], Category>> = {
  phone: "contact",
  email: "contact",
  handle: "contact",
  address: "location",
  passport: "identity",
  account: "identity",
  vehicle: "identity",
  company_number: "customs",
  consignment: "precursor_trade",
  internet_address: "cyber_indicator",
};

type RequestSubject = RequestContent["subjects"][number];

/**
 * One part a subject, since each person brings a gate of his own; a request without subjects is one part. What
 * the free text reveals counts in every part.
 */
export function partsOf(content: RequestContent): readonly Part[] {
  if (content.subjects.length === 0) {
    return [
      {
        where: "",
        holding: null,
        categories: content.reveals,
        subject: { identified: false },
        removable: [],
      },
    ];
  }
  return content.subjects.map((subject, index) => partOf(content, subject, `/subjects/${index}`));
}

function partOf(content: RequestContent, subject: RequestSubject, where: string): Part {
  const removable = removableOf(subject, where);
  const categories = new Set<Category>([...content.reveals, ...removable.map((field) => field.category)]);
  return { where, holding: null, categories: [...categories], subject: subject.about, removable };
}

/** A person's name is personal data; a company's is trade data. */
function removableOf(subject: RequestSubject, where: string): readonly Removable[] {
  const name: Removable[] =
    subject.name === undefined
      ? []
      : [{ pointer: `${where}/name`, category: subject.type === "organisation" ? "customs" : "identity" }];
  const identifiers = subject.identifiers.map((identifier, index) => ({
    pointer: `${where}/identifiers/${index}`,
    category: REVEALS[identifier.type],
  }));
  return [...name, ...identifiers];
}
