import { access } from "./access/campaign.ts";
import { amend } from "./amend/campaign.ts";
import { type Campaign, type Listener, type Report, runCampaign, type Staged } from "./campaign.ts";
import { canaries } from "./canaries/campaign.ts";
import { disk } from "./damage/disk.ts";
import { flip } from "./damage/flip.ts";
import { kill } from "./endure/kill.ts";
import { soak } from "./endure/soak.ts";
import { forge } from "./forge/campaign.ts";
import { replay } from "./forge/replay.ts";
import { malform } from "./malform/campaign.ts";
import { mutants } from "./mutants/campaign.ts";
import { type Options, readOptions } from "./options.ts";
import { partition, pull } from "./partition/campaign.ts";
import { approvals } from "./people/approvals.ts";
import { revokeMidAction } from "./people/revoke.ts";
import { printed } from "./report.ts";
import { rotate } from "./rotate/campaign.ts";
import { simulate } from "./simulate/campaign.ts";
import { split } from "./split/campaign.ts";
import { suspend } from "./suspend/campaign.ts";
import { traffic } from "./traffic/campaign.ts";
import { unread } from "./unread/campaign.ts";

// `npm run campaign -- NAME --n N --seed S --json`: attacks two real nodes of its own and counts what held. Exit code 0
// where nothing broke, 1 where something did, 2 for arguments nobody understands.

type Run = (options: Options, listener: Listener) => Promise<Report>;
const runOf =
  <Stage extends Staged>(campaign: Campaign<Stage>): Run =>
  (options, listener) =>
    runCampaign(campaign, options, listener);

const CAMPAIGNS: Readonly<Record<string, Run>> = {
  malform: runOf(malform),
  forge: runOf(forge),
  replay: runOf(replay),
  simulate,
  kill,
  partition,
  pull,
  split,
  disk,
  flip,
  mutants,
  rotate,
  amend,
  suspend,
  soak,
  traffic,
  revoke: runOf(revokeMidAction),
  approvals: runOf(approvals),
  canaries,
  unread,
  access,
};
const EVERY_MS = 2_000;

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), Object.keys(CAMPAIGNS));
  const usage = "usage: npm run campaign -- NAME [--n N] [--seed S] [--json]";
  if (typeof options === "string") {
    process.stderr.write(`${options}\n${usage}\n`);
    return 2;
  }
  const run = CAMPAIGNS[options.name];
  if (run === undefined) throw new Error("every name that is read has a campaign");
  const report = await run(options, listener(options));
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : printed(report));
  return report.broken === 0 ? 0 : 1;
}

/** Broken cases at once, progress every two seconds; all on standard error, so that the one object stands alone. */
function listener({ name }: Options): Listener {
  let told = Date.now();
  return {
    progress(tried, of, broken) {
      if (Date.now() - told < EVERY_MS) return;
      told = Date.now();
      process.stderr.write(`${name}: ${tried} of ${of}, ${broken} broken\n`);
    },
    broke: (seed, kind, why) => process.stderr.write(`BROKEN seed ${seed} ${kind}: ${why}\n`),
  };
}

process.exitCode = await main();
