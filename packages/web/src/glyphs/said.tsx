/** Marks that turn or hide text: shown as what they are, so that a name is never another one than it looks. */
const HIDDEN = /(?![\t\n])[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** What somebody else wrote, with every mark that could deceive made visible. Joiners stay: Hindi needs them. */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (mark) => {
    const code = mark.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}

/** A line of partner text: a text node in its own language and direction, and nothing else ever. */
export function Said({ text, lang }: { readonly text: string; readonly lang?: string | null | undefined }) {
  return (
    <bdi className="said" lang={lang ?? undefined}>
      {visible(text)}
    </bdi>
  );
}

/** Prose: paragraphs where its writer left a line empty. */
export function Prose({ text, lang }: { readonly text: string; readonly lang?: string | null | undefined }) {
  const paragraphs = text.split(/\n\s*\n/);
  return (
    <div className="prose" lang={lang ?? undefined} dir="auto">
      {paragraphs.map((paragraph, index) => (
        <p key={`p-${String(index)}`}>{visible(paragraph)}</p>
      ))}
    </div>
  );
}
