import { closing, type Token, type Tokens } from "./tokens.ts";

/** A function with a name: declaration, method, accessor, or arrow bound to a name. */
export interface NamedFunction {
  readonly name: string;
  readonly line: number;
  /** From the line of its name to that of its closing brace. */
  readonly lines: number;
}

const NOT_A_METHOD = new Set(
  "if for while switch catch with function return await new typeof super import".split(" "),
);
const STATEMENT = new Set(
  "case default return const let var if for while throw break class function".split(" "),
);

/** Every named function of a file in order; bodies without braces count when bound by `=`. */
export function findFunctions({ code }: Tokens): NamedFunction[] {
  const found: NamedFunction[] = [];
  for (const [i, token] of code.entries()) {
    if (token.kind !== "word" && token.kind !== "string") continue;
    const end = token.text === "function" ? null : (bodyOfMethod(code, i) ?? bodyOfBound(code, i));
    if (end === null) continue;
    found.push({
      name: token.text,
      line: token.line,
      lines: (code[end]?.end ?? token.line) - token.line + 1,
    });
  }
  return found;
}

/** `name<T>(…): Type {` of declarations and methods; null for calls and for signatures without a body. */
function bodyOfMethod(code: readonly Token[], i: number): number | null {
  const name = code[i];
  if (name === undefined || NOT_A_METHOD.has(name.text)) return null;
  if ([".", "?.", "new"].includes(code[i - 1]?.text ?? "")) return null;
  const body = afterParameters(code, i + 1, "{");
  return body === null ? null : closing(code, body);
}

/** `name = (…) => …` and `name: (…) => {`, also `async` and `function` expressions. */
function bodyOfBound(code: readonly Token[], i: number): number | null {
  if (code[i - 1]?.text === "type") return null; // a type of functions, not a function
  const bound = code[i + 1]?.text;
  if (bound !== "=" && bound !== ":") return null;
  let at = i + 2;
  if (code[at]?.text === "async") at += 1;
  if (code[at]?.text === "function") {
    const body = afterParameters(code, at + 1, "{");
    return body === null ? null : closing(code, body);
  }
  const single = code[at]?.kind === "word" && code[at + 1]?.text === "=>";
  const arrow = single ? at + 1 : afterParameters(code, at, "=>");
  if (arrow === null) return null;
  if (code[arrow + 1]?.text === "{") return closing(code, arrow + 1);
  return bound === "=" ? endOfExpression(code, arrow + 1) : null;
}

/** Index of the brace or arrow behind `<…>(…)` and a return type; null where it does not follow. */
function afterParameters(code: readonly Token[], start: number, wants: "{" | "=>"): number | null {
  let at = start;
  if (code[at]?.text === "<") at = behindAngles(code, at);
  if (code[at]?.text !== "(") return null;
  at = closing(code, at) + 1;
  const next = code[at]?.text;
  if (next === wants) return at;
  return next === ":" ? behindType(code, at + 1, wants) : null;
}

function behindAngles(code: readonly Token[], start: number): number {
  let depth = 0;
  for (let i = start; i < code.length; i += 1) {
    const text = code[i]?.text;
    if (text === "(" || text === "{" || text === "[") i = closing(code, i);
    else if (text === "<") depth += 1;
    else if (text === ">") depth -= 1;
    if (depth === 0) return i + 1;
  }
  return code.length;
}

/** A brace where a type is still due opens an object type; where none is due it opens the body that is wanted. */
function behindType(code: readonly Token[], start: number, wants: "{" | "=>"): number | null {
  let due = true;
  for (let i = start; i < code.length; i += 1) {
    const token = code[i];
    if (token === undefined || (token.kind === "word" && STATEMENT.has(token.text))) return null;
    if (token.kind !== "mark") {
      due = ["is", "extends", "keyof", "readonly", "typeof", "asserts"].includes(token.text);
    } else if (token.text === "{" && !due) return wants === "{" ? i : null;
    else if (token.text === "=>" && wants === "=>") return due ? null : i;
    else if (token.text === "{" || token.text === "(" || token.text === "[") {
      i = closing(code, i);
      due = false;
    } else if (token.text === "<") {
      i = behindAngles(code, i) - 1;
      due = false;
    } else if (";,)}=".includes(token.text)) return null;
    else due = true;
  }
  return null;
}

function endOfExpression(code: readonly Token[], start: number): number {
  for (let i = start; i < code.length; i += 1) {
    const text = code[i]?.text ?? "";
    if (code[i]?.kind !== "mark") continue;
    if (["(", "[", "{", "${"].includes(text)) i = closing(code, i);
    else if ([";", "}", ")", "]"].includes(text)) return i - 1;
  }
  return code.length - 1;
}
