import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { type AnswerOf, call } from "../api/client.ts";
import { t, word } from "../i18n/messages.ts";
import { refusalLine } from "../shell/problem.tsx";

type State =
  | { readonly at: "idle" | "asking" }
  | { readonly at: "failed"; readonly text: string }
  | { readonly at: "checked"; readonly check: AnswerOf<"checkProof"> };

/** Saves the proof of a dispatch as a file and says what this node found when it verified it. */
export function Proof({ id, keyed }: { readonly id: string; readonly keyed: boolean }) {
  const [state, setState] = useState<State>({ at: "idle" });
  const take = async () => {
    setState({ at: "asking" });
    try {
      const [proof, check] = await Promise.all([call("proof", { id }), call("checkProof", { id })]);
      save(`${id}.proof`, bytesOf(proof.proof_base64));
      setState({ at: "checked", check });
    } catch (fault) {
      setState({ at: "failed", text: refusalLine(fault) });
    }
  };
  return (
    <div className="proof">
      <button type="button" data-act={keyed ? "proof" : undefined} onClick={() => void take()}>
        <ShieldCheck size={15} strokeWidth={1.75} aria-hidden="true" />
        {t("proof.take")}
      </button>
      <p role="status">
        {state.at === "asking" ? t("loading") : null}
        {state.at === "failed" ? state.text : null}
        {state.at === "checked" ? told(state.check) : null}
      </p>
    </div>
  );
}

function told(check: AnswerOf<"checkProof">): string {
  if (!check.valid) return t("proof.invalid", { code: word("fault", check.fault?.code ?? "unknown") });
  return t("proof.valid", {
    leaf: check.index ?? 0,
    origin: check.origin ?? "",
    witnesses: check.witnessed_by.join(", "),
  });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
}

/** A download of bytes that are here already: no request leaves for it. */
function save(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
