/** From the provider's tokens to a session: who, what for, and how long. */
import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import type * as oidc from "openid-client";
import * as v from "valibot";
import type { App } from "../env";
import { SessionTooLarge } from "./errors";
import { asLine, cut, wellFormed } from "./line";
import { log } from "./log";
import type { Grant, Session } from "./session";
import { endOf, now } from "./session";
import { SignInRejected, TokenTooWide } from "./sign_in_errors";

export const IDENTITY_SCOPES = ["openid", "profile", "email", "offline_access"];

/** In characters; the app refuses a handover with a longer token. */
export const LONGEST_TOKEN = 32 * 1024;

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

/**
 * Make a session from the provider's tokens.
 *
 * @param previous The session they renew: what they leave out stays as it was.
 * @param asked The scopes of the API that they were asked for.
 * @throws SignInRejected when they name no user or no expiry, or the access token can't be sent.
 * @throws TokenTooWide when they give an app that is not trusted more than its row lists.
 * @throws SessionTooLarge when the access token is too long for the app.
 */
export function sessionOf(
  app: App,
  tokens: Tokens,
  previous?: Session,
  asked: readonly string[] = previous?.grant.scopes ?? app.scopes,
): Session {
  const claims = tokens.claims();
  const user = claims ? asPerson(claims) : previous?.grant.user;
  const seconds = tokens.expiresIn();
  if (!user || !seconds) throw new SignInRejected();
  const signedInAt = previous?.signedInAt ?? now();
  return {
    id: randomUUID(),
    app: app.origin,
    grant: {
      user,
      expiresAt: Math.min(now() + seconds, endOf(signedInAt)),
      apis: [],
      acr: short(claims?.acr) ?? previous?.grant.acr ?? null,
      authTime: claims?.auth_time ?? previous?.grant.authTime ?? null,
      ...accessOf(app, tokens, asked),
    },
    refreshToken: tokens.refresh_token ?? previous?.refreshToken ?? null,
    sid: text(claims?.sid) ?? previous?.sid ?? null,
    signedInAt,
    provenAt: now(),
  };
}

/** What can be sent as a bearer token: visible ASCII, so no space and no line break. */
export const TOKEN = /^[!-~]+$/;

/** The access token for the app's API, and the scopes of its row that were granted. */
function accessOf(
  app: App,
  tokens: Tokens,
  asked: readonly string[],
): Pick<Grant, "accessToken" | "scopes" | "permissions"> {
  // Without an audience the provider gives a token for itself, which is of no use to anybody else.
  if (app.audience === null) return { accessToken: null, scopes: [], permissions: null };
  const accessToken = tokens.access_token;
  if (!app.trusted && isWider(accessToken, app.scopes)) throw new TokenTooWide();
  if (accessToken.length > LONGEST_TOKEN)
    throw new SessionTooLarge(accessToken.length, LONGEST_TOKEN);
  if (!TOKEN.test(accessToken)) throw new SignInRejected();
  // An omitted scope means: as asked for (RFC 6749, section 5.1).
  const granted = tokens.scope?.split(" ") ?? asked;
  const scopes = app.scopes.filter((scope) => granted.includes(scope));
  return { accessToken, scopes, permissions: permissionsOf(accessToken) };
}

/** Everything that an access token says its holder may do; null if it says nothing about that. */
function permissionsOf(accessToken: string): string[] | null {
  try {
    return v.parse(v.array(v.string()), wellFormed(decodeJwt(accessToken).permissions));
  } catch {
    return null;
  }
}

const claims = v.object({
  scope: v.optional(v.string(), ""),
  permissions: v.optional(v.array(v.string()), []),
});

/** Whether an access token lets its holder do more than the scopes that a row lists. */
export function isWider(accessToken: string, scopes: readonly string[]): boolean {
  let held: string[];
  try {
    const { scope, permissions } = v.parse(claims, decodeJwt(accessToken));
    held = [...scope.split(" ").filter(Boolean), ...permissions];
  } catch {
    return true; // its permissions can't be read
  }
  return held.some((one) => !scopes.includes(one) && !IDENTITY_SCOPES.includes(one));
}

const text = (claim: unknown): string | null => (typeof claim === "string" ? claim : null);
const short = (claim: unknown): string | null => {
  const line = asLine(claim);
  return line !== null && line.length <= LONGEST_ADDRESS ? line : null;
};

/** The claims about an ID token itself (OpenID Connect Core 1.0, section 2; RFC 7519, section 4.1). */
const OF_THE_TOKEN = [
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "jti",
  "nonce",
  "at_hash",
  "c_hash",
  "s_hash",
];
/** As JSON; beside an access token of the largest size, a handover still fits its limit. */
const LONGEST_CLAIMS = 8 * 1024;

/** The claims about the person; none if they are too large to be kept. */
function claimsOf(claims: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(claims).filter(([name]) => !OF_THE_TOKEN.includes(name));
  const kept = wellFormed(Object.fromEntries(own)) as Record<string, unknown>;
  if (JSON.stringify(kept).length <= LONGEST_CLAIMS) return kept;
  log("WARNING", "claims_too_large");
  return {};
}

/** In characters, not UTF-16 units. */
const LONGEST_NAME = 200;
const LONGEST_ADDRESS = 2_000;
/** RFC 5321, section 4.5.3.1: 64 before the @, 255 after it. */
const LONGEST_EMAIL = 320;
/**
 * OpenID Connect Core 1.0, section 2: at most 255 ASCII characters; control characters are not
 * allowed here.
 */
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
    emailVerified: typeof claims.email_verified === "boolean" ? claims.email_verified : null,
    picture: short(claims.picture),
    locale: short(claims.locale),
    claims: claimsOf(claims),
  };
}
