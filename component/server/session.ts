/** The session: a person's tokens, sealed into the cookie of the app. */
import type { NextApiRequest, NextApiResponse } from "next";
import { type App, env } from "../env";
import { COOKIE_BYTES, readCookie, setCookie, sizeOf } from "./cookie";
import { type End, end } from "./ended";
import { SessionTooLarge } from "./errors";
import { hold, withHeld } from "./held";
import { readEnd } from "./marker";
import { seal } from "./seal";
import { type Session, sessionSchema } from "./session_schema";

/** From the last time it was written, which every good answer to the frame does. */
const SESSION_SECONDS = 8 * 3600;
const sessions = seal("session", SESSION_SECONDS, sessionSchema);
export const now = () => Math.floor(Date.now() / 1000);

/** When a session ends, whatever is done with it; seconds since 1970. */
export const endOf = (signedInAt: number): number => signedInAt + env().sessionSeconds;

/**
 * Whether the provider has confirmed a session recently: it may have ended since.
 *
 * Without a refresh token it can't be asked; the access token is then used to its end.
 */
export const isProven = (session: Session): boolean =>
  session.refreshToken === null || now() - session.provenAt < env().proofSeconds;

/** The session of a request from the frame inside `app`, or null. */
export async function readSession(req: NextApiRequest, app: App): Promise<Session | null> {
  const sealed = readCookie(req, app.origin);
  const session = sealed ? await sessions.open(sealed) : null;
  const isGood = session?.app === app.origin && now() < endOf(session.signedInAt);
  return isGood ? withHeld(session) : null;
}

/** Why the cookie of a request that has no session holds none; null where it never held one. */
export async function whyNone(req: NextApiRequest, app: App): Promise<End | null> {
  const sealed = readCookie(req, app.origin);
  if (!sealed) return null;
  const marked = await readEnd(req, app);
  if (marked !== undefined) return marked;
  const session = await sessions.open(sealed);
  const hasExpired = session ? session.app === app.origin : await sessions.hasExpired(sealed);
  return end(hasExpired ? "session_expired" : "session_unreadable");
}

/**
 * Keep a session in the browser, for eight hours from now or to its end.
 *
 * What does not fit stays in the memory of this instance; the browser keeps what renews it.
 */
export async function writeSession(res: NextApiResponse, session: Session): Promise<void> {
  const { app, signedInAt, refreshToken, grant } = session;
  const small = { ...session, isHeld: true, grant: { ...grant, accessToken: null } };
  const smallest = { ...small, grant: { ...small.grant, scopes: [] } };
  let size = 0;
  for (const form of refreshToken === null ? [session] : [session, small, smallest]) {
    const sealed = await sessions.close(form);
    size ||= sizeOf(app, sealed);
    if (sizeOf(app, sealed) > COOKIE_BYTES) continue;
    if (form !== session) hold(session);
    return setCookie(res, app, sealed, Math.min(SESSION_SECONDS, endOf(signedInAt) - now()));
  }
  throw new SessionTooLarge(size, COOKIE_BYTES, "a refresh token, or fewer claims");
}
