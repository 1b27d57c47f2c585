import { Type } from "typebox";
import { ApprovalChallenge } from "./approval.ts";
import {
  DESK_VIEWS,
  DeskCounts,
  DeskMarks,
  DeskPage,
  DirectoryView,
  ProofCheck,
  SandboxOfficer,
  ThreadView,
  WorkingCopy,
} from "./desk.ts";
import { CLOSED, Instant } from "./fields.ts";
import type { Route } from "./route.ts";
import { Me } from "./views.ts";

const IdOnly = Type.Object({
  id: Type.String(),
  thread: Type.String(),
  kind: Type.String(),
  state: Type.String(),
});
const Form = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown());

/** What a screen needs beside what the command line asks. */
export const DESK_ROUTES = {
  openSession: {
    method: "POST",
    path: "/api/session",
    summary: "Change a token for a browser session",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: Type.Object({}, CLOSED),
    answer: Me,
  },
  endSession: {
    method: "POST",
    path: "/api/session/end",
    summary: "End the browser session",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: Type.Object({}, CLOSED),
    answer: Type.Object({ state: Type.String() }),
  },
  listPasskeys: {
    method: "GET",
    path: "/api/passkeys",
    summary: "The officer's own passkeys",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: null,
    answer: Type.Object({
      items: Type.Array(
        Type.Object({
          device: Type.String(),
          credential: Type.String(),
          public_key: Type.String(),
          origin: Type.String(),
          vouched: Type.Boolean(),
        }),
      ),
    }),
  },
  passkeyOptions: {
    method: "POST",
    path: "/api/passkeys/options",
    summary: "What a browser needs to make a passkey (WebAuthn creation options as JSON)",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: Type.Object({}, CLOSED),
    answer: Type.Object({ options: Type.Unknown() }),
  },
  registerPasskey: {
    method: "POST",
    path: "/api/passkeys",
    summary:
      "Enrol the passkey a browser made; recorded. It signs in, and approves nothing until it is vouched for",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: Type.Object({ response: Type.Unknown() }, CLOSED),
    answer: Type.Object({ device: Type.String(), vouched: Type.Boolean() }),
  },
  vouchPasskey: {
    method: "POST",
    path: "/api/passkeys/voucher",
    summary: "The officer's enrolled device says that a passkey is his: from then on it approves; recorded",
    right: "signed_in",
    guest: true,
    inPerson: true,
    body: Type.Object(
      {
        passkey: Type.String({ pattern: "^P-[0-9a-f]{16}$" }),
        device: Type.String({ minLength: 1, maxLength: 64 }),
        signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
      },
      CLOSED,
    ),
    answer: Type.Object({ device: Type.String(), vouched: Type.Boolean() }),
  },
  passkeySignInOptions: {
    method: "POST",
    path: "/api/passkeys/entry/options",
    summary: "What a browser needs to sign in with a passkey (WebAuthn request options as JSON)",
    right: null,
    body: Type.Object({}, CLOSED),
    answer: Type.Object({ options: Type.Unknown() }),
  },
  passkeySignIn: {
    method: "POST",
    path: "/api/passkeys/entry",
    summary: "Sign in with a passkey",
    right: null,
    body: Type.Object({ response: Type.Unknown() }, CLOSED),
    answer: Me,
  },
  desk: {
    method: "POST",
    path: "/api/desk",
    summary:
      "One view of the desk: what is due first first; what was put away last, or comes back first, in those views",
    right: "read",
    body: Type.Object(
      {
        view: Type.Enum(DESK_VIEWS),
        cursor: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 120 })])),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
      },
      CLOSED,
    ),
    answer: DeskPage,
  },
  deskCounts: {
    method: "GET",
    path: "/api/desk/counts",
    summary: "How many rows each view of the desk has, counted to 99",
    right: "read",
    body: null,
    answer: DeskCounts,
  },
  thread: {
    method: "GET",
    path: "/api/threads/:id",
    summary: "A question and its answers, without their content",
    right: "read",
    guest: true,
    body: null,
    answer: ThreadView,
  },
  markDispatch: {
    method: "POST",
    path: "/api/dispatches/:id/mark",
    summary: "The officer's own marks: seen, done, snoozed; each can be undone",
    right: "read",
    body: Type.Object(
      {
        seen: Type.Optional(Type.Boolean()),
        done: Type.Optional(Type.Boolean()),
        snoozed_until: Type.Optional(Type.Union([Type.Null(), Instant])),
      },
      CLOSED,
    ),
    answer: DeskMarks,
  },
  acceptCaveats: {
    method: "POST",
    path: "/api/dispatches/:id/accept",
    summary: "Take the caveats of an arrival on oneself; recorded",
    right: "contribute",
    body: Type.Object({}, CLOSED),
    answer: IdOnly,
  },
  directory: {
    method: "GET",
    path: "/api/directory",
    summary: "Desks of the agreement, and colleagues of the officer's desks",
    right: "signed_in",
    body: null,
    answer: DirectoryView,
  },
  listWorking: {
    method: "GET",
    path: "/api/working",
    summary: "The officer's forms that are no drafts yet",
    right: "contribute",
    body: null,
    answer: Type.Object({ items: Type.Array(WorkingCopy) }),
  },
  createWorking: {
    method: "POST",
    path: "/api/working",
    summary: "Keep a form that is no draft yet",
    right: "contribute",
    body: Type.Object({ form: Form }, CLOSED),
    answer: WorkingCopy,
  },
  showWorking: {
    method: "GET",
    path: "/api/working/:id",
    summary: "One of the officer's own forms",
    right: "contribute",
    body: null,
    answer: WorkingCopy,
  },
  saveWorking: {
    method: "PUT",
    path: "/api/working/:id",
    summary: "Keep a form's new state, where nobody changed it since",
    right: "contribute",
    body: Type.Object({ form: Form, version: Type.Integer({ minimum: 1 }) }, CLOSED),
    answer: WorkingCopy,
  },
  dropWorking: {
    method: "POST",
    path: "/api/working/:id/drop",
    summary: "Throw a form away",
    right: "contribute",
    body: Type.Object({}, CLOSED),
    answer: Type.Object({ id: Type.String() }),
  },
  checkProof: {
    method: "GET",
    path: "/api/ledger/proofs/:id/check",
    summary: "Verify the proof of one dispatch against the agreement",
    right: "signed_in",
    body: null,
    answer: ProofCheck,
  },
  sandboxOfficers: {
    method: "GET",
    path: "/api/sandbox/officers",
    summary: "Sandbox only: the invented officers",
    right: null,
    body: null,
    answer: Type.Object({ officers: Type.Array(SandboxOfficer) }),
  },
  sandboxSession: {
    method: "POST",
    path: "/api/sandbox/session",
    summary: "Sandbox only: sit down as an invented officer",
    right: null,
    body: Type.Object({ officer: Type.String({ minLength: 1, maxLength: 64 }) }, CLOSED),
    answer: Me,
  },
  sandboxSign: {
    method: "POST",
    path: "/api/sandbox/sign",
    summary: "Sandbox only: the invented officer's device signs a challenge",
    right: "signed_in",
    inPerson: true,
    body: Type.Object({ challenge: ApprovalChallenge }, CLOSED),
    answer: Type.Object({ device: Type.String(), signature: Type.String() }),
  },
} as const satisfies Record<string, Route>;

/** Doors that no node but a sandbox's has. */
export const SANDBOX_ROUTE_NAMES = ["sandboxOfficers", "sandboxSession", "sandboxSign"] as const;
