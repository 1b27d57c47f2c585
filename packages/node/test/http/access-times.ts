import type { Thing } from "./access-objects.ts";
import type { Hired } from "./access-officers.ts";
import type { AccessRig } from "./access-rig.ts";
import { ASKED, expectedOf, sentOf } from "./access-routes.ts";

/** What one route took for what is hidden and for what was never there, and how often their bytes differed. */
export interface RouteTimes {
  readonly route: string;
  readonly pairs: number;
  readonly hidden_ms: number;
  readonly absent_ms: number;
  readonly difference_ms: number;
  readonly unlike: number;
}

/** @param pairs of a hidden and an absent question each, to every route, asked in turns so that both meet the same weather */
export async function askTimes(rig: AccessRig, pairs: number): Promise<readonly RouteTimes[]> {
  const times: RouteTimes[] = [];
  for (const asked of ASKED) {
    const hidden = rig.hired.flatMap((hired) =>
      rig.things
        .filter((thing) => thing !== rig.absent && expectedOf(asked, thing, hired) === "hidden")
        .map((thing): readonly [Hired, Thing] => [hired, thing]),
    );
    const took = { hidden: [] as number[], absent: [] as number[] };
    let unlike = 0;
    for (let nth = 0; nth < pairs && hidden.length > 0; nth += 1) {
      // Spread over all of them, and neither always first: whoever is asked second finds everything warm.
      const [hired, thing] = hidden[(nth * 7919) % hidden.length] ?? [];
      if (hired === undefined || thing === undefined) throw new Error("there are hidden ones");
      const first = nth % 2 === 0 ? thing : rig.absent;
      const second = first === thing ? rig.absent : thing;
      const one = await rig.ask(sentOf(asked, first.id, hired));
      const two = await rig.ask(sentOf(asked, second.id, hired));
      if (one.bytes !== two.bytes) unlike += 1;
      took[first === thing ? "hidden" : "absent"].push(one.ms);
      took[second === thing ? "hidden" : "absent"].push(two.ms);
    }
    const [hiddenMs, absentMs] = [median(took.hidden), median(took.absent)];
    times.push({
      route: asked.name,
      pairs: took.hidden.length,
      hidden_ms: hiddenMs,
      absent_ms: absentMs,
      difference_ms: Math.abs(hiddenMs - absentMs),
      unlike,
    });
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
