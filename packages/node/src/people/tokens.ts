import { hash } from "node:crypto";

/** Bytes of a bearer token before they are written: 256 bits cannot be guessed, so no slow hash is needed. */
export const TOKEN_BYTES = 32;

/** Three kinds of secret, three domains: the digest of one is never the digest of another. */
const DOMAINS = {
  token: new TextEncoder().encode("entente/token/v1\0"),
  session: new TextEncoder().encode("entente/session/v1\0"),
  program: new TextEncoder().encode("entente/program/v1\0"),
} as const;

/** The spelling of a token: base64url without padding (RFC 4648 §5). */
export function writeToken(raw: Uint8Array): string {
  return Buffer.from(raw).toString("base64url");
}

/**
 * SHA-256 of the domain and the token's 32 bytes; null for any other spelling. The platform's decoder forgives
 * stray bits and the other alphabet, and a token with two spellings could be revoked in one of them only.
 */
export function tokenDigest(token: string, kind: keyof typeof DOMAINS = "token"): Uint8Array | null {
  const raw = Buffer.from(token, "base64url");
  if (raw.length !== TOKEN_BYTES || raw.toString("base64url") !== token) return null;
  return new Uint8Array(hash("sha256", Buffer.concat([DOMAINS[kind], raw]), "buffer"));
}
