/** The session: a person's tokens, sealed into a cookie only the component's own frame sends. */
import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import { SessionTooLarge } from "./errors";
import { seal } from "./seal";

export const userSchema = v.object({
  sub: v.string(),
  name: v.nullable(v.string()),
  email: v.nullable(v.string()),
});
export type User = v.InferOutput<typeof userSchema>;

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
  /** The origin this session was made for: another app in the same browser partition gets none of it. */
  app: v.string(),
  grant: grantSchema,
  refreshToken: v.nullable(v.string()),
  /** The provider's session id, which its sign-out takes as `logout_hint`. */
  sid: v.nullable(v.string()),
});
export type Session = v.InferOutput<typeof sessionSchema>;

const COOKIE = "__Host-gatepost";
const SESSION_SECONDS = 8 * 3600;
/** A browser drops a cookie whose name and value are longer (RFC 6265bis, section 5.7). */
const COOKIE_BYTES = 4096;
/**
 * `__Host-`: this host only, over a secure connection. `SameSite=None; Partitioned`: kept inside
 * another site's page, in a jar of that site alone (CHIPS), so third-party cookies may be blocked.
 */
const ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned";

const sessions = seal("session", SESSION_SECONDS, sessionSchema);

/** The session of a request from the frame inside `app`, or null. */
export async function readSession(req: NextApiRequest, app?: string): Promise<Session | null> {
  const sealed = req.cookies[COOKIE];
  const session = sealed ? await sessions.open(sealed) : null;
  return session && (app === undefined || session.app === app) ? session : null;
}

/** Keep a session in the browser. */
export async function writeSession(res: NextApiResponse, session: Session): Promise<void> {
  const cookie = `${COOKIE}=${await sessions.close(session)}`;
  if (cookie.length > COOKIE_BYTES) throw new SessionTooLarge(cookie.length, COOKIE_BYTES);
  res.setHeader("Set-Cookie", `${cookie}; ${ATTRIBUTES}; Max-Age=${SESSION_SECONDS}`);
}

/** Make the browser forget the session. */
export function clearSession(res: NextApiResponse): void {
  res.setHeader("Set-Cookie", `${COOKIE}=; ${ATTRIBUTES}; Max-Age=0`);
}
