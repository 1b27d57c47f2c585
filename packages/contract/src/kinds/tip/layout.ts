// table: how a tip is written and shown.
import { ACTIONS_EXPECTED } from "@entente/words";
import { codesOf, field, type Section, say } from "../../layout.ts";

export const tipLabel = say("Tip", "Renseignement spontané", "स्वतः सूचना");

const actions = codesOf("action", ACTIONS_EXPECTED, {
  none: say("None: for your information", "Aucune : pour information", "कोई नहीं: केवल सूचना"),
  assess: say("Assess", "Évaluer", "आकलन करें"),
  act: say("Act", "Agir", "कार्रवाई करें"),
});

export const tipSections: readonly Section[] = [
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
        "why_it_matters",
        "prose",
        say("Why it matters to you", "Pourquoi cela vous concerne", "यह आपके लिए क्यों महत्वपूर्ण है"),
        say("To the side that gets it.", "Pour la partie qui le reçoit.", "प्राप्त करने वाले पक्ष के लिए।"),
      ),
      field(
        "corroborates",
        "list",
        say("Corroborates", "Corrobore", "पुष्टि करता है"),
        say(
          "Earlier dispatches it supports.",
          "Les dépêches qu’il appuie.",
          "पहले के प्रेषण जिनका यह समर्थन करता है।",
        ),
        {
          fields: [
            field(
              "dispatch",
              "line",
              say("Dispatch", "Dépêche", "प्रेषण"),
              say("Its id.", "Son identifiant.", "उसकी आईडी।"),
            ),
            field(
              "independent",
              "flag",
              say("Source of its own", "Source indépendante", "स्वतंत्र स्रोत"),
              say(
                "Two items from one source corroborate nothing.",
                "Deux éléments d’une même source ne se corroborent pas.",
                "एक ही स्रोत की दो बातें एक-दूसरे की पुष्टि नहीं करतीं।",
              ),
            ),
          ],
        },
      ),
    ],
  },
  {
    label: say("What is expected", "Ce qui est attendu", "क्या अपेक्षित है"),
    fields: [
      field(
        "action",
        "code",
        say("Action expected", "Suite attendue", "अपेक्षित कार्रवाई"),
        say("What you hope for.", "Ce que vous espérez.", "आप क्या आशा करते हैं।"),
        { codes: actions },
      ),
      field(
        "act_by",
        "day",
        say("Act by", "Agir avant le", "इस तिथि तक कार्रवाई"),
        say(
          "Only where action is expected.",
          "Seulement si une action est attendue.",
          "केवल यदि कार्रवाई अपेक्षित हो।",
        ),
      ),
      field(
        "do_not_approach",
        "flag",
        say("Do not approach the subject", "Ne pas approcher la personne", "विषय से संपर्क न करें"),
        say("It would warn him.", "Cela l’alerterait.", "इससे वह सतर्क हो जाएगा।"),
      ),
      field(
        "do_not_query",
        "flag",
        say("Do not ask third parties", "Ne pas interroger de tiers", "तीसरे पक्ष से न पूछें"),
        say("It would show that you know.", "Cela montrerait que vous savez.", "इससे पता चलेगा कि आप जानते हैं।"),
      ),
      field(
        "own_investigation",
        "prose",
        say("Our own investigation", "Notre propre enquête", "हमारी अपनी जाँच"),
        say("What must not be disturbed.", "Ce qu’il ne faut pas troubler.", "क्या बाधित नहीं होना चाहिए।"),
      ),
    ],
  },
];
