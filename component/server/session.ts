/**
 * The session: a person's tokens, sealed into a cookie only the component's own frame sends.
 *
 * Each app has a cookie of its own: several may share one browser partition, and local copies
 * on other ports always do. A sign-out leaves a marker in it, for the next sign-in to ask for the
 * password: the provider may still have a session that would sign the next person in.
 */
import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import { type App, env } from "../env";
import { SessionTooLarge } from "./errors";
import { seal } from "./seal";

const userSchema = v.object({
  sub: v.string(),
  name: v.nullable(v.string()),
  email: v.nullable(v.string()),
});

/** What a sign-in gave: who, and an access token for the app's API with its scopes and expiry. */
export const grantSchema = v.object({
  user: userSchema,
  /** Null for an app that only signs people in. */
  accessToken: v.nullable(v.string()),
  /** Seconds since 1970; of the sign-in, where there is no token. */
  expiresAt: v.number(),
  scopes: v.array(v.string()),
});
export type Grant = v.InferOutput<typeof grantSchema>;

const sessionSchema = v.object({
  /** Names this state of the session to the frame, which can't read it; new with each renewal. */
  id: v.string(),
  /** The origin this session was made for: no other app gets anything of it. */
  app: v.string(),
  grant: grantSchema,
  refreshToken: v.nullable(v.string()),
  /** The provider's session id, which its sign-out takes as `logout_hint`. */
  sid: v.nullable(v.string()),
  /** When the person signed in, and when the provider last gave tokens; seconds since 1970. */
  signedInAt: v.number(),
  provenAt: v.number(),
});
export type Session = v.InferOutput<typeof sessionSchema>;

/** From the last time it was written, which every good answer to the frame does. */
const SESSION_SECONDS = 8 * 3600;
const SIGNED_OUT = "login";
/** A browser drops a cookie whose name and value are longer (RFC 6265bis, section 5.7). */
const COOKIE_BYTES = 4096;
/**
 * `__Host-`: this host only, over a secure connection. `SameSite=None; Partitioned`: kept inside
 * another site's page, in a jar of that site alone (CHIPS), so third-party cookies may be blocked.
 */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned";

const sessions = seal("session", SESSION_SECONDS, sessionSchema);
const unrevoked = seal(
  "revocation",
  SESSION_SECONDS,
  v.object({ app: v.string(), refreshToken: v.string() }),
);

export const now = () => Math.floor(Date.now() / 1000);

/** When a session ends, whatever is done with it; seconds since 1970. */
export const endOf = (signedInAt: number): number => signedInAt + env().sessionSeconds;

/**
 * Whether the provider's last word on a session is recent: it may have ended since.
 *
 * Without a refresh token it can't be asked, and its access token is used to its end.
 */
export const isProven = (session: Session): boolean =>
  session.refreshToken === null || now() - session.provenAt < env().proofSeconds;

export const digest = (text: string) =>
  createHash("sha256").update(text).digest("base64url").slice(0, 12);

const cookieName = (origin: string) => `__Host-gatepost-${digest(origin)}`;

const setCookie = (res: NextApiResponse, pair: string, seconds: number) =>
  res.setHeader("Set-Cookie", `${pair}; ${ATTRIBUTES}; Max-Age=${seconds}`);

/** The session of a request from the frame inside `app`, or null. */
export async function readSession(req: NextApiRequest, app: App): Promise<Session | null> {
  const sealed = req.cookies[cookieName(app.origin)];
  const session = sealed ? await sessions.open(sealed) : null;
  return session?.app === app.origin && now() < endOf(session.signedInAt) ? session : null;
}

/** Keep a session in the browser, for eight hours from now or to its end. */
export async function writeSession(res: NextApiResponse, session: Session): Promise<void> {
  const cookie = `${cookieName(session.app)}=${await sessions.close(session)}`;
  if (cookie.length > COOKIE_BYTES) throw new SessionTooLarge(cookie.length, COOKIE_BYTES);
  setCookie(res, cookie, Math.min(SESSION_SECONDS, endOf(session.signedInAt) - now()));
}

/** Make the browser forget the session. */
export function clearSession(res: NextApiResponse, app: App): void {
  setCookie(res, `${cookieName(app.origin)}=`, 0);
}

/**
 * Make the browser forget the session and remember that it was signed out.
 *
 * @param refreshToken One the provider has yet to revoke; it is kept, sealed, to try again.
 */
export async function signOut(res: NextApiResponse, app: App, refreshToken: string | null = null) {
  const rest = refreshToken && `.${await unrevoked.close({ app: app.origin, refreshToken })}`;
  setCookie(res, `${cookieName(app.origin)}=${SIGNED_OUT}${rest ?? ""}`, SESSION_SECONDS);
}

/** Whether the last thing this browser did in `app` was to sign out. */
export const hasSignedOut = (req: NextApiRequest, app: App): boolean =>
  req.cookies[cookieName(app.origin)]?.split(".")[0] === SIGNED_OUT;

/** The refresh token that a sign-out in `app` could not revoke, or null. */
export async function readUnrevoked(req: NextApiRequest, app: App): Promise<string | null> {
  if (!hasSignedOut(req, app)) return null;
  const sealed = req.cookies[cookieName(app.origin)]?.slice(SIGNED_OUT.length + 1);
  const kept = sealed ? await unrevoked.open(sealed) : null;
  return kept?.app === app.origin ? kept.refreshToken : null;
}
