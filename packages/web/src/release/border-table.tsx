import { BorderSign } from "../glyphs/border.tsx";
import { Said } from "../glyphs/said.tsx";
import { t, word } from "../i18n/messages.ts";
import type { Compared, Line } from "./compare.ts";
import { labelOf, labelWithin, readable } from "./labels.ts";
import { saidOf } from "./within.ts";

/** The border: ours at the left, theirs at the right, one vertical line between, and a sign for every field. */
export function BorderTable(props: {
  readonly rows: readonly Compared[];
  readonly language: string;
  readonly us: string;
  readonly them: string;
}) {
  return (
    <table className="border-table">
      <caption className="hidden">{t("release.caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("release.field")}</th>
          <th scope="col">
            <strong>{word("party", props.us)}</strong>
            <span>{t("release.ours")}</span>
          </th>
          <th scope="col" className="border-cell">
            <span className="hidden">{t("release.border")}</span>
          </th>
          <th scope="col" className="theirs">
            <strong>{word("party", props.them)}</strong>
            <span>{t("release.theirs")}</span>
          </th>
          <th scope="col">{t("release.rule")}</th>
        </tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <BorderRow key={row.pointer} row={row} language={props.language} />
        ))}
      </tbody>
    </table>
  );
}

function BorderRow({ row, language }: { readonly row: Compared; readonly language: string }) {
  const { pointer, crossing, lines } = row;
  const why = lines.find(({ category }) => category !== null);
  const unexplained = crossing !== "crosses" && crossing !== "added" && why === undefined;
  return (
    <tr data-crossing={crossing}>
      <th scope="row">{labelOf(pointer)}</th>
      <td>
        <OurSide row={row} language={language} />
      </td>
      <td className="border-cell">
        <BorderSign crossing={crossing} />
      </td>
      <td className="theirs">
        {crossing === "stays" ? (
          <span className="nothing">{t("release.nothing")}</span>
        ) : (
          lines.map((line, index) =>
            line.theirs === null ? null : (
              <p key={`theirs-${String(index)}`}>
                <Said text={shownValue(line.at, line.theirs)} lang={language} />
              </p>
            ),
          )
        )}
      </td>
      <td className="rule-cell">
        {crossing === "crosses" ? <span className="quiet-text">{t("release.unchanged")}</span> : null}
        {crossing === "added" ? <span>{word("added", lastName(pointer))}</span> : null}
        {why === undefined ? null : (
          <>
            <strong>{t("release.kept_home", { category: word("category", why.category ?? "") })}</strong>
            <span lang="en">{why.law ?? ""}</span>
          </>
        )}
        {unexplained ? <strong className="unexplained">{t("release.unexplained")}</strong> : null}
      </td>
    </tr>
  );
}

/** What we say. A record that stays home whole says of each value what it is: nobody guesses what he withholds. */
function OurSide({ row, language }: { readonly row: Compared; readonly language: string }) {
  const { pointer, crossing, lines } = row;
  // Of what stays home whole, what was never stated says nothing.
  const stated = lines.filter(({ ours, theirs }) => ours !== null && (ours !== "" || theirs !== null));
  if (stated.length === 0) return "–";
  const said = saidOf(pointer, stated);
  if (crossing !== "stays" || said.every(({ names }) => names.length === 0))
    return stated.map((line) => <Ours key={line.at} line={line} language={language} />);
  return (
    <dl className="home-values">
      {said.map(({ names, lines: values }) => (
        <div key={names.join("/")}>
          <dt>{labelWithin(names)}</dt>
          <dd>
            {values.map((line) => (
              <Ours key={line.at} line={line} language={language} />
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Ours({ line, language }: { readonly line: Line; readonly language: string }) {
  const { at, ours, theirs } = line;
  const text = <Said text={shownValue(at, ours ?? "")} lang={language} />;
  return <p>{ours === theirs ? text : <del>{text}</del>}</p>;
}

function shownValue(pointer: string, value: string): string {
  return value === "" ? t("release.not_stated") : readable(pointer, value);
}

function lastName(pointer: string): string {
  return pointer.split("/").findLast((part) => part !== "" && !/^\d+$/.test(part)) ?? pointer;
}
