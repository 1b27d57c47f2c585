/** What a call of the command line may touch, handed in so that tests can hand in their own. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** relative paths of the person start here */
  readonly cwd: string;
  /** everything on standard input, to its end */
  readonly stdin: () => Promise<Uint8Array>;
  /** Unix milliseconds */
  readonly now: () => number;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}
