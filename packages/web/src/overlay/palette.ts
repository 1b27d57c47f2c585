import { LANGUAGES } from "@entente/words";
import type { AnswerOf } from "../api/client.ts";
import { viewsOf } from "../desk/views.ts";
import { t, word } from "../i18n/messages.ts";
import { singleKeysOn, switchSingleKeys } from "../keys/keys.ts";
import { chooseLanguage, chooseTheme, THEMES } from "../shell/page.ts";
import { passkeysWork } from "../signin/passkeys-work.ts";
import type { Choice } from "./overlay.tsx";

/** A command of the palette: a verb first, its key beside it. */
interface Command {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly keys?: string;
  readonly run: () => void;
}

/** What the palette can do beside going somewhere. */
export interface PaletteActs {
  /** null for one who writes no requests */
  readonly create: (() => void) | null;
  readonly goTo: (view: string) => void;
  readonly undo: () => void;
  readonly keys: () => void;
  readonly passkey: () => void;
  readonly signOut: () => void;
}

export function paletteFor(me: AnswerOf<"me">, acts: PaletteActs): Choice {
  const commands: Command[] = [
    ...(acts.create === null ? [] : [command("create", t("create"), acts.create, "C")]),
    ...viewsOf(me).map((view) =>
      command(`go-${view}`, t("palette.go", { view: word("view", view) }), () => acts.goTo(view)),
    ),
    command("undo", t("palette.undo"), acts.undo, "Z"),
    command("keys", t("palette.keys"), acts.keys, "?"),
    ...THEMES.map((theme) =>
      command(`theme-${theme}`, t("palette.theme", { theme: word("theme", theme) }), () =>
        chooseTheme(theme),
      ),
    ),
    ...LANGUAGES.map((language) =>
      command(`language-${language}`, t("palette.language", { language: word("language", language) }), () =>
        chooseLanguage(language),
      ),
    ),
    command("single", singleKeysOn() ? t("palette.single_off") : t("palette.single_on"), () =>
      switchSingleKeys(!singleKeysOn()),
    ),
    ...(passkeysWork() ? [command("passkey", t("palette.passkey"), acts.passkey)] : []),
    command("signout", t("signout"), acts.signOut),
  ];
  return {
    title: t("palette.title"),
    options: commands.map(({ id, label, note, keys }) => ({
      id,
      label,
      note,
      ...(keys === undefined ? {} : { keys }),
    })),
    onChosen: (id) => commands.find((one) => one.id === id)?.run(),
  };
}

function command(id: string, label: string, run: () => void, keys?: string): Command {
  return { id, label, note: "", run, ...(keys === undefined ? {} : { keys }) };
}

/** Every key, as a list that can be searched. */
export function keyList(): Choice {
  const keys = [
    ["J / K", t("hint.move")],
    ["Enter", t("hint.open")],
    ["C", t("create")],
    ["A", t("act.assign")],
    ["R", t("act.answer")],
    ["E", t("act.put_done")],
    ["U", t("hint.unread")],
    ["S", t("hint.snooze")],
    ["Z", t("palette.undo")],
    ["Y", t("hint.yes")],
    ["N", t("release.refuse")],
    ["P", t("proof.take")],
    ["Ctrl Enter", t("hint.check")],
    ["Alt B", t("hint.basis")],
    ["Alt N", t("hint.reveals")],
    ["Alt Y", t("hint.accept")],
    ["Alt I", t("hint.insert")],
    ["Alt P", t("hint.purpose")],
    ["G D", t("hint.desk")],
    ["Ctrl K", t("palette.title")],
    ["Esc", t("back")],
  ] as const;
  return {
    title: t("palette.keys"),
    options: keys.map(([key, label]) => ({ id: key, label, note: "", keys: key })),
    onChosen: () => undefined,
  };
}
