/** Read the person whom frame and app show from the claims of an ID token: one rule for both. */
import { asLine, cut } from "./line";
import type { Grant } from "./session";
import { SignInRejected } from "./sign_in_errors";

/** In characters, not UTF-16 units. */
const LONGEST_NAME = 200;
/** RFC 5321, section 4.5.3.1: 64 before the @, 255 after it. */
const LONGEST_EMAIL = 320;
/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters; none of them a control here. */
const SUB = /^[\x20-\x7e]{1,255}$/;

/**
 * Read a person from claims; their text must never be used as markup.
 *
 * @throws SignInRejected for a subject that OpenID Connect does not allow.
 */
export function asPerson(claims: Readonly<Record<string, unknown>>): Grant["user"] {
  const { sub } = claims;
  if (typeof sub !== "string" || !SUB.test(sub)) throw new SignInRejected();
  const email = asLine(claims.email);
  return {
    sub,
    name: cut(asLine(claims.name), LONGEST_NAME),
    email: email !== null && email.length > LONGEST_EMAIL ? null : email,
  };
}
