// table: how an answer is written and shown.
import { ANSWER_OUTCOMES, CATEGORIES, CONSENTS, REFUSAL_GROUNDS } from "@entente/words";
import { codesOf, field, type Section, say } from "../../layout.ts";

const categories = codesOf("category", CATEGORIES);

const consents = codesOf("consent", CONSENTS, {
  not_needed: say("Not needed", "Pas nécessaire", "आवश्यक नहीं"),
  not_asked: say("Not asked", "Pas demandé", "नहीं माँगी गई"),
  given: say("Given", "Donné", "दी गई"),
  refused: say("Refused", "Refusé", "अस्वीकृत"),
});

const item = [
  field(
    "holding",
    "line",
    say("Record", "Fiche", "अभिलेख"),
    say("Its id in our holdings.", "Son identifiant chez nous.", "हमारे अभिलेखों में उसकी आईडी।"),
    { place: "draft" },
  ),
  field(
    "holder",
    "agency",
    say("Holder", "Détenteur", "धारक"),
    say("Whose law governs it.", "Dont la loi s’applique.", "जिसका कानून लागू है।"),
    { place: "content" },
  ),
  field(
    "owner",
    "agency",
    say("Owner", "Propriétaire", "स्वामी"),
    say("Where it is another’s.", "S’il est à un autre.", "यदि किसी और का है।"),
    { place: "content" },
  ),
  field(
    "owner_consent",
    "code",
    say("Owner’s consent", "Consentement du propriétaire", "स्वामी की सहमति"),
    say("To passing it on.", "À la transmission.", "आगे भेजने के लिए।"),
    { place: "content", codes: consents },
  ),
  field(
    "categories",
    "codes",
    say("Categories", "Catégories", "श्रेणियाँ"),
    say("What it reveals.", "Ce qu’il révèle.", "यह क्या प्रकट करता है।"),
    { codes: categories },
  ),
  field(
    "about",
    "people",
    say("Who it is about", "De qui il s’agit", "किसके बारे में"),
    say("As the law gate asks it.", "Comme la loi le demande.", "जैसा विधि-द्वार पूछता है।"),
    { place: "draft" },
  ),
  field(
    "marking",
    "marking",
    say("Marking", "Marquage", "अंकन"),
    say("What its originator wrote on it.", "Ce que l’auteur y a inscrit.", "उद्गमकर्ता ने उस पर क्या लिखा।"),
  ),
  field(
    "text",
    "prose",
    say("Text", "Texte", "पाठ"),
    say("What is known.", "Ce qui est connu.", "जो ज्ञात है।"),
  ),
];

/** The sections of an answer. */
export const answerLayout: readonly Section[] = [
  {
    label: say("Answer", "Réponse", "उत्तर"),
    fields: [
      field(
        "outcome",
        "code",
        say("Outcome", "Résultat", "परिणाम"),
        say("What this answer is.", "Ce qu’est cette réponse.", "यह उत्तर क्या है।"),
        { codes: codesOf("outcome", ANSWER_OUTCOMES) },
      ),
      field(
        "ground",
        "code",
        say("Ground", "Motif", "आधार"),
        say("Of a refusal, and only of one.", "D’un refus seulement.", "केवल अस्वीकृति का।"),
        { codes: codesOf("ground", REFUSAL_GROUNDS) },
      ),
      field(
        "text",
        "prose",
        say("Text of the answer", "Texte de la réponse", "उत्तर का पाठ"),
        say("In plain words.", "En termes simples.", "सरल शब्दों में।"),
      ),
      field(
        "data_current_to",
        "day",
        say("Data current to", "Données à jour au", "डेटा इस तिथि तक"),
        say(
          "No hit is no clearance.",
          "L’absence de résultat n’innocente pas.",
          "कुछ न मिलना निर्दोषता नहीं है।",
        ),
      ),
      field(
        "reveals",
        "codes",
        say("What the free text reveals", "Ce que révèle le texte libre", "मुक्त पाठ क्या प्रकट करता है"),
        say("The law gate judges by it.", "Le contrôle légal en dépend.", "विधि-द्वार इसी से निर्णय करता है।"),
        { place: "draft", codes: categories },
      ),
      field(
        "items",
        "list",
        say("Records", "Fiches", "अभिलेख"),
        say("From holdings or typed.", "Des fiches ou saisis.", "अभिलेखों से या लिखित।"),
        { fields: item },
      ),
    ],
  },
];
