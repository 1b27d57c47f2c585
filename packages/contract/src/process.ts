/**
 * How the process of a node is started, whoever starts it: by hand, by the sandbox, by a campaign.
 *
 * What a node keeps is the same after an hour as after a day, but its process used to grow by 14 MiB in ten minutes. Two
 * things of the platform do that under load and give nothing back: V8 doubles its young generation up to two halves of
 * 32 MiB each, and the C library opens an arena of its own for every thread that computes signatures. Both can be bounded
 * only before the process starts.
 */
export const NODE_PROCESS = {
  flags: ["--disable-warning=ExperimentalWarning", "--max-semi-space-size=8"],
  /** glibc's; another C library does not read it */
  environment: { MALLOC_ARENA_MAX: "2" },
} as const;
