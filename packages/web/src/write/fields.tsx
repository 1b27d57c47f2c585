import type { ReactNode } from "react";
import { word } from "../i18n/messages.ts";

/** What every field has: its name, its label, and whether it still lacks something. */
export interface FieldFrame {
  readonly id: string;
  readonly label: string;
  readonly missing?: boolean;
  readonly hint?: string;
}

/** A field with its label above and, where it still lacks something, the sentence that says what. */
export function Field(props: FieldFrame & { readonly children: ReactNode }) {
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

interface Written {
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** the language of what is written, where it is words */
  readonly lang?: string;
}

/** Several lines of text. */
export function AreaField(
  props: FieldFrame & Written & { readonly rows: number; readonly autoFocus?: boolean },
) {
  const { id, value, onChange, lang, rows, autoFocus = false } = props;
  return (
    <Field {...props}>
      <textarea
        id={id}
        rows={rows}
        autoFocus={autoFocus}
        lang={lang}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** One line of text. */
export function LineField(
  props: FieldFrame & Written & { readonly maxLength: number; readonly placeholder?: string },
) {
  const { id, value, onChange, lang, maxLength, placeholder } = props;
  return (
    <Field {...props}>
      <input
        id={id}
        type="text"
        maxLength={maxLength}
        lang={lang}
        placeholder={placeholder}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

/** One of a closed list of words, in this page's language. `empty` is what stands there while nothing is chosen. */
export function WordField(
  props: FieldFrame & {
    readonly family: string;
    readonly words: readonly string[];
    readonly value: string;
    readonly empty?: string;
    readonly onChange: (value: string) => void;
  },
) {
  const { id, family, words, value, empty, onChange } = props;
  return (
    <Field {...props}>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {empty === undefined ? null : <option value="">{empty}</option>}
        {words.map((one) => (
          <option key={one} value={one}>
            {word(family, one)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Several of a closed list, each a toggle of its own; `marked` ones are pointed at. */
export function WordToggles(props: {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly family: string;
  readonly words: readonly string[];
  readonly chosen: readonly string[];
  readonly marked?: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}) {
  const { chosen, marked = [] } = props;
  return (
    <fieldset className="toggles" id={props.id}>
      <legend>{props.label}</legend>
      {props.hint === undefined ? null : <p className="hint">{props.hint}</p>}
      {props.words.map((one) => {
        const on = chosen.includes(one);
        return (
          <button
            key={one}
            type="button"
            className="toggle"
            aria-pressed={on}
            data-marked={marked.includes(one) ? "true" : undefined}
            onClick={() => props.onChange(on ? chosen.filter((word) => word !== one) : [...chosen, one])}
          >
            {word(props.family, one)}
          </button>
        );
      })}
    </fieldset>
  );
}

/** Something an officer says by ticking it: read first, then said with one key. */
export function Saying(props: {
  readonly id: string;
  readonly said: boolean;
  readonly text: string;
  readonly keys: ReactNode;
  readonly missing: boolean;
  readonly disabled?: boolean;
  readonly onChange: (said: boolean) => void;
}) {
  return (
    <div className="declare" data-missing={props.missing ? "true" : undefined}>
      <input
        id={props.id}
        type="checkbox"
        checked={props.said}
        disabled={props.disabled}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <label htmlFor={props.id}>{props.text}</label>
      {props.keys}
    </div>
  );
}
