/** One piece of a message: text, an argument, a choice by number or word, or `#`, the number chosen by. */
export type Piece =
  | string
  | { readonly argument: string }
  | { readonly hash: true }
  | {
      readonly choose: string;
      readonly by: "plural" | "select";
      readonly cases: ReadonlyMap<string, readonly Piece[]>;
    };

export type Values = Readonly<Record<string, string | number>>;

/**
 * Reads the part of ICU MessageFormat that our messages use: `{name}`, `{n, plural, one {…} other {…}}`,
 * `{word, select, …}`, `#` and `''`. The full parser judges every message before it ships (test/messages.test.ts);
 * this one need not.
 */
export function readMessage(text: string): readonly Piece[] {
  const reader = new Reader(text);
  return reader.pieces(false);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  pieces(inPlural: boolean): readonly Piece[] {
    const pieces: Piece[] = [];
    let plain = "";
    const end = () => {
      if (plain !== "") pieces.push(plain);
      plain = "";
    };
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || char === "}") break;
      this.#at += 1;
      if (char === "{") {
        end();
        pieces.push(this.#argument());
      } else if (char === "#" && inPlural) {
        end();
        pieces.push({ hash: true });
      } else {
        if (char === "'" && this.#text[this.#at] === "'") this.#at += 1;
        plain += char;
      }
    }
    end();
    return pieces;
  }

  #argument(): Piece {
    const name = this.#word();
    if (this.#take() === "}") return { argument: name };
    const by = this.#word() === "plural" ? "plural" : "select";
    this.#take();
    const cases = new Map<string, readonly Piece[]>();
    for (;;) {
      const selector = this.#word();
      if (this.#take() === "}") return { choose: name, by, cases };
      cases.set(selector, this.pieces(by === "plural"));
      this.#take();
    }
  }

  /** The next word, without the white space around it. */
  #word(): string {
    const word = /[^{},]*/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found.trim();
  }

  #take(): string {
    this.#at += 1;
    return this.#text[this.#at - 1] ?? "}";
  }
}

/** A message with its values, numbers written as the locale does. */
export function writeMessage(
  pieces: readonly Piece[],
  values: Values,
  locale: string,
  count: number | null = null,
): string {
  return pieces.map((piece) => writePiece(piece, values, locale, count)).join("");
}

function writePiece(piece: Piece, values: Values, locale: string, count: number | null): string {
  if (typeof piece === "string") return piece;
  if ("hash" in piece) return numberIn(locale, count ?? 0);
  if ("argument" in piece) {
    const value = values[piece.argument] ?? "";
    return typeof value === "number" ? numberIn(locale, value) : value;
  }
  const value = values[piece.choose] ?? "";
  const chosen =
    piece.by === "plural"
      ? (piece.cases.get(`=${value}`) ?? piece.cases.get(new Intl.PluralRules(locale).select(Number(value))))
      : piece.cases.get(String(value));
  const inner = chosen ?? piece.cases.get("other") ?? [];
  return writeMessage(inner, values, locale, piece.by === "plural" ? Number(value) : count);
}

function numberIn(locale: string, value: number): string {
  return new Intl.NumberFormat(locale, { numberingSystem: "latn" }).format(value);
}
