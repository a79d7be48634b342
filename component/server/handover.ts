/**
 * The handover: how tokens reach Python through a browser that can't read them.
 *
 * A sealed copy of the tokens, bound to S256 of a verifier only the Python session knows, as a
 * PKCE challenge binds a code (RFC 7636), and good for 60 seconds.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { HandoverInvalid } from "./errors";
import { seal } from "./seal";
import { type Grant, grantSchema } from "./session";

const HANDOVER_SECONDS = 60;

/** S256 of 32 random octets or more, in base64url (RFC 7636, section 4.2). */
export const challengeSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));
/** RFC 7636, section 4.1. */
export const verifierSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{43,128}$/));

const handovers = seal(
  "handover",
  HANDOVER_SECONDS,
  v.object({ challenge: challengeSchema, grant: grantSchema }),
);

/** Seal a grant for the Python session that made `challenge`. */
export const makeHandover = (grant: Grant, challenge: string): Promise<string> =>
  handovers.close({ challenge, grant });

/**
 * Open a handover for the session that knows its verifier.
 *
 * @throws HandoverInvalid when it is expired, damaged or bound to another verifier.
 */
export async function redeemHandover(handover: string, verifier: string): Promise<Grant> {
  const opened = await handovers.open(handover);
  if (!opened) throw new HandoverInvalid();
  const expected = Buffer.from(opened.challenge, "base64url");
  const actual = createHash("sha256").update(verifier).digest();
  if (expected.length !== actual.length || !timingSafeEqual(expected, actual))
    throw new HandoverInvalid();
  return opened.grant;
}
