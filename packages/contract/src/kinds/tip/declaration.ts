import { ACTIONS_EXPECTED } from "@entente/words";
import { Type } from "typebox";
import { CLOSED, Day, Id, Prose } from "../../fields.ts";
import type { Content } from "../../kind.ts";
import { tellingKind } from "../../telling.ts";
import { tipLabel, tipSections } from "./layout.ts";

/** A tip: what nobody asked for and the other side should know (Directive (EU) 2023/977 article 7). Feedback closes it. */
export const tip = tellingKind({
  kind: "tip",
  act: "release",
  label: tipLabel,
  reply: { need: "optional", theirs: "any", ours: "any" },
  asks: { clock: "answer", by: ["feedback"] },
  fields: {
    facts: Prose,
    why_it_matters: Prose,
    action: Type.Enum(ACTIONS_EXPECTED),
    act_by: Type.Union([Type.Null(), Day]),
    do_not_approach: Type.Boolean(),
    do_not_query: Type.Boolean(),
    own_investigation: Type.Union([Type.Null(), Prose]),
    corroborates: Type.Array(Type.Object({ dispatch: Id, independent: Type.Boolean() }, CLOSED), {
      maxItems: 20,
    }),
  },
  sections: tipSections,
  faults: dayFaults,
  example: () => ({
    title: "a second order of the same forwarder",
    content: {
      facts: "Invented: the forwarder of the drums has booked a second container for next month.",
      why_it_matters: "Invented: it is bound for a port of yours.",
      action: "assess",
      act_by: null,
      do_not_approach: true,
      do_not_query: false,
      own_investigation: null,
      corroborates: [],
    },
  }),
});

/** A day by which to act is for who is asked to act. */
function dayFaults({ action, act_by }: Content) {
  return action === "act" || act_by === null ? [] : [{ code: "day_without_action", where: "/act_by" }];
}
