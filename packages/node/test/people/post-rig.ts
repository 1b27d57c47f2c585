import { type OrderDone, PeopleOrder, peopleText, type Result, readerOf } from "@entente/contract";
import { deviceMessageOf, type Officer } from "../../src/people/door.ts";
import { deviceKey, NODE, newOfficer, type PeopleRig } from "./rig.ts";

/** Two operators, a liaison officer with a colleague, and a guest of India's; device keys by id. */
const KEYS: Readonly<Record<string, number>> = {
  "CA-OP-1": 11,
  "CA-OP-2": 12,
  "CA-LO-1": 1,
  "CA-LO-2": 2,
  "guest-of-IN.R-Kumar": 3,
};
export const GUEST = "guest-of-IN.R-Kumar";
export const DAY = 86_400_000;

/** Enrols everybody of the story. */
export async function staffed(rig: PeopleRig): Promise<void> {
  for (const [id, key] of Object.entries(KEYS)) {
    const duties = id.startsWith("CA-OP") ? ["operator" as const] : ["liaison" as const];
    await rig.people.enrol(
      newOfficer({
        id,
        agency: id === GUEST ? "NCB" : "RCMP",
        duties: id === GUEST ? ["guest"] : duties,
        devicePublicKey: deviceKey(key).publicKey,
      }),
    );
  }
}

export const iso = (at: number) => new Date(at).toISOString();

/** What a post of ours in Delhi says, from yesterday for a year. */
export function terms(rig: PeopleRig, change: object = {}) {
  return {
    officer: "CA-LO-1",
    agency: "RCMP",
    desks: ["ca-rcmp-liaison"],
    from: iso(rig.clock.now - DAY),
    to: iso(rig.clock.now + 365 * DAY),
    reference: "Invented note 12",
    accredited_on: "2026-10-01",
    languages: ["en", "hi"],
    hours: { zone: "Asia/Kolkata", days: ["mon", "fri"], from: "09:30", to: "18:00" },
    deputies: ["CA-LO-2"],
    ...change,
  };
}

/** The same for the guest, whom Canada hosts. */
export function guestTerms(rig: PeopleRig, change: object = {}) {
  return terms(rig, { officer: GUEST, agency: "NCB", deputies: [], ...change });
}

export function order(rig: PeopleRig, act: PeopleOrder["act"], fields: object): PeopleOrder {
  const made = readerOf(PeopleOrder)({ act, ...NODE, expires_at: iso(rig.clock.now + 3_600_000), ...fields });
  if (!made.ok) throw new Error(`no order: ${JSON.stringify(made.faults)}`);
  return made.value;
}

function signed(by: string, text: string) {
  const { sign, id } = deviceKey(KEYS[by] ?? 0);
  return { device: id, signature: Buffer.from(sign(deviceMessageOf(text))).toString("base64") };
}

export async function officer(rig: PeopleRig, id: string): Promise<Officer> {
  const found = await rig.people.officer(id);
  if (found === null) throw new Error(`no ${id}`);
  return found;
}

export async function propose(rig: PeopleRig, one: PeopleOrder, by = "CA-OP-1"): Promise<Result<OrderDone>> {
  return rig.people.orders.propose(await officer(rig, by), NODE, one, signed(by, peopleText(one)));
}

export async function confirm(rig: PeopleRig, id: string, one: PeopleOrder, by = "CA-OP-2") {
  return rig.people.orders.confirm(await officer(rig, by), id, signed(by, peopleText(one)));
}

/** Both operators. */
export async function both(rig: PeopleRig, one: PeopleOrder): Promise<Result<OrderDone>> {
  const proposed = await propose(rig, one);
  return proposed.ok ? confirm(rig, proposed.value.id, one) : proposed;
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** The problem, and where its faults are. */
export function refusal(result: Result<unknown>): string {
  if (result.ok) throw new Error("it was not refused");
  const { problem, faults } = result.refusal;
  return [problem, ...(faults ?? []).map(({ where }) => where)].join(" ");
}
