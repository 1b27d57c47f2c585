import { hash } from "node:crypto";
import { passkeyText } from "@entente/contract";
import { ENTRY_KIND, entry, saltedDigest } from "@entente/ledger";
import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { Type } from "typebox";
import { Compile } from "typebox/compile";
import type { EnrolContext } from "./commands/enrol-officer.ts";
import { deviceMessageOf, verifyDeviceSignature } from "./devices.ts";
import { SALTS } from "./leaf.ts";
import {
  insertPasskey,
  passkeyByCredential,
  passkeyById,
  passkeysOf,
  passkeyUsed,
  passkeyVouched,
  type StoredPasskey,
  type Voucher,
} from "./passkey-store.ts";
import type { Officer, Passkeys } from "./port.ts";
import { deviceById } from "./store.ts";

/** How long a page may take between asking for a challenge and answering it. */
const PATIENCE_MS = 5 * 60_000;
/** Challenges that nobody answered yet; a flood of askers drives the oldest out, never the node out of memory. */
const MOST_OPEN = 1_000;

const Extensions = Type.Record(Type.String(), Type.Unknown());
const Base64Url = Type.String({ pattern: "^[A-Za-z0-9_-]*$", maxLength: 20_000 });
const registration = Compile(
  Type.Object({
    id: Base64Url,
    rawId: Base64Url,
    type: Type.Literal("public-key"),
    clientExtensionResults: Extensions,
    response: Type.Object({ clientDataJSON: Base64Url, attestationObject: Base64Url }),
  }),
);
const assertion = Compile(
  Type.Object({
    id: Base64Url,
    rawId: Base64Url,
    type: Type.Literal("public-key"),
    clientExtensionResults: Extensions,
    response: Type.Object({
      clientDataJSON: Base64Url,
      authenticatorData: Base64Url,
      signature: Base64Url,
    }),
  }),
);

/** Passkeys of officers (WebAuthn level 3): a key in an authenticator, bound to the page it was made on. */
export function openPasskeys(context: EnrolContext): Passkeys {
  const open = new Map<string, { readonly officer: string | null; readonly until: number }>();
  const challenge = (officer: string | null): string => {
    const made = Buffer.from(context.random(32)).toString("base64url");
    const oldest = open.size >= MOST_OPEN ? open.keys().next().value : undefined;
    if (oldest !== undefined) open.delete(oldest);
    open.set(made, { officer, until: context.clock() + PATIENCE_MS });
    return made;
  };
  /** Each challenge is answered once. */
  const answered = (officer: string | null) => (given: string) => {
    const found = open.get(given);
    open.delete(given);
    return found !== undefined && found.officer === officer && found.until >= context.clock();
  };
  return {
    challengeFor: (officer) => challenge(officer.id),
    challengeForAnybody: () => challenge(null),
    of: async (officer) => {
      const stored = await passkeysOf(context.store, officer);
      return Promise.all(
        stored.map(async (passkey) => {
          const { credential, public_key, origin } = claimOf(passkey);
          const vouched = await vouches(context, passkey, passkey.voucher);
          return { device: passkey.id, credential, public_key, origin, vouched };
        }),
      );
    },
    vouch: (officer, passkey, voucher) => vouch(context, officer, passkey, voucher),
    isVouched: (passkey) => vouches(context, passkey, passkey.voucher),
    register: (officer, response, origin) =>
      register(context, officer, response, origin, answered(officer.id)),
    signIn: (response, origin) => signIn(context, response, origin, answered(null)),
  };
}

async function register(
  context: EnrolContext,
  officer: Officer,
  response: unknown,
  origin: string,
  expectedChallenge: (given: string) => boolean,
): Promise<string | null> {
  if (!registration.Check(response)) return null;
  const given: RegistrationResponseJSON = { ...response, clientExtensionResults: {} };
  const verified = await verifyRegistrationResponse({
    response: given,
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: new URL(origin).hostname,
    requireUserVerification: true,
  }).catch(() => null);
  if (verified === null || !verified.verified) return null;
  const { credential } = verified.registrationInfo;
  const passkey: StoredPasskey = {
    id: `P-${hash("sha256", Buffer.from(credential.id, "base64url"), "hex").slice(0, 16)}`,
    credential: credential.id,
    officer: officer.id,
    publicKey: new Uint8Array(credential.publicKey),
    counter: credential.counter,
    origin,
    voucher: null,
  };
  const at = context.clock();
  const committed = await context.store.commit({
    appends: [{ log: "domestic", entry: await passkeyEntry(context, passkey, at) }],
    steps: [insertPasskey(passkey, at)],
  });
  return committed.committed ? passkey.id : null;
}

