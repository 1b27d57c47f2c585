import { ASSURANCES } from "@entente/words";
import { Type } from "typebox";
import { assuranceWords } from "../../assurance-words.ts";
import { Line, Prose } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { codesOf, field, say } from "../../layout.ts";
import { tellingKind } from "../../telling.ts";

const words = Type.Array(Type.Enum(ASSURANCES), { maxItems: ASSURANCES.length, uniqueItems: true });
const codes = codesOf("assurance", ASSURANCES, assuranceWords);

/** An assurance: what this side promises, and what it cannot, by which authority. */
export const assurance = tellingKind({
  kind: "assurance",
  act: "release",
  label: say("Assurance", "Garantie", "आश्वासन"),
  reply: { need: "required", theirs: ["assurance_request"], ours: [] },
  fields: { given: words, not_given: words, authority: Line, text: Type.Union([Type.Null(), Prose]) },
  sections: [
    {
      label: say("What is assured", "Ce qui est garanti", "किसका आश्वासन"),
      fields: [
        field(
          "given",
          "codes",
          say("Given", "Donnée", "दिया गया"),
          say("What binds us.", "Ce qui nous lie.", "जो हमें बाँधता है।"),
          { codes },
        ),
        field(
          "not_given",
          "codes",
          say("Not given", "Non donnée", "नहीं दिया गया"),
          say("What we cannot promise.", "Ce que nous ne pouvons promettre.", "जिसका वादा नहीं कर सकते।"),
          { codes },
        ),
        field(
          "authority",
          "line",
          say("Authority", "Autorité", "प्राधिकारी"),
          say("Who binds the state.", "Qui engage l’État.", "जो राज्य को बाँधता है।"),
        ),
        field(
          "text",
          "prose",
          say("More", "Précisions", "विस्तार"),
          say("Where words are needed.", "Si nécessaire.", "जहाँ शब्द चाहिए।"),
        ),
      ],
    },
  ],
  faults: assuranceFaults,
  effects: () => [{ effect: "closes" }],
  example: () => ({
    title: "no death penalty",
    content: { given: ["no_death_penalty"], not_given: [], authority: "Invented Ministry", text: null },
  }),
});

/** Something is said, and nothing both ways. */
function assuranceFaults({ given, not_given }: Content) {
  const [yes, no] = [wordsIn(given), wordsIn(not_given)];
  return [
    ...(yes.length + no.length === 0 ? [{ code: "nothing_said", where: "/given" }] : []),
    ...(yes.some((word) => no.includes(word)) ? [{ code: "given_and_not_given", where: "/not_given" }] : []),
  ];
}

function wordsIn(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
