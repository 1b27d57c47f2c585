import { Link } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { t } from "../i18n/messages.ts";

export function BackLink() {
  return (
    <p className="back">
      <Link to="/desk/$view" params={{ view: "all" }}>
        <ArrowLeft size={15} strokeWidth={1.75} aria-hidden="true" />
        {t("back")}
      </Link>
    </p>
  );
}