/** What the device of its officer signs for it. */
function claimOf({ officer, credential, publicKey, origin }: StoredPasskey) {
  return { officer, credential, public_key: Buffer.from(publicKey).toString("base64"), origin };
}

/**
 * Whoever holds a token can open a session and make a passkey in it; were that enough to approve, a stolen token would
 * approve (design §5, T18). So the key that was enrolled with the officer has to say that this one is his too.
 */
async function vouches(
  context: EnrolContext,
  passkey: StoredPasskey,
  voucher: Voucher | null,
): Promise<boolean> {
  if (voucher === null) return false;
  const device = await deviceById(context.store, voucher.device);
  if (device === null || device.officer !== passkey.officer) return false;
  return verifyDeviceSignature(device, deviceMessageOf(passkeyText(claimOf(passkey))), voucher.signature);
}

async function vouch(
  context: EnrolContext,
  officer: Officer,
  id: string,
  voucher: Voucher,
): Promise<boolean> {
  const passkey = await passkeyById(context.store, id);
  if (passkey === null || passkey.officer !== officer.id) return false;
  if (passkey.voucher !== null) return vouches(context, passkey, passkey.voucher);
  if (!(await vouches(context, passkey, voucher))) return false;
  const committed = await context.store.commit({
    appends: [{ log: "domestic", entry: await voucherEntry(context, id, voucher) }],
    steps: [passkeyVouched(id, voucher)],
  });
  return committed.committed;
}

/** The domestic log's entry for a voucher, made again from the passkey's row. */
async function voucherEntry(context: EnrolContext, id: string, voucher: Voucher): Promise<Uint8Array> {
  const salts = await context.store.vault.secret(SALTS, () => context.random(32));
  const salt = new Uint8Array(hash("sha256", Buffer.concat([salts, Buffer.from(`voucher ${id}`)]), "buffer"));
  const parts = ["voucher", id, voucher.device].map((text) => new TextEncoder().encode(text));
  return entry(ENTRY_KIND.people, saltedDigest(ENTRY_KIND.people, salt, ...parts, voucher.signature));
}

/** The domestic log's entry for a passkey, made again from its row as an enrolment's is. */
async function passkeyEntry(context: EnrolContext, passkey: StoredPasskey, at: number): Promise<Uint8Array> {
  const salts = await context.store.vault.secret(SALTS, () => context.random(32));
  const salt = new Uint8Array(hash("sha256", Buffer.concat([salts, Buffer.from(passkey.id)]), "buffer"));
  const texts = [passkey.id, passkey.credential, passkey.officer, passkey.origin, String(at)];
  const parts = texts.map((text) => new TextEncoder().encode(text));
  return entry(ENTRY_KIND.people, saltedDigest(ENTRY_KIND.people, salt, ...parts, passkey.publicKey));
}

async function signIn(
  context: EnrolContext,
  response: unknown,
  origin: string,
  expectedChallenge: (given: string) => boolean,
): Promise<string | null> {
  if (!assertion.Check(response)) return null;
  const passkey = await passkeyByCredential(context.store, response.id);
  if (passkey === null || passkey.origin !== origin) return null;
  const counter = await verified(passkey, response, expectedChallenge, passkey.counter);
  if (counter === null) return null;
  const committed = await context.store.commit({ steps: [passkeyUsed(passkey.id, counter)] });
  return committed.committed ? passkey.officer : null;
}

/**
 * Whether an assertion (its JSON as bytes) answers this challenge under this passkey, on the page it was made on.
 * False, never a throw, for anything an officer could send. The authenticator's count is not asked: a stored
 * approval is verified again and again.
 * @param challenge base64url
 */
export async function passkeyStands(
  passkey: StoredPasskey,
  challenge: string,
  signed: Uint8Array,
): Promise<boolean> {
  const response = parsed(signed);
  if (!assertion.Check(response) || response.id !== passkey.credential) return false;
  return (await verified(passkey, response, (given) => given === challenge, 0)) !== null;
}

/** The authenticator's new count; null where the assertion does not stand. */
async function verified(
  passkey: StoredPasskey,
  response: Omit<AuthenticationResponseJSON, "clientExtensionResults">,
  expectedChallenge: (given: string) => boolean,
  counter: number,
): Promise<number | null> {
  const result = await verifyAuthenticationResponse({
    response: { ...response, clientExtensionResults: {} },
    expectedChallenge,
    expectedOrigin: passkey.origin,
    expectedRPID: new URL(passkey.origin).hostname,
    credential: { id: passkey.credential, publicKey: new Uint8Array(passkey.publicKey), counter },
    requireUserVerification: true,
  }).catch(() => null);
  return result?.verified === true ? result.authenticationInfo.newCounter : null;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return value;
  } catch {
    return null;
  }
}
