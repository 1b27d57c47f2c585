import { type Pending, parseStrict, readPending, rootOfShares, signWithRoot } from "@entente/protocol";
import type { Call } from "../call.ts";
import { type Ending, finished, misused } from "../ending.ts";
import { printable } from "../problem-text.ts";
import { agreementOf, agreementText } from "./agreement-show.ts";
import { bytesOf, bytesOfAll, notValid, unusable, writeOut } from "./documents.ts";

/**
 * `root sign F --share S1 --share S2 --out G`, offline: two custodians bring their shares, the root exists for as long as
 * it signs. F is judged first, by its type: a root signs nothing it cannot read. Signatures of other roots on it are
 * verified and kept as they are. Without shares the document is only read, and nothing is signed.
 */
export async function rootSign(call: Call): Promise<Ending> {
  const file = bytesOf(call, call.words[0] ?? "");
  if (!file.ok) return unusable(file.faults);
  const shares = call.every("share");
  if (shares.length === 0) return onlyRead(await readPending(file.value, null));
  if (!call.flags.has("out")) return misused("root sign with shares needs --out", call.usage);
  const read = bytesOfAll(call, shares);
  if (!read.ok) return unusable(read.faults);
  const root = await rootOfShares(read.value);
  if (!root.ok) {
    const named = (where: string) => (where === "" ? "--share" : (shares[Number(where.slice(1))] ?? where));
    return unusable(root.faults.map((fault) => ({ ...fault, where: named(fault.where) })));
  }
  const made = await signWithRoot(file.value, root.value);
  if (!made.ok) return notValid(made.faults);
  const out = writeOut(call, made.value.file, "document");
  if (!out.ok) return unusable(out.faults);
  const { party, fingerprint } = root.value;
  const said = saidBy(made.value.pending, [party]);
  const text = `${said.text}\nsigned by the root of ${party} (${fingerprint}): ${out.value}`;
  return finished({ ...said.json, state: "signed", party, root: fingerprint, out: out.value }, text);
}

function onlyRead(pending: Awaited<ReturnType<typeof readPending>>): Ending {
  if (!pending.ok) return notValid(pending.faults);
  const said = saidBy(pending.value, []);
  return finished(
    { ...said.json, state: "unsigned" },
    `${said.text}\nnothing was signed: --share FILE --share FILE --out G signs`,
  );
}

/** What the document says; `now` are the parties that sign in this call. */
function saidBy(pending: Pending, now: readonly string[]) {
  const { document, wanted } = pending;
  const signed = wanted.filter((party) => pending.signed.includes(party) || now.includes(party));
  const agreement = agreementOf({ ...pending, signed });
  const json = parseStrict(document.payload);
  const says = json.ok ? json.value : null;
  return {
    json: { kind: document.type, wanted, signed, says },
    text:
      agreement === null
        ? printable(`${document.type}: ${Buffer.from(document.payload).toString("utf8")}`)
        : agreementText(agreement),
  };
}
