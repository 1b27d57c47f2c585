import { request as httpRequest } from "node:http";
import { describe, expect, test } from "vitest";
import type { DeskRoom } from "../../src/desk/door.ts";
import { deskTwin } from "./twins.ts";
import { ask, type UserRig, userRig } from "./user-rig.ts";

const CHANGE = { id: "d-1", thread: "t-1", kind: "request", state: "filed" };
const TIMES = { everyMs: 10, heartbeatMs: 60 };

/** A desk on which a change happens when the test says so; remembers where and for whose desks it was asked. */
function changingDesk() {
  let place = 1;
  const asked: (string | null)[] = [];
  const waiting = new Map<string, () => void>();
  let desksAtChange: readonly string[] = [];
  const since: DeskRoom["since"] = async (officer, after) => {
    asked.push(after);
    for (const desk of officer.desks) waiting.get(desk)?.();
    const at = after === null ? place : Number(after.split(".")[0]);
    if (at < place) desksAtChange = officer.desks;
    return { cursor: `${String(place)}.`, events: at < place ? [CHANGE] : [] };
  };
  return {
    desk: { ...deskTwin([]), since },
    asked,
    change: () => {
      place += 1;
    },
    /** resolves when it is asked for an officer of this desk */
    askedBy: (desk: string) => new Promise<void>((resolve) => void waiting.set(desk, resolve)),
    desksAtChange: () => desksAtChange,
  };
}

/** Listens until `enough` was heard or the stream ended. */
function listen(rig: UserRig, headers: Record<string, string>, enough: string) {
  return new Promise<{ readonly status: number; readonly heard: string; readonly ended: boolean }>(
    (resolve, reject) => {
      const { port } = rig.door;
      const all = { host: `localhost:${port}`, ...headers };
      const request = httpRequest(
        { host: "localhost", port, path: "/api/events", headers: all, agent: false },
        (reply) => {
          const status = reply.statusCode ?? 0;
          let heard = "";
          reply.setEncoding("utf8");
          reply.on("data", (part: string) => {
            heard += part;
            if (!heard.includes(enough)) return;
            request.destroy();
            resolve({ status, heard, ended: false });
          });
          reply.on("end", () => resolve({ status, heard, ended: true }));
        },
      );
      request.on("error", reject);
      request.end();
    },
  );
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

  test.each(["his token", "a session"])("ends when its officer is revoked, opened with %s", async (how) => {
    await using rig = await userRig({ eventTimes: TIMES });
    const token = await rig.token("liaison");
    const way = how === "a session" ? { cookie: await cookieOf(rig) } : { authorization: `Bearer ${token}` };
    const heard = listen(rig, way, "never");
    await listen(rig, way, ": here");
    const sql = "update officer set revoked_at = ? where id = 'CA-liaison'";
    await rig.store.commit({ steps: [{ sql, params: [rig.clock.now], changes: 1 }] });
    expect(await heard).toMatchObject({ status: 200, ended: true });
  });

  test("tells an officer what he may know now, not what he might when it was opened", async () => {
    const changing = changingDesk();
    await using rig = await userRig({ desk: changing.desk, eventTimes: TIMES });
    const way = { authorization: `Bearer ${await rig.token("liaison")}` };
    const heard = listen(rig, way, "event: change");
    await listen(rig, way, ": here");
    const sql = `update officer set desks = '["ca-cccs-watch"]' where id = 'CA-liaison'`;
    await rig.store.commit({ steps: [{ sql, params: [], changes: 1 }] });
    await changing.askedBy("ca-cccs-watch");
    changing.change();
    await heard;
    expect(changing.desksAtChange()).toEqual(["ca-cccs-watch"]);
  });

  test("does not keep its session awake", async () => {
    await using rig = await userRig({ eventTimes: TIMES });
    const cookie = await cookieOf(rig);
    const heard = listen(rig, { cookie }, "never");
    rig.clock.now += 31 * 60_000;
    expect((await heard).ended).toBe(true);
  });
});
