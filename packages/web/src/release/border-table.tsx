import { BorderSign } from "../glyphs/border.tsx";
import { Said } from "../glyphs/said.tsx";
import { t, word } from "../i18n/messages.ts";
import type { Compared, Line } from "./compare.ts";
import { labelOf, readable } from "./labels.ts";

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
        {lines.every(({ ours }) => ours === null)
          ? "–"
          : lines.map((line, index) => (
              <Ours key={`ours-${String(index)}`} line={line} pointer={pointer} language={language} />
            ))}
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
                <Said text={shownValue(pointer, line.theirs)} lang={language} />
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

function Ours(props: { readonly line: Line; readonly pointer: string; readonly language: string }) {
  const { ours, theirs } = props.line;
  // Of what stays home whole, what was never stated says nothing.
  if (ours === null || (ours === "" && theirs === null)) return null;
  const text = <Said text={shownValue(props.pointer, ours)} lang={props.language} />;
  return <p>{ours === theirs ? text : <del>{text}</del>}</p>;
}

function shownValue(pointer: string, value: string): string {
  return value === "" ? t("release.not_stated") : readable(pointer, value);
}

function lastName(pointer: string): string {
  return pointer.split("/").findLast((part) => part !== "" && !/^\d+$/.test(part)) ?? pointer;
}
