import type { DeskRow } from "@entente/contract";
import { LockOpen } from "lucide-react";
import { call } from "../api/client.ts";
import { refreshDesk } from "../api/queries.ts";
import { t } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import { say } from "../overlay/undo.ts";
import { refusalLine } from "../shell/problem.tsx";

/** What stands in the place of an arrival's content until its caveats were taken on, wherever it would be shown. */
export function TakeOn({ row, keys }: { readonly row: DeskRow; readonly keys: string | null }) {
  return (
    <div className="accept">
      <p>{t("accept.text")}</p>
      <button type="button" className="primary" onClick={() => void takeOn(row)}>
        <LockOpen size={15} strokeWidth={1.75} aria-hidden="true" />
        {t("accept.button")}
        {keys === null ? null : <Key name={keys} />}
      </button>
    </div>
  );
}

/** Records that the officer took the caveats on; says so where it could not be recorded. */
export async function takeOn(row: DeskRow): Promise<void> {
  await call("acceptCaveats", { id: row.id, body: {} }).catch((fault: unknown) =>
    say(refusalLine(fault), true),
  );
  await refreshDesk();
}
