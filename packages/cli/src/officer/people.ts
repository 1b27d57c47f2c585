import { type DeviceFile, isPostOrder, PeopleOrder, peopleText, readerOf } from "@entente/contract";
import { isDispatchId } from "@entente/words";
import type { FlagName } from "../arguments.ts";
import type { Call } from "../call.ts";
import { type Ending, finished } from "../ending.ts";
import { printable } from "../problem-text.ts";
import type { AnswerOf, NodeClient } from "./client.ts";
import { readDevice, signPeople, unusableDevice } from "./device-key.ts";
import { refuse, refusedWith } from "./problems.ts";
import { setting, withNode } from "./session.ts";

/** One shift, as the node allows: until then a second operator signs. */
export const LIFE = 8 * 3_600_000;
/** A revocation acts at once, so its signature needs no longer life. */
export const AT_ONCE = 5 * 60_000;

const readOrder = readerOf(PeopleOrder);
type OfficerRecord = AnswerOf<"showOfficer">["officer"];

/** `officer list`. */
export async function officerList(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listOfficers");
    return asked.ok
      ? finished(asked.value, asked.value.items.map(lineOf).join("\n"))
      : refusedWith(asked.problem);
  });
}

/** `officer show OFFICER`. */
export async function officerShow(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await recordOf(node, call);
    if (!asked.ok) return refusedWith(asked.problem);
    const { officer, orders } = asked.value;
    const devices = `devices: ${officer.devices.join(", ")}`;
    return finished(
      asked.value,
      [lineOf(officer), devices, ...orders.map(orderLine)].map(printable).join("\n"),
    );
  });
}

/** `officer orders`. */
export async function officerOrders(call: Call): Promise<Ending> {
  return withNode(call, async (node) => {
    const asked = await node.ask("listOrders");
    if (!asked.ok) return refusedWith(asked.problem);
    const lines = asked.value.items.map(orderLine);
    return finished(asked.value, lines.length === 0 ? "No order waits." : lines.map(printable).join("\n"));
  });
}

/** `officer enrol OFFICER --name --agency --desks --duties --key [--roles]`. */
export function officerEnrol(call: Call): Promise<Ending> {
  return ordering(call, LIFE, async () => ({
    act: "enrol",
    name: call.flags.get("name"),
    agency: call.flags.get("agency"),
    desks: listed(call, "desks"),
    duties: listed(call, "duties"),
    approval_roles: listed(call, "roles") ?? [],
    device_public_key: call.flags.get("key"),
  }));
}

/** `officer change OFFICER [--desks] [--duties] [--roles]`: what is not named stays. */
export function officerChange(call: Call): Promise<Ending> {
  return ordering(call, LIFE, async (record) => ({
    act: "change",
    version: record.version,
    desks: listed(call, "desks") ?? record.desks,
    duties: listed(call, "duties") ?? record.duties,
    approval_roles: listed(call, "roles") ?? record.approval_roles,
  }));
}

/** `officer close OFFICER --reason`. */
export function officerClose(call: Call): Promise<Ending> {
  return ordering(call, LIFE, async ({ version }) => ({ act: "close", version, ...reasonOf(call) }));
}

/** `officer reopen OFFICER --reason`. */
export function officerReopen(call: Call): Promise<Ending> {
  return ordering(call, LIFE, async ({ version }) => ({ act: "reopen", version, ...reasonOf(call) }));
}

/** `officer device OFFICER --key --reason`. */
export function officerDevice(call: Call): Promise<Ending> {
  const device_public_key = call.flags.get("key");
  return ordering(call, LIFE, async ({ version }) => ({
    act: "device",
    version,
    device_public_key,
    ...reasonOf(call),
  }));
}

/** `officer revoke OFFICER --reason [--since INSTANT]`. */
export function officerRevoke(call: Call): Promise<Ending> {
  const since = call.flags.get("since") ?? null;
  return ordering(call, AT_ONCE, async () => ({ act: "revoke", since, ...reasonOf(call) }));
}

/** `officer confirm ORDER`: the text is made here from the order's parts, so that a node cannot have another signed. */
export async function officerConfirm(call: Call): Promise<Ending> {
  return withDevice(call, async (node, device) => {
    const waiting = await node.ask("listOrders");
    if (!waiting.ok) return refusedWith(waiting.problem);
    const found = waiting.value.items.find(({ id }) => id === call.words[0]);
    if (found === undefined) return refuse("not_found", { detail: "no such order waits" });
    const { id } = found;
    const body = JSON.stringify({ device: device.device, signature: signPeople(device, found.order) });
    const asked = await node.ask("confirmOrder", { id, body });
    return asked.ok ? ended(asked.value, found.order) : refusedWith(asked.problem);
  });
}

