import { isDispatchId } from "@entente/words";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { readInput, textOf } from "../input.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf } from "./client.ts";
import { listed } from "./people.ts";
import { refuse, refusedWith } from "./problems.ts";
import { withNode } from "./session.ts";

type Board = AnswerOf<"dutyBoard">;
type Leave = AnswerOf<"setLeave">;
type Note = AnswerOf<"writeHandover">;

/** `rota show`. */
export function rotaShow(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("dutyBoard");
    return asked.ok ? finished(asked.value, boardText(asked.value)) : refusedWith(asked.problem);
  });
}

/** `rota set DESK --officer --from --until [--deputies]`. */
export function rotaSet(call: Call): Promise<Ending> {
  const { flags } = call;
  const shift = {
    desk: call.words[0],
    officer: flags.get("officer"),
    from: flags.get("from"),
    to: flags.get("until"),
    deputies: listed(call, "deputies") ?? [],
  };
  return withNode(call, async (node) => {
    const asked = await node.ask("setRota", { body: JSON.stringify(shift) });
    if (!asked.ok) return refusedWith(asked.problem);
    const { officer, desk, from, to } = asked.value;
    return finished(asked.value, printable(`${officer} is on duty at ${desk} from ${from} to ${to}`));
  });
}

/** `acknowledge ID`. */
export function acknowledge(call: Call): Promise<Ending> {
  return aboutOne(call, async (id) =>
    withNode(call, async (node) => {
      const asked = await node.ask("acknowledge", { id, body: "{}" });
      return asked.ok ? finished(asked.value, `${id} is in your hands`) : refusedWith(asked.problem);
    }),
  );
}

/** `leave list`. */
export function leaveList(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listLeave");
    if (!asked.ok) return refusedWith(asked.problem);
    const lines = asked.value.items.map(leaveText);
    return finished(asked.value, lines.length === 0 ? "There is no leave." : lines.join("\n"));
  });
}

/** `leave set --to OFFICER --from --until`. */
export function leaveSet(call: Call): Promise<Ending> {
  const { flags } = call;
  const leave = { deputy: flags.get("to"), from: flags.get("from"), to: flags.get("until") };
  return withNode(call, async (node) => {
    const asked = await node.ask("setLeave", { body: JSON.stringify(leave) });
    return asked.ok ? finished(asked.value, leaveText(asked.value)) : refusedWith(asked.problem);
  });
}

/** `leave end LEAVE`. */
export function leaveEnd(call: Call): Promise<Ending> {
  return aboutOne(call, async (id) =>
    withNode(call, async (node) => {
      const asked = await node.ask("endLeave", { id, body: "{}" });
      return asked.ok ? finished(asked.value, leaveText(asked.value)) : refusedWith(asked.problem);
    }),
  );
}

/** `handover write DESK FILE|- --name SHIFT`. */
export async function handoverWrite(call: Call): Promise<Ending> {
  const [desk = "", file = "-"] = call.words;
  const bytes = await readInput(file, call.world);
  const text = bytes.ok ? textOf(bytes.value, file) : bytes;
  if (!text.ok)
    return refuse("malformed", {
      errors: text.faults.map(({ where, ...rest }) => ({ pointer: where, ...rest })),
    });
  const note = { desk, shift: call.flags.get("name"), text: text.value };
  return withNode(call, async (node) => {
    const asked = await node.ask("writeHandover", { body: JSON.stringify(note) });
    return asked.ok
      ? finished(asked.value, `note ${asked.value.note} is left at ${desk}`)
      : refusedWith(asked.problem);
  });
}

/** `handover read DESK`. */
export function handoverRead(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("readHandover", { body: JSON.stringify({ desk: call.words[0] }) });
    if (!asked.ok) return refusedWith(asked.problem);
    const notes = asked.value.items.map(noteText);
    return finished(asked.value, notes.length === 0 ? "There is no note." : notes.join("\n\n"));
  });
}

async function aboutOne(call: Call, work: (id: string) => Promise<Ending>): Promise<Ending> {
  const id = call.words[0] ?? "";
  if (isDispatchId(id)) return work(id);
  return refuse("malformed", { errors: [{ pointer: "", code: "bad_id", detail: id }] });
}

function boardText({ on_duty, shifts, urgent }: Board): string {
  const now = on_duty.map(({ desk, officer, deputies }) => {
    const after = deputies.length === 0 ? "" : `, then ${deputies.join(", ")}`;
    return `${desk}: ${officer === null ? "nobody is on duty" : `${officer}${after}`}`;
  });
  const rota = shifts.map(({ desk, officer, from, to }) => `${desk}  ${from} to ${to}  ${officer}`);
  const open = urgent.map(
    ({ id, desk, step, shown_to, since, next_at }) =>
      `URGENT ${id} at ${desk} since ${since}, before ${step} (${shown_to.join(", ")})${
        next_at === null ? "" : `, next at ${next_at}`
      }`,
  );
  return [...open, ...now, ...rota].map(printable).join("\n");
}

function leaveText({ leave, officer, deputy, from, to, state }: Leave): string {
  return printable(`${leave}  ${officer} is away ${from} to ${to}, ${deputy} stands in  ${state}`);
}

function noteText({ note, shift, author, at, text, read_by }: Note): string {
  const read = read_by.map(({ officer }) => officer).join(", ");
  const head = printable(`${note}  ${shift}  by ${author} ${at}${read === "" ? "" : `  read by ${read}`}`);
  return `${head}\n${text.split("\n").map(printable).join("\n")}`;
}
