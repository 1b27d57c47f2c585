import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { LOCALE, t } from "../i18n/messages.ts";
import { Key } from "../keys/key.tsx";
import type { Choice, Option } from "./overlay.tsx";

/** Words as a person types them: no capitals, no accents. */
function plain(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase(LOCALE);
}

function matching(options: readonly Option[], query: string): readonly Option[] {
  const words = plain(query)
    .split(/\s+/)
    .filter((part) => part !== "");
  return options.filter((option) => {
    const text = plain(`${option.label} ${option.note}`);
    return words.every((part) => text.includes(part));
  });
}

/** The one list to choose from: palette, assign, snooze, grounds. The focus goes back where it was. */
export function Chooser({ choice, onClose }: { readonly choice: Choice; readonly onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const found = useMemo(() => matching(choice.options, query), [choice.options, query]);
  const current = found[Math.min(at, found.length - 1)];
  const take = (option: Option | undefined) => {
    if (option === undefined) return;
    onClose();
    // After the dialog is gone: what follows may want the focus for itself.
    window.setTimeout(() => choice.onChosen(option.id, option.label), 0);
  };
  const pressed = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && found.length > 0)
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    else if (event.key === "Enter") take(current);
    else return;
    event.preventDefault();
  };
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <Modal className="modal">
        <Dialog className="chooser" aria-label={choice.title}>
          <h2>{choice.title}</h2>
          <input
            autoFocus
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={list}
            aria-autocomplete="list"
            aria-label={choice.title}
            aria-activedescendant={current === undefined ? undefined : `${list}-${current.id}`}
            value={query}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
            onKeyDown={pressed}
          />
          <ul id={list} role="listbox" aria-label={choice.title} tabIndex={0}>
            {found.map((option) => (
              <li
                key={option.id}
                id={`${list}-${option.id}`}
                role="option"
                aria-selected={option.id === current?.id}
                tabIndex={-1}
                onClick={() => take(option)}
              >
                <span>{option.label}</span>
                <span className="note">{option.note}</span>
                {option.keys === undefined ? null : <Key name={option.keys} />}
              </li>
            ))}
          </ul>
          {found.length === 0 && <p className="nothing">{t("palette.nothing")}</p>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
