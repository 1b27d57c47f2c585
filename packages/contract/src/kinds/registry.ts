// generated: every folder here that declares a kind, by scripts/kinds/generate.ts.
import type { KindDeclaration } from "../kind.ts";
import { answer } from "./answer/declaration.ts";
import { call } from "./call/declaration.ts";
import { clarification } from "./clarification/declaration.ts";
import { extension } from "./extension/declaration.ts";
import { feedback } from "./feedback/declaration.ts";
import { note } from "./note/declaration.ts";
import { oralRecord } from "./oral-record/declaration.ts";
import { request } from "./request/declaration.ts";
import { tip } from "./tip/declaration.ts";

/** Every kind of dispatch this version knows. */
export const KINDS: readonly KindDeclaration[] = [
  request,
  answer,
  call,
  clarification,
  extension,
  feedback,
  note,
  oralRecord,
  tip,
];
