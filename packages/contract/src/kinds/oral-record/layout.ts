// table: how an oral record is written and shown.
import { OCCASIONS } from "@entente/words";
import { codesOf, field, type Section, say } from "../../layout.ts";

export const oralRecordLabel = say("Oral record", "Compte rendu oral", "मौखिक अभिलेख");

const occasions = codesOf("occasion", OCCASIONS, {
  meeting: say("Meeting", "Réunion", "बैठक"),
  call: say("Call", "Appel", "फ़ोन वार्ता"),
});

const present = [
  field("party", "line", say("State", "État", "राज्य"), say("By its code.", "Par son code.", "उसके कोड से।")),
  field(
    "agency",
    "line",
    say("Agency", "Organisme", "एजेंसी"),
    say("By its code.", "Par son code.", "उसके कोड से।"),
  ),
  field(
    "role",
    "line",
    say("Role", "Fonction", "भूमिका"),
    say("A role, no name.", "Une fonction, pas un nom.", "भूमिका, नाम नहीं।"),
  ),
];

export const oralRecordSections: readonly Section[] = [
  {
    label: say("The occasion", "L’occasion", "अवसर"),
    fields: [
      field(
        "occasion",
        "code",
        say("Occasion", "Occasion", "अवसर"),
        say("Where it was said.", "Où cela a été dit.", "कहाँ कहा गया।"),
        { codes: occasions },
      ),
      field(
        "at",
        "instant",
        say("When", "Quand", "कब"),
        say("When it began, UTC.", "Début, UTC.", "कब आरंभ हुआ, UTC।"),
      ),
      field("place", "line", say("Place", "Lieu", "स्थान"), say("Of a meeting.", "D’une réunion.", "बैठक का।")),
      field(
        "present",
        "list",
        say("Present", "Présents", "उपस्थित"),
        say("Everybody who heard it.", "Tous ceux qui l’ont entendu.", "जिन्होंने सुना, सब।"),
        { fields: present },
      ),
    ],
  },
  {
    label: say("What was said", "Ce qui a été dit", "क्या कहा गया"),
    fields: [
      field(
        "said",
        "prose",
        say("What was said", "Ce qui a été dit", "क्या कहा गया"),
        say(
          "Everything of substance, within a day.",
          "Tout l’essentiel, dans la journée.",
          "सब महत्वपूर्ण बातें, एक दिन के भीतर।",
        ),
      ),
      field(
        "agreed",
        "prose",
        say("What was agreed", "Ce qui a été convenu", "क्या तय हुआ"),
        say("Where anything was.", "Le cas échéant.", "यदि कुछ तय हुआ हो।"),
      ),
    ],
  },
];
