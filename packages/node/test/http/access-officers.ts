import type { DeviceFile } from "@entente/contract";
import { DUTIES, type Duty } from "@entente/words";
import type { Officer } from "../../src/people/door.ts";
import type { TestNode } from "../exchange/two-nodes.ts";

/** The desk most objects and officers are of, and the other one. */
export const DESK = "ca-rcmp-liaison";
export const OTHER = "ca-cbsa-liaison";

/** Where an officer sits: he whom the objects are about, one beside him, one elsewhere, one of both desks, one who left. */
export const POSTS = ["he", "colleague", "elsewhere", "both", "left"] as const;

/** An officer with everything by which he can be played. */
export interface Hired {
  readonly id: string;
  readonly duty: Duty;
  readonly post: (typeof POSTS)[number];
  readonly desks: readonly string[];
  readonly token: string;
  readonly device: DeviceFile;
  readonly officer: Officer;
}

const DESKS = {
  he: [DESK],
  colleague: [DESK],
  elsewhere: [OTHER],
  both: [DESK, OTHER],
  left: [DESK],
} as const;

/** An officer of every duty at every post. */
export async function hireAll(ca: TestNode): Promise<readonly Hired[]> {
  const all: Hired[] = [];
  for (const duty of DUTIES) for (const post of POSTS) all.push(await hire(ca, duty, post));
  return all;
}

/** Those who left do so when everything is made. */
export async function dismiss(ca: TestNode, hired: readonly Hired[]): Promise<void> {
  const left = hired.filter(({ post }) => post === "left");
  const sql = "update officer set revoked_at = 1 where id = ?";
  await ca.store.commit({ steps: left.map(({ id }) => ({ sql, params: [id], changes: 1 })) });
}

async function hire(ca: TestNode, duty: Duty, post: Hired["post"]): Promise<Hired> {
  const id = `ca-${duty}-${post}`;
  const { publicKey, file } = ca.freshDevice(id);
  const { officer, token } = await ca.people.enrol({
    id,
    name: `Invented ${duty}`,
    agency: "RCMP",
    desks: DESKS[post],
    duties: [duty],
    approvalRoles: duty === "release_authority" ? ["CA-SUP"] : [],
    devicePublicKey: publicKey,
  });
  return { id, duty, post, desks: DESKS[post], token, device: file, officer };
}
