import { done, no, passkeyText, ROUTES } from "@entente/contract";
import { presentMe } from "../people/door.ts";
import { asking, openTaking, taking } from "./handler.ts";
import type { Rooms } from "./handlers.ts";

const TIMEOUT_MS = 120_000;
/** COSE algorithms: Ed25519 and ES256. */
const ALGORITHMS = [-8, -7];

/** What a browser asks to make and use passkeys. The page's own origin is the only one a passkey is good for. */
export function aboutPasskeys({ people, node, sandbox }: Rooms) {
  return {
    listPasskeys: asking(ROUTES.listPasskeys, async (officer) =>
      done({ items: [...(await people.passkeys.of(officer.id))] }),
    ),
    passkeyOptions: taking(ROUTES.passkeyOptions, async (officer) => {
      const known = await people.passkeys.of(officer.id);
      return done({
        options: {
          challenge: people.passkeys.challengeFor(officer),
          rp: { name: `Entente ${node.party}` },
          user: {
            id: Buffer.from(officer.id).toString("base64url"),
            name: officer.id,
            displayName: officer.name,
          },
          pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
          authenticatorSelection: { residentKey: "required", userVerification: "required" },
          attestation: "none",
          timeout: TIMEOUT_MS,
          excludeCredentials: known.map(({ credential }) => ({ type: "public-key", id: credential })),
        },
      });
    }),
    registerPasskey: taking(ROUTES.registerPasskey, async (officer, body, _id, call) => {
      const device =
        call.origin === null ? null : await people.passkeys.register(officer, body.response, call.origin);
      if (device === null) return no("device_refused");
      const [made] = (await people.passkeys.of(officer.id)).filter((one) => one.device === device);
      const word =
        made === undefined ? null : sandbox?.vouch(officer, passkeyText({ officer: officer.id, ...made }));
      return done({ device, vouched: word ? await people.passkeys.vouch(officer, device, word) : false });
    }),
    vouchPasskey: taking(ROUTES.vouchPasskey, async (officer, { passkey, device, signature }) => {
      const voucher = { device, signature: new Uint8Array(Buffer.from(signature, "base64")) };
      const vouched = await people.passkeys.vouch(officer, passkey, voucher);
      return vouched ? done({ device: passkey, vouched }) : no("device_refused");
    }),
    passkeySignInOptions: openTaking(ROUTES.passkeySignInOptions, async () =>
      done({
        options: {
          challenge: people.passkeys.challengeForAnybody(),
          userVerification: "required",
          timeout: TIMEOUT_MS,
        },
      }),
    ),
    passkeySignIn: openTaking(ROUTES.passkeySignIn, async (body, call) => {
      const id = call.origin === null ? null : await people.passkeys.signIn(body.response, call.origin);
      const officer = id === null ? null : await people.officer(id);
      if (officer === null) return no("device_refused");
      call.keep(await people.openSession(officer.id));
      return done(presentMe(officer, node));
    }),
  };
}
