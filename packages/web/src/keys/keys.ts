import { useEffect, useRef } from "react";

/** What a key does here, by its name in small letters: `j`, `enter`, `ctrl+enter`, `alt+b`. */
export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const STORED = "entente-single-keys";

/** Single letters can be switched off (WCAG 2.1.4); the switch is this browser's own. */
export function singleKeysOn(): boolean {
  return localStorage.getItem(STORED) !== "off";
}

export function switchSingleKeys(on: boolean): void {
  localStorage.setItem(STORED, on ? "on" : "off");
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const modifiers = [event.ctrlKey || event.metaKey ? "ctrl" : "", event.altKey ? "alt" : ""];
  return [...modifiers.filter((part) => part !== ""), key].join("+");
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** A button or link under the focus takes Enter and the space bar itself. */
function takesItself(event: KeyboardEvent): boolean {
  const { target } = event;
  const pressed = event.key === "Enter" || event.key === " ";
  return pressed && target instanceof HTMLElement && target.closest("button, a, summary") !== null;
}

/**
 * Listens for keys while a screen stands. Where the screen says `data-letters="off"` a letter is no command: on a page on
 * which a text is written it is a slip of the hand beside a field. Letters work outside text fields only, chords everywhere; an open
 * dialog takes all keys for itself.
 */
export function useKeys(map: KeyMap, on = true): void {
  const current = useRef(map);
  useEffect(() => {
    current.current = map;
  });
  useEffect(() => {
    if (!on) return;
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      if (document.querySelector("[role=dialog]") !== null) return;
      const name = nameOf(event);
      const act = current.current[name];
      const single = !name.includes("+") && event.key.length === 1;
      const chord = name.includes("+");
      if (act === undefined || (isTyping(event.target) && !chord)) return;
      if (single && document.querySelector("[data-letters=off]") !== null) return;
      if ((single && !singleKeysOn()) || (!chord && takesItself(event))) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [on]);
}
