/**
 * TypeScript text cut into tokens, enough to see imports, names, casts and where functions begin and end. The
 * compiler offers no programming interface, and these questions need none. Comments are kept apart; what stands
 * in strings, templates and regular expressions never counts as code. JSX is read as marks and words: its text
 * stands in messages or braces, so that none of it can be taken for code (rule "text").
 */
export type Kind = "word" | "number" | "string" | "template" | "regex" | "mark";

export interface Token {
  readonly kind: Kind;
  /** The text as written; for strings and templates what stands between the quotes, escapes untouched. */
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
  /** Line on which it ends. */
  readonly end: number;
}

export interface Tokens {
  readonly code: readonly Token[];
  readonly comments: readonly Token[];
}

const WORD = /[#\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy;
const NUMBER = /(?:0[xobXOB][\da-fA-F_]+|(?:\d[\d_]*)?\.?\d[\d_]*(?:[eE][+-]?\d+)?)n?/y;
const STRING = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const MARK = /=>|\?\.(?!\d)|\.\.\.|[\s\S]/y;
const TEMPLATE = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;

/** After these words a slash begins a regular expression; after any other word it divides. */
const BEFORE_VALUE = new Set(
  "return typeof case in of delete void throw new else do instanceof yield await extends".split(" "),
);

/** Throws when a string, template or comment does not end. */
export function tokenize(text: string): Tokens {
  const cutter = new Cutter(text);
  cutter.run();
  return cutter;
}

class Cutter implements Tokens {
  readonly code: Token[] = [];
  readonly comments: Token[] = [];
  readonly #text: string;
  #at = 0;
  #line = 1;
  /** For each open brace: true when it was opened by `${` inside a template. */
  readonly #braces: boolean[] = [];

  constructor(text: string) {
    this.#text = text;
    if (text.startsWith("#!")) this.#at = Math.max(0, text.indexOf("\n"));
  }

  run(): void {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? "";
      if (char === "\n") this.#line += 1;
      if (/\s/.test(char)) this.#at += 1;
      else if (char === "`") this.#template("`");
      else if (!this.#whole()) this.#mark();
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? "";
  }

  #put(list: Token[], kind: Kind, whole: string, shown = whole): boolean {
    if (whole === "" && kind !== "template") return false;
    const line = this.#line;
    this.#line += whole.split("\n").length - 1;
    list.push({ kind, text: shown, line, end: this.#line });
    this.#at += whole.length;
    return true;
  }

  /** A comment, string, name, number or regular expression, the first that fits; false where none does. */
  #whole(): boolean {
    if (this.#put(this.comments, "word", this.#match(COMMENT))) return true;
    const string = this.#match(STRING);
    if (this.#put(this.code, "string", string, string.slice(1, -1))) return true;
    if (this.#put(this.code, "word", this.#match(WORD))) return true;
    if (this.#put(this.code, "number", this.#match(NUMBER))) return true;
    return valueMayFollow(this.code.at(-1)) && this.#put(this.code, "regex", this.#match(REGEX));
  }

  #mark(): void {
    const mark = this.#match(MARK);
    if (mark === '"' || mark === "'") throw new Error(`line ${this.#line}: a string does not end`);
    if (this.#text.startsWith("/*", this.#at)) throw new Error(`line ${this.#line}: a comment does not end`);
    if (mark === "{") this.#braces.push(false);
    if (mark === "}" && this.#braces.pop() === true) this.#template("}");
    else this.#put(this.code, "mark", mark);
  }

  /** One stretch of a template: from its backtick or a `}` to its end or the next `${`. */
  #template(opener: "`" | "}"): void {
    if (opener === "}") this.#put(this.code, "mark", opener);
    else this.#at += 1;
    this.#put(this.code, "template", this.#match(TEMPLATE));
    if (this.#text.startsWith("${", this.#at)) {
      this.#put(this.code, "mark", "${");
      this.#braces.push(true);
    } else if (this.#text[this.#at] === "`") this.#at += 1;
    else throw new Error(`line ${this.#line}: a template does not end`);
  }
}

function valueMayFollow(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "word") return BEFORE_VALUE.has(before.text);
  // Behind `<` stands a closing tag.
  return before.kind === "mark" && !")]}<".includes(before.text);
}

const NEVER_LAST = new Set([
  ...BEFORE_VALUE,
  ..."const let var function class import export if else".split(" "),
]);

/** True when an expression may end with this token. */
export function endsExpression(token: Token | undefined): boolean {
  if (token === undefined) return false;
  if (token.kind === "word") return !NEVER_LAST.has(token.text);
  return token.kind !== "mark" || ")]}!".includes(token.text);
}

/** Index of the token that closes the bracket at `open`, or the last index when it never closes. */
export function closing(code: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < code.length; i += 1) {
    const token = code[i];
    if (token?.kind !== "mark") continue;
    if (["(", "[", "{", "${"].includes(token.text)) depth += 1;
    if ([")", "]", "}"].includes(token.text)) depth -= 1;
    if (depth === 0) return i;
  }
  return code.length - 1;
}
