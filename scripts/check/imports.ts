import { closing, type Token, type Tokens } from "./tokens.ts";

export interface Import {
  /** Null when it is computed at run time. */
  readonly specifier: string | null;
  readonly kind: "import" | "export" | "dynamic" | "require";
  /** `import type` and `export type`: gone at run time. A list of only inline `type` names still loads the file. */
  readonly typeOnly: boolean;
  /** Names as the other file exports them; `*` for all, `default` for the default. */
  readonly names: readonly string[];
  readonly line: number;
  /** First and last token of the clause. */
  readonly from: number;
  readonly to: number;
}

/** Everything by which a file reaches another, in order. */
export function findImports({ code }: Tokens): Import[] {
  const found: Import[] = [];
  for (let i = 0; i < code.length; i += 1) {
    const one = importAt(code, i);
    if (one === null) continue;
    found.push(one);
    if (one.kind === "import" || one.kind === "export") i = one.to;
  }
  return found;
}

function importAt(code: readonly Token[], i: number): Import | null {
  const word = code[i];
  const before = code[i - 1];
  if (word?.kind !== "word" || (before?.kind === "mark" && [".", "?."].includes(before.text))) return null;
  const next = code[i + 1];
  if (word.text === "require" && next?.text === "(") return called(code, i, "require");
  if (word.text === "import" && next?.text === "(") return called(code, i, "dynamic");
  if (word.text !== "import" && word.text !== "export") return null;
  return clause(code, i, word.text);
}

function called(code: readonly Token[], i: number, kind: "require" | "dynamic"): Import {
  const argument = code[i + 2];
  const ends = [")", ","].includes(code[i + 3]?.text ?? "");
  const known = ends && (argument?.kind === "string" || argument?.kind === "template");
  const specifier = known ? argument.text : null;
  return { specifier, kind, typeOnly: false, names: ["*"], line: code[i]?.line ?? 0, from: i, to: i + 2 };
}

function clause(code: readonly Token[], i: number, kind: "import" | "export"): Import | null {
  const line = code[i]?.line ?? 0;
  let at = i + 1;
  const bare = code[at];
  if (kind === "import" && bare?.kind === "string") {
    return { specifier: bare.text, kind, typeOnly: false, names: [], line, from: i, to: at };
  }
  const typeOnly = isTypeWord(code, at);
  if (typeOnly) at += 1;
  const names: string[] = [];
  const first = code[at];
  if (kind === "import" && first?.kind === "word") {
    names.push("default");
    at += code[at + 1]?.text === "," ? 2 : 1;
  }
  if (code[at]?.text === "*") {
    names.push("*");
    at += code[at + 1]?.text === "as" ? 3 : 1;
  } else if (code[at]?.text === "{") {
    const end = closing(code, at);
    names.push(...namesBetween(code.slice(at + 1, end)));
    at = end + 1;
  }
  const specifier = code[at + 1];
  if (at === i + 1 || code[at]?.text !== "from" || specifier?.kind !== "string") return null;
  return { specifier: specifier.text, kind, typeOnly, names, line, from: i, to: at + 1 };
}

/** `type` as a modifier of the whole clause, not as a name: `import type from "x"` imports a default. */
function isTypeWord(code: readonly Token[], at: number): boolean {
  if (code[at]?.text !== "type") return false;
  const next = code[at + 1];
  if (next?.text === "{" || next?.text === "*") return true;
  return next?.kind === "word" && (next.text !== "from" || code[at + 2]?.text === "from");
}

function namesBetween(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  let fresh = true;
  for (const [i, token] of tokens.entries()) {
    if (token.text === ",") fresh = true;
    else if (fresh) {
      const modifier =
        token.text === "type" &&
        ![",", undefined].includes(tokens[i + 1]?.text) &&
        tokens[i + 1]?.text !== "as";
      if (modifier) continue;
      names.push(token.text);
      fresh = false;
    }
  }
  return names;
}
