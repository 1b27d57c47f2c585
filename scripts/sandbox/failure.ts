/** Why the sandbox cannot go on, in words for the person who started it. */
export class SandboxFailure extends Error {
  override readonly name = "SandboxFailure";
}
