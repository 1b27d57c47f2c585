import type { AnswerOf } from "../api/client.ts";

type Duties = Pick<AnswerOf<"me">, "duties">;

/** Whether an officer writes requests and answers. */
export function mayContribute({ duties }: Duties): boolean {
  return duties.some((duty) => ["liaison", "duty_desk", "analyst"].includes(duty));
}

/** Whether an officer lets things out that others wrote. */
export function mayRelease({ duties }: Duties): boolean {
  return duties.includes("release_authority");
}
