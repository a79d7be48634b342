/** A browser's key, and the proofs that it signs (RFC 9449, section 4.2). */
import { createHash, randomUUID } from "node:crypto";
import { type CryptoKey, exportJWK, generateKeyPair, type KeyObject, SignJWT } from "jose";

export interface BrowserKey {
  publicKey: CryptoKey;
  privateKey: CryptoKey | KeyObject;
}

export const makeKey = (): Promise<BrowserKey> => generateKeyPair("ES256");

/** Sign a proof for now; `value` is what the request carries. */
export async function prove(
  { publicKey, privateKey }: BrowserKey,
  claims: object,
  value?: string,
  header: object = {},
): Promise<string> {
  const ath = value && createHash("sha256").update(value).digest("base64url");
  const iat = Math.floor(Date.now() / 1_000);
  const jwk = await exportJWK(publicKey);
  return new SignJWT({ jti: randomUUID(), iat, ...(ath && { ath }), ...claims })
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk, ...header })
    .sign(privateKey);
}
