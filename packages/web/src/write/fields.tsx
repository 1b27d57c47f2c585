import type { ReactNode } from "react";
import { t, word } from "../i18n/messages.ts";

/** A field with its label above and, where it still lacks something, the sentence that says what. */
export function Field(props: {
  readonly id: string;
  readonly label: string;
  readonly missing?: boolean;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <div className="field" data-missing={props.missing === true ? "true" : undefined}>
      <label htmlFor={props.id}>{props.label}</label>
      {props.hint === undefined ? null : (
        <p className="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.children}
      {props.missing === true ? <p className="lacks">{word("missing", props.id)}</p> : null}
    </div>
  );
}

/** One of a closed list of words, in this page's language. */
export function WordSelect(props: {
  readonly id: string;
  readonly family: string;
  readonly words: readonly string[];
  readonly value: string;
  readonly empty?: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <select id={props.id} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
      {props.empty === undefined ? null : <option value="">{props.empty}</option>}
      {props.words.map((one) => (
        <option key={one} value={one}>
          {word(props.family, one)}
        </option>
      ))}
    </select>
  );
}

/** Several of a closed list, each a toggle of its own. */
export function WordToggles(props: {
  readonly id: string;
  readonly label: string;
  readonly family: string;
  readonly words: readonly string[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { chosen } = props;
  return (
    <fieldset className="toggles" id={props.id}>
      <legend>{props.label}</legend>
      {props.words.map((one) => {
        const on = chosen.includes(one);
        return (
          <button
            key={one}
            type="button"
            className="toggle"
            aria-pressed={on}
            onClick={() => props.onChange(on ? chosen.filter((word) => word !== one) : [...chosen, one])}
          >
            {word(props.family, one)}
          </button>
        );
      })}
    </fieldset>
  );
}

/** What the page found in the text, each to be taken out or put back. */
export function Chips(props: {
  readonly chips: readonly { readonly key: string; readonly type: string; readonly value: string }[];
  readonly dropped: readonly string[];
  readonly onChange: (dropped: readonly string[]) => void;
}) {
  const { chips, dropped } = props;
  if (chips.length === 0) return <p className="hint">{t("chips.none")}</p>;
  return (
    <ul className="chips" aria-label={t("chips.label")}>
      {chips.map(({ key, type, value }) => {
        const out = dropped.includes(key);
        return (
          <li key={key}>
            <button
              type="button"
              className="chip"
              aria-pressed={!out}
              onClick={() => props.onChange(out ? dropped.filter((one) => one !== key) : [...dropped, key])}
            >
              <span className="chip-type">{word("identifier", type)}</span>
              <span className="chip-value">{value}</span>
              <span className="chip-state">{out ? t("chips.out") : t("chips.in")}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
