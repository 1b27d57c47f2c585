import type { DeskRow } from "@entente/contract";
import { useState } from "react";
import { call } from "../api/client.ts";
import { refreshDesk } from "../api/queries.ts";
import { t } from "../i18n/messages.ts";
import { say } from "../overlay/undo.ts";
import { refusalLine } from "../shell/problem.tsx";
import { useNow } from "../shell/rail.tsx";

/** The hold after an approval: how long it still is, and the one way to stop what has not left. */
export function Hold({ row }: { readonly row: Pick<DeskRow, "id" | "release_at"> }) {
  const now = useNow(250);
  const [asked, setAsked] = useState(false);
  const left = row.release_at === null ? 0 : Math.ceil((Date.parse(row.release_at) - now) / 1000);
  const stop = async () => {
    setAsked(true);
    try {
      await call("recallRelease", { id: row.id, body: { reason: t("hold.reason") } });
      say(t("hold.stopped"));
    } catch (fault) {
      say(refusalLine(fault), true);
    }
    await refreshDesk();
  };
  return (
    <div className="hold" role="status">
      <p>{left > 0 ? t("hold.left", { seconds: left }) : t("hold.leaving")}</p>
      <button type="button" disabled={asked} onClick={() => void stop()}>
        {t("hold.stop")}
      </button>
    </div>
  );
}
