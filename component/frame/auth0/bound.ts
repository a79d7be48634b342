/**
 * What a browser that drops the cookies of a frame keeps instead: a sealed value, and the key that the
 * server has bound it to. The key can't leave the browser; each request proves that it is here
 * (RFC 9449, DPoP).
 */
import { createStore, get, set } from "idb-keyval";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { encode } from "jose/base64url";

const HEADER = "X-Gatepost-Kept";
const store = createStore("gatepost", "kept");

interface Kept {
  readonly keys: CryptoKeyPair;
  /** What the server gave; null before it gave anything. */
  readonly value: string | null;
  /** How far the server's clock is ahead of this one, in milliseconds. */
  readonly ahead: number;
}

/** A key for the sign-in that has begun. */
let prepared: Kept | null = null;

/** Have a key ready when the sign-in is finished. Throws where nothing can be kept. */
export async function prepare(app: string): Promise<void> {
  if (!(await read(app)))
    prepared = { keys: await generateKeyPair("ES256"), value: null, ahead: 0 };
}

/** The sign-in is finished. */
export function forgetPrepared(): void {
  prepared = null;
}

/** The headers that show what is kept for an app, and prove that the key is here. */
export async function headersFor(app: string, method: string, path: string) {
  const kept = (await read(app)) ?? prepared;
  if (!kept) return {};
  const { keys, value, ahead } = kept;
  const hash =
    value === null ? null : await crypto.subtle.digest("SHA-256", new TextEncoder().encode(value));
  const proof = await new SignJWT({
    jti: crypto.randomUUID(),
    htm: method,
    htu: location.origin + path,
    ...(hash && { ath: encode(new Uint8Array(hash)) }),
  })
    .setProtectedHeader({ typ: "dpop+jwt", alg: "ES256", jwk: await exportJWK(keys.publicKey) })
    .setIssuedAt(new Date(Date.now() + ahead))
    .sign(keys.privateKey);
  return { DPoP: proof, ...(value !== null && { [HEADER]: value }) };
}

/** Keep what an answer gives for an app; return whether it gave anything. */
export async function keepFrom(app: string, { headers }: Response): Promise<boolean> {
  const value = headers.get(HEADER);
  const kept = (await read(app)) ?? prepared;
  if (value === null || !kept) return false;
  const now = Date.parse(headers.get("Date") ?? "");
  await set(app, { ...kept, value, ahead: now ? now - Date.now() : 0 } satisfies Kept, store);
  return true;
}

const read = (app: string): Promise<Kept | undefined> => get(app, store);
