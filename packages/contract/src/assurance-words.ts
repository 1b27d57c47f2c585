// table: what each assurance is called.
import type { Assurance, Worded } from "@entente/words";
import { say } from "./layout.ts";

export const assuranceWords: Readonly<Record<Assurance, Worded>> = {
  no_death_penalty: say("No death penalty", "Pas de peine de mort", "मृत्युदंड नहीं"),
  no_mistreatment: say("No mistreatment", "Pas de mauvais traitements", "दुर्व्यवहार नहीं"),
  use_limit: say("Used for this purpose alone", "Usage limité à cette fin", "केवल इसी प्रयोजन के लिए"),
  no_onward: say("Not passed on", "Pas de transmission", "आगे नहीं भेजा जाएगा"),
  return_or_destroy: say("Returned or destroyed", "Restitué ou détruit", "लौटाया या नष्ट किया जाएगा"),
  speciality: say("Tried for this offence alone", "Règle de la spécialité", "केवल इसी अपराध के लिए मुकदमा"),
  taint_stated: say(
    "Doubts about the source are stated",
    "Doutes sur la source signalés",
    "स्रोत पर संदेह बताए गए",
  ),
};
