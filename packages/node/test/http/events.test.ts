import { request as httpRequest } from "node:http";
import { describe, expect, test } from "vitest";
import type { DeskRoom } from "../../src/desk/door.ts";
import { deskTwin } from "./twins.ts";
import { ask, type UserRig, userRig } from "./user-rig.ts";

const CHANGE = { id: "d-1", thread: "t-1", kind: "request", state: "filed" };
const TIMES = { everyMs: 10, heartbeatMs: 60 };

/** A desk on which a change happens when the test says so; remembers where it was asked from. */
function changingDesk(): { readonly desk: DeskRoom; readonly asked: (string | null)[]; change: () => void } {
  let place = 1;
  const asked: (string | null)[] = [];
  const since: DeskRoom["since"] = async (_officer, after) => {
    asked.push(after);
    const at = after === null ? place : Number(after.split(".")[0]);
    return { cursor: `${String(place)}.`, events: at < place ? [CHANGE] : [] };
  };
  return {
    desk: { ...deskTwin([]), since },
    asked,
    change: () => {
      place += 1;
    },
  };
}

/** Listens until `enough` was heard or the stream ended. */
function listen(rig: UserRig, headers: Record<string, string>, enough: string) {
  return new Promise<{ readonly heard: string; readonly ended: boolean }>((resolve, reject) => {
    const { port } = rig.door;
    const all = { host: `localhost:${port}`, ...headers };
    const request = httpRequest(
      { host: "localhost", port, path: "/api/events", headers: all, agent: false },
      (reply) => {
        let heard = "";
        reply.setEncoding("utf8");
        reply.on("data", (part: string) => {
          heard += part;
          if (!heard.includes(enough)) return;
          request.destroy();
          resolve({ heard, ended: false });
        });
        reply.on("end", () => resolve({ heard, ended: true }));
      },
    );
    request.on("error", reject);
    request.end();
  });
}

async function cookieOf(rig: UserRig): Promise<string> {
  const reply = await ask(rig.door, { path: "/api/session", body: {}, token: await rig.token("liaison") });
  return String(reply.headers["set-cookie"]).split(";", 1)[0] ?? "";
}

describe("the stream of changes", () => {
  test("is for officers only", async () => {
    await using rig = await userRig();
    expect((await ask(rig.door, { path: "/api/events" })).status).toBe(401);
  });

  test("tells what changed in ids and words, and a beat where nothing did", async () => {
    const changing = changingDesk();
    await using rig = await userRig({ desk: changing.desk, eventTimes: TIMES });
    const cookie = await cookieOf(rig);
    const beat = await listen(rig, { cookie }, ": here\ndata: []\n\nid: 1.\n: here");
    expect(beat.heard).not.toContain("event: change");
    setTimeout(changing.change, 30);
    const { heard } = await listen(rig, { cookie }, "event: change");
    expect(heard).toContain("id: 2.\nevent: change");
  });

  test("goes on where the browser was", async () => {
    const changing = changingDesk();
    changing.change();
    await using rig = await userRig({ desk: changing.desk, eventTimes: TIMES });
    const headers = { cookie: await cookieOf(rig), "last-event-id": "1." };
    const { heard } = await listen(rig, headers, "event: change");
    expect(heard).toContain(JSON.stringify([CHANGE]));
    expect(changing.asked[0]).toBe("1.");
  });

  test("ends when its session ends", async () => {
    await using rig = await userRig({ eventTimes: TIMES });
    const cookie = await cookieOf(rig);
    const heard = listen(rig, { cookie }, "never");
    const origin = `http://localhost:${rig.door.port}`;
    await ask(rig.door, { path: "/api/session/end", body: {}, headers: { cookie, origin } });
    expect((await heard).ended).toBe(true);
  });

  test("does not keep its session awake", async () => {
    await using rig = await userRig({ eventTimes: TIMES });
    const cookie = await cookieOf(rig);
    const heard = listen(rig, { cookie }, "never");
    rig.clock.now += 31 * 60_000;
    expect((await heard).ended).toBe(true);
  });
});
