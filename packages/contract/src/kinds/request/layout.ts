// table: how a request is written and shown.
import { CATEGORIES, CHECKS, OTHER_CHANNELS, PERSON_STATUSES } from "@entente/words";
import { codesOf, field, type Section, say } from "../../layout.ts";
import { IDENTIFIER_TYPES } from "./schema.ts";

const channels = codesOf("other_channel", OTHER_CHANNELS, {
  interpol: say("INTERPOL", "INTERPOL", "इंटरपोल"),
  egmont: say("Egmont (financial intelligence)", "Egmont (renseignement financier)", "एगमोंट (वित्तीय आसूचना)"),
  treaty: say("Treaty channel", "Voie conventionnelle", "संधि चैनल"),
  pen_online: say("PEN Online (precursors)", "PEN Online (précurseurs)", "PEN Online (पूर्ववर्ती रसायन)"),
});

const subject = [
  field(
    "ref",
    "line",
    say("Reference", "Référence", "संदर्भ"),
    say("S1, S2 and so on.", "S1, S2, etc.", "S1, S2 इत्यादि।"),
  ),
  field(
    "type",
    "code",
    say("Kind", "Nature", "प्रकार"),
    say(
      "A person, an organisation, or not known.",
      "Personne, organisation ou inconnu.",
      "व्यक्ति, संगठन या अज्ञात।",
    ),
    { codes: codesOf("subject", ["person", "organisation", "unknown"]) },
  ),
  field(
    "status",
    "code",
    say("In this matter", "Dans cette affaire", "इस मामले में"),
    say("What this person is to the matter.", "Son rôle dans l’affaire.", "मामले में इस व्यक्ति की भूमिका।"),
    { codes: codesOf("person_status", PERSON_STATUSES) },
  ),
  field(
    "name",
    "line",
    say("Name", "Nom", "नाम"),
    say("As it is written in the source.", "Tel qu’écrit dans la source.", "जैसा स्रोत में लिखा है।"),
  ),
  field(
    "link",
    "prose",
    say("Link", "Lien", "संबंध"),
    say(
      "What links this subject to the purpose.",
      "Ce qui relie ce sujet à la finalité.",
      "इस विषय का प्रयोजन से क्या संबंध है।",
    ),
  ),
  field(
    "about",
    "people",
    say("Who it is", "Qui c’est", "कौन है"),
    say("As the law gate asks it.", "Comme la loi le demande.", "जैसा विधि-द्वार पूछता है।"),
  ),
  field(
    "identifiers",
    "list",
    say("Identifiers", "Identifiants", "पहचानकर्ता"),
    say("Numbers, addresses, accounts.", "Numéros, adresses, comptes.", "नंबर, पते, खाते।"),
    {
      fields: [
        field(
          "type",
          "code",
          say("Kind", "Nature", "प्रकार"),
          say("What it is.", "Ce que c’est.", "यह क्या है।"),
          { codes: codesOf("identifier", IDENTIFIER_TYPES) },
        ),
        field(
          "value",
          "line",
          say("Value", "Valeur", "मान"),
          say("Exactly as found.", "Exactement comme trouvé.", "ठीक वैसा जैसा मिला।"),
        ),
      ],
    },
  ),
];

/** The sections of a request. */
export const requestLayout: readonly Section[] = [
  {
    label: say("What is known", "Ce qui est connu", "जो ज्ञात है"),
    fields: [
      field(
        "facts",
        "prose",
        say("Facts", "Faits", "तथ्य"),
        say("What happened, when and where.", "Ce qui s’est passé, quand et où.", "क्या हुआ, कब और कहाँ।"),
      ),
      field(
        "grounds",
        "prose",
        say("Why we believe they hold it", "Pourquoi ils le détiendraient", "वे इसे रखते हैं ऐसा क्यों मानते हैं"),
        say(
          "Objective reasons that the other side has it.",
          "Raisons objectives que l’autre partie le détient.",
          "दूसरे पक्ष के पास होने के वस्तुनिष्ठ कारण।",
        ),
      ),
      field(
        "reveals",
        "codes",
        say("What the free text reveals", "Ce que révèle le texte libre", "मुक्त पाठ क्या प्रकट करता है"),
        say("The law gate judges by it.", "Le contrôle légal en dépend.", "विधि-द्वार इसी से निर्णय करता है।"),
        { codes: codesOf("category", CATEGORIES) },
      ),
      field(
        "subjects",
        "list",
        say("Subjects", "Sujets", "विषय"),
        say("One each; a person brings a gate of his own.", "Un par personne.", "प्रत्येक अलग-अलग।"),
        { fields: subject },
      ),
    ],
  },
  {
    label: say("What is asked", "Ce qui est demandé", "क्या पूछा गया है"),
    fields: [
      field(
        "checks",
        "codes",
        say("What we ask", "Ce que nous demandons", "हम क्या पूछते हैं"),
        say("What is to be looked up.", "Ce qu’il faut vérifier.", "क्या देखा जाना है।"),
        { codes: codesOf("check", CHECKS) },
      ),
      field(
        "respond_by",
        "day",
        say("Respond by", "Répondre avant le", "इस तिथि तक उत्तर"),
        say("Only where a day matters.", "Seulement si une date importe.", "केवल यदि तिथि महत्वपूर्ण हो।"),
      ),
      field(
        "also_asked_via",
        "list",
        say("Also asked via", "Aussi demandé par", "इनसे भी पूछा गया"),
        say("So that nobody answers twice.", "Pour ne pas répondre deux fois.", "ताकि कोई दो बार उत्तर न दे।"),
        {
          fields: [
            field(
              "channel",
              "code",
              say("Channel", "Voie", "चैनल"),
              say("The other way.", "L’autre voie.", "दूसरा मार्ग।"),
              { codes: channels },
            ),
            field(
              "reference",
              "line",
              say("Reference", "Référence", "संदर्भ"),
              say("Its number there.", "Son numéro là-bas.", "वहाँ का क्रमांक।"),
            ),
          ],
        },
      ),
    ],
  },
];
