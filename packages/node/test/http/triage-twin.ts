import type { PostView, Result, UrgentItem } from "@entente/contract";
import type { Exchange, Standing } from "../../src/exchange/door.ts";
import type { Officer } from "../../src/people/door.ts";

/** Notes what was asked about a dispatch and gives the value where the twin knows it. */
type About = <T>(
  method: string,
  officer: Officer,
  id: string,
  value: T,
  ...args: readonly unknown[]
) => Promise<Result<T>>;

type Triage = "assign" | "nameGuest" | "duty" | "acknowledge";

const URGENT: UrgentItem = {
  id: "0197a3c0-1d2e-7f00-8a1b-2c3d4e5f6071",
  desk: "ca-rcmp-liaison",
  step: "on_duty",
  shown_to: [],
  since: "2026-11-22T08:00:00.000Z",
  next_at: null,
};

/** What an arrival is given to. */
export function triageTwin(about: About, standing: Standing): Pick<Exchange, Triage> {
  return {
    assign: (officer, id, to) => about("assign", officer, id, standing, to),
    duty: (officer) => about("duty", officer, standing.id, { on_duty: [], shifts: [], urgent: [] }),
    acknowledge: (officer, id) => about("acknowledge", officer, id, URGENT),
    nameGuest: (officer, id, post) =>
      about("nameGuest", officer, id, { ...POST, threads: [standing.id] }, post),
  };
}

const POST: PostView = {
  post: "IN-CA-1",
  sending: "IN",
  host: "CA",
  officer: "guest-of-IN.invented",
  agency: "NCB",
  desks: ["ca-rcmp-liaison"],
  from: "2026-11-01T00:00:00.000Z",
  to: "2028-11-01T00:00:00.000Z",
  reference: "Invented note",
  accredited_on: "2026-10-01",
  languages: ["en"],
  hours: { zone: "America/Toronto", days: ["mon"], from: "09:00", to: "17:00" },
  deputies: [],
  state: "standing",
  version: 1,
  ended_at: null,
  end: null,
  threads: [],
};
