import type { AnswerOf } from "../api/client.ts";
import type { Form } from "./form.ts";

/** What both shapes of the form are given. */
export interface FormPart {
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
  readonly missing: readonly string[];
  readonly directory: AnswerOf<"directory"> | undefined;
  readonly me: AnswerOf<"me">;
}
