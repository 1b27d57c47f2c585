import type { AnswerOf } from "../api/client.ts";
import { codesOf } from "../glyphs/marking.ts";
import { Prose, Said } from "../glyphs/said.tsx";
import { t, word } from "../i18n/messages.ts";
import { LaidOutContent } from "./laid-out.tsx";
import { listIn, textIn, textsIn, valueIn } from "./reading.ts";

type Body = NonNullable<AnswerOf<"showDispatch">["body"]>;

/** The content of a dispatch in the language it was written in. */
export function Content({ body }: { readonly body: Body }) {
  return (
    <div className="content">
      <OfKind body={body} />
      <dl className="facts">
        <Fact name={t("field.purpose")} value={word("purpose", body.purpose)} />
        <Fact name={t("field.legal_basis")} value={body.legal_basis.join("; ")} lang="en" />
        <Fact
          name={t("field.caveats")}
          value={body.caveats.map((one) => word("condition", one)).join(", ")}
        />
      </dl>
    </div>
  );
}

/** Request and answer have a page of their own; every other kind is shown by its layout. */
function OfKind({ body }: { readonly body: Body }) {
  if (body.kind === "answer") return <AnswerContent body={body} />;
  return body.kind === "request" ? <RequestContent body={body} /> : <LaidOutContent body={body} />;
}

function RequestContent({ body }: { readonly body: Body }) {
  const { content, language } = body;
  const subjects = listIn(content, "subjects");
  const checks = textsIn(content, "checks").map((check) => word("check", check));
  return (
    <>
      <Prose text={textIn(content, "facts")} lang={language} />
      <p className="subhead">{t("field.grounds")}</p>
      <Prose text={textIn(content, "grounds")} lang={language} />
      <dl className="facts">
        {subjects.map((subject) => (
          <SubjectFacts key={textIn(subject, "ref")} subject={subject} language={language} />
        ))}
        <Fact name={t("field.checks")} value={checks.join(", ")} />
      </dl>
    </>
  );
}

function SubjectFacts({ subject, language }: { readonly subject: unknown; readonly language: string }) {
  const name = textIn(subject, "name");
  return (
    <>
      {name === "" ? null : (
        <Fact name={word("subject", textIn(subject, "type"))} value={name} lang={language} />
      )}
      {listIn(subject, "identifiers").map((one) => {
        const [type, value] = [textIn(one, "type"), textIn(one, "value")];
        return (
          <Fact key={`${type} ${value}`} name={word("identifier", type)} value={value} lang={language} />
        );
      })}
    </>
  );
}

function AnswerContent({ body }: { readonly body: Body }) {
  const { content, language } = body;
  const ground = valueIn(content, "ground");
  return (
    <>
      <p className="outcome">
        <span className="label">{t("field.outcome")}</span>
        <strong>{word("outcome", textIn(content, "outcome"))}</strong>
        {typeof ground === "string" ? <span>{word("ground", ground)}</span> : null}
      </p>
      <Prose text={textIn(content, "text")} lang={language} />
      <ol className="items">
        {listIn(content, "items").map((item, index) => (
          <li key={`item-${String(index)}`}>
            <p className="eyebrow">
              <span>{`${textIn(valueIn(item, "holder"), "state")} · ${textIn(valueIn(item, "holder"), "agency")}`}</span>
              <span>
                {textsIn(item, "categories")
                  .map((category) => word("category", category))
                  .join(", ")}
              </span>
              <span className="marking">{markingIn(item)}</span>
            </p>
            <Prose text={textIn(item, "text")} lang={language} />
          </li>
        ))}
      </ol>
    </>
  );
}

function markingIn(item: unknown): string {
  const marking = valueIn(item, "marking");
  const orNull = (key: string) => {
    const text = textIn(marking, key);
    return text === "" ? null : text;
  };
  return codesOf({
    system: orNull("system"),
    level: orNull("level"),
    tlp: orNull("tlp"),
    pap: orNull("pap"),
    handling: textsIn(marking, "handling"),
  }).join(" · ");
}

function Fact(props: { readonly name: string; readonly value: string; readonly lang?: string }) {
  if (props.value === "") return null;
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        <Said text={props.value} lang={props.lang} />
      </dd>
    </div>
  );
}
