export function base64UrlOf(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => String.fromCodePoint(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  const base64 = base64Url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (char) => char.codePointAt(0) ?? 0);
}

/** Request options as the node writes them (WebAuthn level 3, §5.1.9). */
export interface AskedAnswer {
  readonly challenge: string;
  readonly userVerification: "required";
  readonly allowCredentials?: readonly { readonly type: "public-key"; readonly id: string }[];
}

/** An assertion as the node reads it. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

/** Has the authenticator answer a challenge. Throws the browser's error where the officer declines or has no key. */
export async function answerWithPasskey(asked: AskedAnswer): Promise<PasskeyAnswer> {
  const credential = await navigator.credentials.get({
    publicKey: {
      challenge: bytesOf(asked.challenge),
      userVerification: asked.userVerification,
      allowCredentials: (asked.allowCredentials ?? []).map(({ type, id }) => ({ type, id: bytesOf(id) })),
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError("no passkey answered");
  const { response } = credential;
  if (!(response instanceof AuthenticatorAssertionResponse)) throw new TypeError("no passkey answered");
  const { authenticatorData, signature } = response;
  return said(credential, {
    clientDataJSON: encoded(response.clientDataJSON),
    authenticatorData: encoded(authenticatorData),
    signature: encoded(signature),
  });
}

/** What an authenticator said, as the node reads it. */
function said<T>({ id }: PublicKeyCredential, response: T) {
  return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response } as const;
}

function encoded(buffer: ArrayBuffer): string {
  return base64UrlOf(new Uint8Array(buffer));
}

/** Creation options as the node writes them. */
interface AskedKey {
  readonly challenge: string;
  readonly rp: { readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: "public-key"; readonly alg: number }[];
  readonly excludeCredentials: readonly { readonly type: "public-key"; readonly id: string }[];
}

/** Whether the node's options are the ones this page understands. */
export function isAskedKey(options: unknown): options is AskedKey {
  return typeof options === "object" && options !== null && "challenge" in options && "user" in options;
}

export function isAskedAnswer(options: unknown): options is AskedAnswer {
  return typeof options === "object" && options !== null && "challenge" in options;
}

/** Has the authenticator make a passkey; the answer is what the node enrols. */
export async function makePasskey(asked: AskedKey): Promise<unknown> {
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(asked.challenge),
      rp: asked.rp,
      user: { ...asked.user, id: bytesOf(asked.user.id) },
      pubKeyCredParams: [...asked.pubKeyCredParams],
      excludeCredentials: asked.excludeCredentials.map(({ type, id }) => ({ type, id: bytesOf(id) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError("no passkey was made");
  const { response } = credential;
  if (!(response instanceof AuthenticatorAttestationResponse)) throw new TypeError("no passkey was made");
  return said(credential, {
    clientDataJSON: encoded(response.clientDataJSON),
    attestationObject: encoded(response.attestationObject),
  });
}
