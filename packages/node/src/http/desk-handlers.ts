import {
  type ApprovalChallenge,
  done,
  no,
  type Result,
  ROUTES,
  type SandboxOfficer,
} from "@entente/contract";
import type { Officer } from "../people/door.ts";
import { presentMe } from "../people/door.ts";
import { asking, open, openTaking, taking } from "./handler.ts";
import type { Rooms } from "./handlers.ts";

/** The invented officers of a sandbox, and the devices its node holds for them. */
export interface SandboxDesk {
  readonly officers: readonly SandboxOfficer[];
  /** The signature of the officer's device; null where the sandbox has none for him. */
  sign(
    officer: Officer,
    challenge: ApprovalChallenge,
  ): { readonly device: string; readonly signature: string } | null;
  /** The device's word for a passkey of the officer's; null where the sandbox has none for him. */
  vouch(officer: Officer, text: string): { readonly device: string; readonly signature: Uint8Array } | null;
}

const PAGE = 50;

export function aboutDesk({ desk }: Rooms) {
  return {
    desk: taking(ROUTES.desk, (officer, body) =>
      desk.list(officer, { view: body.view, cursor: body.cursor ?? null, limit: body.limit ?? PAGE }),
    ),
    deskCounts: asking(ROUTES.deskCounts, (officer) => desk.counts(officer)),
    thread: asking(ROUTES.thread, (officer, id) => desk.thread(officer, id)),
    markDispatch: taking(ROUTES.markDispatch, (officer, body, id) => desk.mark(officer, id, body)),
    acceptCaveats: taking(ROUTES.acceptCaveats, (officer, _body, id) => desk.accept(officer, id)),
    directory: asking(ROUTES.directory, (officer) => desk.directory(officer)),
    listWorking: asking(ROUTES.listWorking, (officer) => desk.working.list(officer)),
    createWorking: taking(ROUTES.createWorking, (officer, body) => desk.working.create(officer, body.form)),
    showWorking: asking(ROUTES.showWorking, (officer, id) => desk.working.show(officer, id)),
    saveWorking: taking(ROUTES.saveWorking, (officer, body, id) =>
      desk.working.save(officer, id, body.form, body.version),
    ),
    dropWorking: taking(ROUTES.dropWorking, (officer, _body, id) => desk.working.drop(officer, id)),
  };
}

export function aboutSessions({ people, node, sandbox }: Rooms) {
  return {
    openSession: taking(ROUTES.openSession, async (officer, _body, _id, call) => {
      call.keep(await people.openSession(officer.id));
      return done(presentMe(officer, node));
    }),
    endSession: taking(ROUTES.endSession, async (_officer, _body, _id, call) => {
      if (call.session !== null) await people.endSession(call.session);
      call.keep(null);
      return done({ state: "ended" });
    }),
    sandboxOfficers: open(ROUTES.sandboxOfficers, async () =>
      sandbox === undefined ? no("not_found") : done({ officers: [...sandbox.officers] }),
    ),
    sandboxSession: openTaking(ROUTES.sandboxSession, async (body, call) => {
      const invented = sandbox?.officers.some(({ id }) => id === body.officer) ?? false;
      const officer = invented ? await people.officer(body.officer) : null;
      if (officer === null) return no("not_found");
      call.keep(await people.openSession(officer.id));
      return done(presentMe(officer, node));
    }),
    sandboxSign: taking(ROUTES.sandboxSign, async (officer, body): Promise<Result<Signed>> => {
      const signed = sandbox?.sign(officer, body.challenge) ?? null;
      return signed === null ? no("not_found") : done(signed);
    }),
  };
}

interface Signed {
  device: string;
  signature: string;
}