/** `officer drop ORDER`. */
export async function officerDrop(call: Call): Promise<Ending> {
  const id = call.words[0] ?? "";
  if (!isDispatchId(id))
    return refuse("malformed", { errors: [{ pointer: "", code: "bad_id", detail: id }] });
  return withNode(call, async (node) => {
    const asked = await node.ask("dropOrder", { id, body: "{}" });
    return asked.ok ? finished(asked.value, `order ${id} dropped`) : refusedWith(asked.problem);
  });
}

/** Makes an order about the officer the call names, signs it and sends it; `fields` may look at his record. */
function ordering(
  call: Call,
  life: number,
  fields: (record: Pick<OfficerRecord, "version" | "desks" | "duties" | "approval_roles">) => Promise<object>,
): Promise<Ending> {
  return withDevice(call, async (node, device) => {
    const shown = await recordOf(node, call);
    const record = shown.ok ? shown.value.officer : { version: 1, desks: [], duties: [], approval_roles: [] };
    return proposing(call, node, device, { ...(await fields(record)), officer: call.words[0] }, life);
  });
}

/** Makes an order of its parts for this node, signs it and sends it; every fault of the parts at once. */
export async function proposing(
  call: Call,
  node: NodeClient,
  device: DeviceFile,
  parts: object,
  life: number,
): Promise<Ending> {
  const me = await node.ask("me");
  if (!me.ok) return refusedWith(me.problem);
  const { realm, party, node: name } = me.value;
  const expires_at = new Date(call.world.now() + life).toISOString();
  const made = readOrder({ ...parts, realm, party, node: name, expires_at });
  if (!made.ok)
    return refuse("malformed", {
      errors: made.faults.map(({ where, ...rest }) => ({ pointer: where, ...rest })),
    });
  const signature = signPeople(device, made.value);
  const body = JSON.stringify({ order: made.value, device: device.device, signature });
  const asked = await node.ask("proposeOrder", { body });
  return asked.ok ? ended(asked.value, made.value) : refusedWith(asked.problem);
}

export async function withDevice(
  call: Call,
  work: (node: NodeClient, device: DeviceFile) => Promise<Ending>,
): Promise<Ending> {
  const file = setting(call, "device");
  if (file === null) return refuse("device_needed", { detail: "--device FILE, or ENTENTE_DEVICE" });
  return withNode(call, async (node) => {
    const device = await readDevice(file, call.world);
    return device.ok ? work(node, device.value) : unusableDevice(device.faults);
  });
}

function recordOf(node: NodeClient, call: Call) {
  return node.ask("showOfficer", { body: JSON.stringify({ officer: call.words[0] }) });
}

export function listed(call: Call, flag: FlagName): readonly string[] | undefined {
  return call.flags
    .get(flag)
    ?.split(",")
    .filter((word) => word !== "");
}

function reasonOf(call: Call) {
  return { reason: call.flags.get("reason") ?? "" };
}

export function ended(value: AnswerOf<"proposeOrder">, order: PeopleOrder): Ending {
  const whom = isPostOrder(order) ? order.post : value.officer;
  const said = {
    proposed: `order ${value.id} waits for a second operator: entente officer confirm ${value.id}`,
    acting: `done at once: ${order.act} ${whom}; a second operator confirms: entente officer confirm ${value.id}`,
    done: `done: ${order.act} ${whom}`,
    dropped: `order ${value.id} dropped`,
  };
  const token = value.token === null ? "" : `\ntoken, shown once: ${value.token}`;
  return finished(value, `${said[value.state]}${token}`);
}

function lineOf({ officer, name, state, desks, duties, approval_roles, seen_at }: OfficerRecord): string {
  const roles = approval_roles.length === 0 ? "" : `  ${approval_roles.join(",")}`;
  const seen = seen_at === null ? "never signed in" : `seen ${seen_at}`;
  return printable(`${officer}  ${name}  ${state}  ${duties.join(",")}${roles}  ${desks.join(",")}  ${seen}`);
}

/** The whole order in its canonical text: what is signed is what is read. */
function orderLine({ id, state, order, by, at, second }: AnswerOf<"listOrders">["items"][number]): string {
  return `${id}  ${state}  by ${by} ${at}${second === null ? "" : `, second ${second}`}\n  ${peopleText(order)}`;
}
