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
import type { App } from "../env";
import { SessionTooLarge } from "./errors";
import { seal } from "./seal";

const userSchema = v.object({
  sub: v.string(),
  name: v.nullable(v.string()),
  email: v.nullable(v.string()),
});

/** What a sign-in gave: who, and an access token for the API with its scopes and expiry. */
export const grantSchema = v.object({
  user: userSchema,
  accessToken: v.string(),
  /** Seconds since 1970. */
  expiresAt: v.number(),
  scopes: v.array(v.string()),
});
export type Grant = v.InferOutput<typeof grantSchema>;

const sessionSchema = v.object({
  /** The origin this session was made for: no other app gets anything of it. */
  app: v.string(),
  grant: grantSchema,
  refreshToken: v.nullable(v.string()),
  /** The provider's session id, which its sign-out takes as `logout_hint`. */
  sid: v.nullable(v.string()),
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

function cookieName(origin: string): string {
  return `__Host-gatepost-${createHash("sha256").update(origin).digest("base64url").slice(0, 12)}`;
}

const setCookie = (res: NextApiResponse, pair: string, seconds: number) =>
  res.setHeader("Set-Cookie", `${pair}; ${ATTRIBUTES}; Max-Age=${seconds}`);

/** The session of a request from the frame inside `app`, or null. */
export async function readSession(req: NextApiRequest, app: App): Promise<Session | null> {
  const sealed = req.cookies[cookieName(app.origin)];
  const session = sealed ? await sessions.open(sealed) : null;
  return session?.app === app.origin ? session : null;
}

/** Whether the last thing this browser did in `app` was to sign out. */
export const hasSignedOut = (req: NextApiRequest, app: App): boolean =>
  req.cookies[cookieName(app.origin)] === SIGNED_OUT;

/** Keep a session in the browser, for eight hours from now. */
export async function writeSession(res: NextApiResponse, session: Session): Promise<void> {
  const cookie = `${cookieName(session.app)}=${await sessions.close(session)}`;
  if (cookie.length > COOKIE_BYTES) throw new SessionTooLarge(cookie.length, COOKIE_BYTES);
  setCookie(res, cookie, SESSION_SECONDS);
}

/** Make the browser forget the session. */
export function clearSession(res: NextApiResponse, app: App): void {
  setCookie(res, `${cookieName(app.origin)}=`, 0);
}

/** Make the browser forget the session and remember that it was signed out. */
export function signOut(res: NextApiResponse, app: App): void {
  setCookie(res, `${cookieName(app.origin)}=${SIGNED_OUT}`, SESSION_SECONDS);
}
