/**
 * Sealed values: opaque to the browser that carries them, bound to one purpose, with an expiry.
 *
 * JWE compact serialisation with direct encryption, A256GCM (RFC 7516, RFC 7518 section 4.5);
 * one key for each purpose, derived by HKDF-SHA256 (RFC 5869).
 */
import { hkdfSync } from "node:crypto";
import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from "jose";
import * as v from "valibot";
import { env } from "../env";

export interface Seal<T> {
  /** Seal a value; the result is URL- and cookie-safe text. */
  close(value: T): Promise<string>;
  /** Open a sealed value; null when it is damaged, expired or sealed for another purpose. */
  open(sealed: string): Promise<T | null>;
  /** Whether a sealed value opens no more only because its time is over. */
  hasExpired(sealed: string): Promise<boolean>;
}

const keys = new Map<string, Uint8Array>();

function keyFor(secret: string, purpose: string): Uint8Array {
  const id = `${purpose}\n${secret}`;
  let key = keys.get(id);
  if (!key) {
    key = new Uint8Array(hkdfSync("sha256", secret, "gatepost", `gatepost seal ${purpose}`, 32));
    keys.set(id, key);
  }
  return key;
}

/** A seal for one purpose, whose content fits `schema` and lives for `seconds`. */
export function seal<S extends v.GenericSchema<unknown, object>>(
  purpose: string,
  seconds: number,
  schema: S,
): Seal<v.InferOutput<S>> {
  return {
    async close(value) {
      const [newest = ""] = env().secrets;
      return new EncryptJWT({ ...value } as JWTPayload)
        .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
        .setAudience(purpose)
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .encrypt(keyFor(newest, purpose));
    },
    async open(sealed) {
      for (const secret of env().secrets) {
        const opened = await decrypt(sealed, keyFor(secret, purpose), purpose);
        if (opened instanceof Error) continue;
        return v.safeParse(schema, opened).success ? v.parse(schema, opened) : null;
      }
      return null;
    },
    async hasExpired(sealed) {
      for (const secret of env().secrets) {
        const opened = await decrypt(sealed, keyFor(secret, purpose), purpose);
        if (opened instanceof errors.JWTExpired) return true;
      }
      return false;
    },
  };
}

/** The content, or why there is none. */
async function decrypt(
  sealed: string,
  key: Uint8Array,
  purpose: string,
): Promise<JWTPayload | errors.JOSEError> {
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      audience: purpose,
      keyManagementAlgorithms: ["dir"],
      contentEncryptionAlgorithms: ["A256GCM"],
      requiredClaims: ["exp"],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return error;
    throw error;
  }
}
