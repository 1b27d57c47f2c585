import type { AnswerOf } from "../api/client.ts";
import { Prose, Said } from "../glyphs/said.tsx";
import { word } from "../i18n/messages.ts";
import { LAYOUTS, type LaidOut } from "./layouts.ts";
import { valueIn } from "./reading.ts";

type Body = NonNullable<AnswerOf<"showDispatch">["body"]>;

/** The content of any kind, as its declaration lays it out; of a kind that this version does not know, as it stands. */
export function LaidOutContent({ body }: { readonly body: Body }) {
  const { content, language, kind } = body;
  const sections = LAYOUTS[kind] ?? [unknownLayout(content)];
  return (
    <>
      {sections.map((fields, nth) => (
        <Fields
          key={`section-${String(nth)}`}
          fields={fields}
          value={content}
          under={`content.${kind}`}
          language={language}
        />
      ))}
    </>
  );
}

/** Every member under its own name: texts are shown, whatever else stands there is written out. */
function unknownLayout(content: unknown): readonly LaidOut[] {
  const names = typeof content === "object" && content !== null ? Object.keys(content) : [];
  return names.map((name) => ({ name, widget: "prose" }));
}

function Fields(props: {
  readonly fields: readonly LaidOut[];
  readonly value: unknown;
  /** the messages' name of what is around these fields */
  readonly under: string;
  readonly language: string;
}) {
  const { fields, value, under, language } = props;
  return (
    <dl className="facts">
      {fields.map((field) => (
        <OneField
          key={field.name}
          field={field}
          value={valueIn(value, field.name)}
          at={`${under}.${field.name}`}
          language={language}
        />
      ))}
    </dl>
  );
}

function OneField(props: {
  readonly field: LaidOut;
  readonly value: unknown;
  readonly at: string;
  readonly language: string;
}) {
  const { field, value, at, language } = props;
  if (isEmpty(value)) return null;
  return (
    <div>
      <dt>{nameOf(at, field.name)}</dt>
      <dd>
        <Value field={field} value={value} at={at} language={language} />
      </dd>
    </div>
  );
}

function Value(props: {
  readonly field: LaidOut;
  readonly value: unknown;
  readonly at: string;
  readonly language: string;
}) {
  const { field, value, at, language } = props;
  const { widget, family = "", fields } = field;
  if (fields !== undefined) {
    return (Array.isArray(value) ? value : [value]).map((one: unknown, nth) => (
      <Fields key={`${at} ${String(nth)}`} fields={fields} value={one} under={at} language={language} />
    ));
  }
  if (widget === "code" || widget === "codes")
    return textsOf(value)
      .map((one) => word(family, one))
      .join(", ");
  if (widget === "texts") return textsOf(value).join(", ");
  if (widget === "prose" && typeof value === "string") return <Prose text={value} lang={language} />;
  if (widget === "line" && typeof value === "string") return <Said text={value} lang={language} />;
  return plainText(value);
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

/** What a field is called; a field that nobody named goes by its own name. */
function nameOf(at: string, name: string): string {
  const [family = "", ...rest] = at.split(".");
  const key = rest.join(".");
  const called = word(family, key);
  return called === key ? name.replaceAll("_", " ") : called;
}

function textsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

function plainText(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return JSON.stringify(value);
}
