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

/** Make a seal for one purpose, whose content fits `schema` and expires after `seconds`. */
export const seal = <S extends v.GenericSchema<unknown, object>>(
  purpose: string,
  seconds: number,
  schema: S,
) => ({
  /** Seal a value; the result is URL- and cookie-safe text. */
  close(value: v.InferOutput<S>): Promise<string> {
    const [newest = ""] = env().secrets;
    return new EncryptJWT({ ...value } as JWTPayload)
      .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
      .setAudience(purpose)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .encrypt(keyFor(newest, purpose));
  },

  /** Open a sealed value; null when it is damaged, expired or sealed for another purpose. */
  async open(sealed: string): Promise<v.InferOutput<S> | null> {
    const parsed = v.safeParse(schema, await decrypt(sealed, purpose));
    return parsed.success ? parsed.output : null;
  },

  /** Whether a sealed value can't be opened only because it has expired. */
  hasExpired: async (sealed: string) => (await decrypt(sealed, purpose)) === "expired",
});

/** The content of a sealed value; null if no key opens it. */
async function decrypt(sealed: string, purpose: string): Promise<JWTPayload | "expired" | null> {
  for (const secret of env().secrets)
    try {
      const opened = await jwtDecrypt(sealed, keyFor(secret, purpose), {
        audience: purpose,
        keyManagementAlgorithms: ["dir"],
        contentEncryptionAlgorithms: ["A256GCM"],
        requiredClaims: ["exp"],
      });
      return opened.payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return "expired";
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  return null;
}
