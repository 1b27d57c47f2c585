// generated: every folder here that declares a kind, by scripts/kinds/generate.ts.
import type { KindDeclaration } from "../kind.ts";
import { acknowledgement } from "./acknowledgement/declaration.ts";
import { answer } from "./answer/declaration.ts";
import { assurance } from "./assurance/declaration.ts";
import { assuranceRequest } from "./assurance-request/declaration.ts";
import { call } from "./call/declaration.ts";
import { clarification } from "./clarification/declaration.ts";
import { correction } from "./correction/declaration.ts";
import { extension } from "./extension/declaration.ts";
import { feedback } from "./feedback/declaration.ts";
import { lifeThreat } from "./life-threat/declaration.ts";
import { narrowing } from "./narrowing/declaration.ts";
import { note } from "./note/declaration.ts";
import { oralRecord } from "./oral-record/declaration.ts";
import { permission } from "./permission/declaration.ts";
import { permissionRequest } from "./permission-request/declaration.ts";
import { recall } from "./recall/declaration.ts";
import { request } from "./request/declaration.ts";
import { tip } from "./tip/declaration.ts";

/** Every kind of dispatch this version knows. */
export const KINDS: readonly KindDeclaration[] = [
  request,
  answer,
  acknowledgement,
  assurance,
  assuranceRequest,
  call,
  clarification,
  correction,
  extension,
  feedback,
  lifeThreat,
  narrowing,
  note,
  oralRecord,
  permission,
  permissionRequest,
  recall,
  tip,
];
