import { ShieldCheck } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { type AnswerOf, call } from "../api/client.ts";
import { clock, day } from "../i18n/format.ts";
import { t, word } from "../i18n/messages.ts";
import { refusalLine } from "../shell/problem.tsx";

type State =
  | { readonly at: "idle" | "asking" }
  | { readonly at: "failed"; readonly text: string }
  | { readonly at: "checked"; readonly check: AnswerOf<"checkProof"> };
type Proven = NonNullable<AnswerOf<"checkProof">["proven"]>;

/** Saves the proof of a dispatch as a file and says what this node found when it verified it. */
export function Proof(props: { readonly id: string; readonly keyed: boolean; readonly party: string }) {
  const { id, keyed, party } = props;
  const [state, setState] = useState<State>({ at: "idle" });
  const told = useRef<HTMLDivElement>(null);
  // It grows at the lower edge, where the acts stand: what was asked for must not be hidden behind them.
  useEffect(() => {
    if (state.at !== "idle") told.current?.scrollIntoView({ block: "nearest" });
  }, [state]);
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
      <div role="status" ref={told}>
        {state.at === "asking" ? <p>{t("loading")}</p> : null}
        {state.at === "failed" ? <p>{state.text}</p> : null}
        {state.at === "checked" ? <Checked id={id} check={state.check} party={party} /> : null}
      </div>
    </div>
  );
}

function Checked(props: {
  readonly id: string;
  readonly check: AnswerOf<"checkProof">;
  readonly party: string;
}) {
  const { proven, fault } = props.check;
  if (proven === null) return <p>{t("proof.invalid", { code: word("fault", fault?.code ?? "unknown") })}</p>;
  return (
    <>
      <p className="proof-verdict">{t("proof.valid", { file: `${props.id}.proof` })}</p>
      <dl className="facts">
        <Line name={t("proof.what")} text={whatIsProven(proven)} />
        <Line name={t("proof.digest")} text={proven.body_sha256} code />
        <Line
          name={t("proof.where")}
          text={t("proof.entry", { leaf: proven.index, origin: proven.origin })}
        />
        <Line name={t("proof.witness")} text={proven.witnessed_by.join(", ")} />
        <Line
          name={t("proof.when")}
          text={t("proof.as_of", {
            at: `${day(proven.signed_at, props.party)} ${clock(proven.signed_at, props.party)} ${word("city", props.party)}`,
          })}
        />
        <Line name={t("proof.not")} text={t("proof.not_text")} />
        <Line name={t("proof.again")} text={t("proof.command", { file: `${props.id}.proof` })} />
      </dl>
    </>
  );
}

function whatIsProven({ kind, from, to, receipted }: Proven): string {
  const ends = { from: word("party", from), to: word("party", to) };
  if (kind === "stored") return t("proof.stored", ends);
  return receipted ? t("proof.released_receipted", ends) : t("proof.released", ends);
}

function Line(props: { readonly name: string; readonly text: string; readonly code?: boolean }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.code === true ? <code className="digest">{props.text}</code> : props.text}</dd>
    </div>
  );
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
