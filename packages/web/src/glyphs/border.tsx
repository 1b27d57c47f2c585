import { word } from "../i18n/messages.ts";

/** What happens to a field at the border. */
export type Crossing = "crosses" | "reduced" | "stays" | "added";

/**
 * The sign on the border line: a line over it crosses, a thick line that gets thin is reduced, a thick line that
 * ends in a bar stays, a dot on the border is added for them. The word is there for those who do not see it.
 */
export function BorderSign({ crossing }: { readonly crossing: Crossing }) {
  return (
    <svg
      className="border-sign"
      data-crossing={crossing}
      viewBox="0 0 64 16"
      width="64"
      height="16"
      role="img"
    >
      <title>{word("crossing", crossing)}</title>
      {crossing === "crosses" && <path d="M2 8h56m-5-4.5L58.5 8 53 12.5" />}
      {crossing === "reduced" && (
        <>
          <path className="thick" d="M2 8h30" />
          <path d="M32 8h26m-5-4.5L58.5 8 53 12.5" />
        </>
      )}
      {crossing === "stays" && (
        <>
          <path className="thick" d="M2 8h20" />
          <path className="bar" d="M24 1v14" />
        </>
      )}
      {crossing === "added" && (
        <>
          <circle cx="32" cy="8" r="4" />
          <path d="M32 8h26m-5-4.5L58.5 8 53 12.5" />
        </>
      )}
    </svg>
  );
}
