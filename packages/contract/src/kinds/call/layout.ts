// table: how a call is written and shown.
import { NUMBER_SOURCES } from "@entente/words";
import { codesOf, field, type Section, say } from "../../layout.ts";

export const callLabel = say("Call", "Appel", "फ़ोन वार्ता");

const sources = codesOf("number_source", NUMBER_SOURCES, {
  directory: say("The agreement’s directory", "L’annuaire de l’accord", "समझौते की निर्देशिका"),
  earlier_dispatch: say("An earlier dispatch", "Une dépêche antérieure", "पहले का प्रेषण"),
  exchange_operator: say("The other side’s exchange", "Le standard de l’autre partie", "दूसरे पक्ष का एक्सचेंज"),
  other: say("Elsewhere", "Ailleurs", "अन्यत्र"),
});

export const callSections: readonly Section[] = [
  {
    label: say("The call", "L’appel", "वार्ता"),
    fields: [
      field(
        "at",
        "instant",
        say("When", "Quand", "कब"),
        say("When it began, UTC.", "Début, UTC.", "कब आरंभ हुई, UTC।"),
      ),
      field(
        "minutes",
        "number",
        say("Minutes", "Minutes", "मिनट"),
        say("How long it took.", "Sa durée.", "कितनी देर चली।"),
      ),
      field(
        "caller",
        "line",
        say("Calling desk", "Bureau appelant", "फ़ोन करने वाला डेस्क"),
        say("By its name in the directory.", "Par son nom dans l’annuaire.", "निर्देशिका में उसका नाम।"),
      ),
      field(
        "called",
        "line",
        say("Called desk", "Bureau appelé", "जिसे फ़ोन किया गया"),
        say("By its name in the directory.", "Par son nom dans l’annuaire.", "निर्देशिका में उसका नाम।"),
      ),
      field(
        "called_back",
        "flag",
        say("Called back", "Rappelé", "वापस फ़ोन किया गया"),
        say(
          "Whether the other side was called back before anything was said.",
          "Si l’autre partie a été rappelée avant toute confidence.",
          "क्या कुछ कहने से पहले दूसरे पक्ष को वापस फ़ोन किया गया।",
        ),
      ),
      field(
        "number",
        "line",
        say("Number called back", "Numéro rappelé", "वापस किया गया नंबर"),
        say("Only where called back.", "Seulement si rappelé.", "केवल यदि वापस फ़ोन किया गया।"),
      ),
      field(
        "number_source",
        "code",
        say("Where the number is from", "Origine du numéro", "नंबर कहाँ से"),
        say("Never from the caller.", "Jamais de l’appelant.", "कभी फ़ोन करने वाले से नहीं।"),
        { codes: sources },
      ),
    ],
  },
  {
    label: say("What was said", "Ce qui a été dit", "क्या कहा गया"),
    fields: [
      field(
        "summary",
        "prose",
        say("Summary", "Résumé", "सार"),
        say("In a few sentences.", "En quelques phrases.", "कुछ वाक्यों में।"),
      ),
    ],
  },
];
