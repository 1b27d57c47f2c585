import type { DeskRow } from "@entente/contract";
import type { AnswerOf } from "../api/client.ts";
import { listed } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";

/** A role of approval as people say it. */
export function roleWord(code: string): string {
  return word("role", code);
}

/** The same with the code behind it that law packs, log and command line use. */
export function roleName(code: string): string {
  const words = roleWord(code);
  return words === code ? code : t("role.named", { role: words, code });
}

/** A role still open and who of the officer's own desks holds it: "supervisor (CA-SUP): Hollis Verreau". */
export function roleWithHolders(code: string, directory: AnswerOf<"directory"> | undefined): string {
  const role = roleName(code);
  if (directory === undefined) return role;
  const holders = directory.colleagues.filter(({ approval_roles: held }) => held.some((one) => one === code));
  return holders.length === 0
    ? t("role.nobody", { role })
    : t("role.held_by", { role, officers: listed(holders.map(({ name }) => name)) });
}

/** What a state is called in a row: who is waited for, and what "recalled" means of ours. */
export function stateLabel(row: Pick<DeskRow, "state" | "direction" | "open_roles">): string {
  if (row.state === "proposed" && row.open_roles.length > 0)
    return t("row.waits_for", { roles: listed(row.open_roles.map(roleWord)) });
  if (row.state === "recalled" && row.direction === "ours") return t("row.taken_back");
  return word("state", row.state);
}
