/** From the claims of an ID token to the person whom frame and app show: one rule for both. */
import { SignInRejected } from "./errors";

/** In characters of a person, not in UTF-16's units. */
const LONGEST_NAME = 200;
/** RFC 5321, section 4.5.3.1: 64 before the @, 255 after it. */
const LONGEST_EMAIL = 320;
/** OpenID Connect Core 1.0, section 2: at most 255 ASCII characters; none of them a control here. */
const SUB = /^[\x20-\x7e]{1,255}$/;

const HALVES = /\p{Surrogate}/gu;
const GAPS = /[\s\p{Cc}]+/gu;
// Marks that turn the direction of the text around them.
const TURNS = /\p{Bidi_Control}/gu;
// Such as a zero-width space: a name of nothing else would be no name to see.
const UNSEEN = /^[\s\p{Default_Ignorable_Code_Point}]*$/u;

export interface Person {
  sub: string;
  name: string | null;
  email: string | null;
}

/**
 * Take a person from claims; their text stays text, which nobody may take for markup.
 *
 * @throws SignInRejected for a subject that OpenID Connect does not allow.
 */
export function asPerson(claims: Readonly<Record<string, unknown>>): Person {
  const { sub } = claims;
  if (typeof sub !== "string" || !SUB.test(sub)) throw new SignInRejected();
  const email = asLine(claims.email);
  return {
    sub,
    name: cut(asLine(claims.name)),
    email: email !== null && email.length > LONGEST_EMAIL ? null : email,
  };
}

/** A claim as one line of text, or null where it is none or nothing of it can be seen. */
function asLine(claim: unknown): string | null {
  if (typeof claim !== "string") return null;
  const line = claim.replace(HALVES, "\ufffd").replace(TURNS, "").replace(GAPS, " ").trim();
  return UNSEEN.test(line) ? null : line;
}

function cut(name: string | null): string | null {
  const characters = Array.from(name ?? "");
  if (characters.length <= LONGEST_NAME) return name;
  const kept = characters.slice(0, LONGEST_NAME - 1).join("");
  return `${kept.trimEnd()}…`;
}
