/** Proofs that a request comes from the browser that has a key (RFC 9449, DPoP). */
import { createHash } from "node:crypto";
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWK, jwtVerify } from "jose";
import type { NextApiRequest } from "next";
import * as v from "valibot";
import { env } from "../env";

/** A proof that was seen can be sent again for so long: there is no list of them. */
const PROOF_SECONDS = 30;
/** How far the browser's clock may be ahead. */
const TOLERANCE_SECONDS = 5;

const claims = v.object({
  jti: v.pipe(v.string(), v.minLength(1)),
  htm: v.string(),
  htu: v.string(),
  ath: v.optional(v.string()),
});

/**
 * The thumbprint (RFC 7638) of the key that a request proves to have; null without a good proof.
 *
 * The proof is for this method and address, for now, and for the value that the request carries
 * (RFC 9449, sections 4.2 and 4.3).
 */
export async function provenKey(req: NextApiRequest, carried?: string): Promise<string | null> {
  const { dpop } = req.headers;
  if (typeof dpop !== "string") return null;
  try {
    const { payload, protectedHeader } = await jwtVerify(dpop, EmbeddedJWK, {
      typ: "dpop+jwt",
      algorithms: ["ES256"],
      maxTokenAge: PROOF_SECONDS,
      clockTolerance: TOLERANCE_SECONDS,
    });
    const proof = v.parse(claims, payload);
    const isForThis =
      proof.htm === req.method &&
      proof.htu === new URL(req.url?.split("?")[0] ?? "", env().baseUrl).href &&
      proof.ath === (carried && hash(carried));
    return isForThis ? await calculateJwkThumbprint(protectedHeader.jwk as JWK) : null;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof v.ValiError) return null;
    throw error;
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("base64url");
