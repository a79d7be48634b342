/**
 * The component session: a person's tokens, sealed into what the browser keeps for an app.
 *
 * While nobody is signed in, that is a marker. After a sign-out the marker makes the next sign-in ask for the
 * password: the provider may still have a session, which would sign the next person in. After any
 * other end it says why the session is over. Otherwise it is a probe: a browser that sends it back
 * keeps the component's cookies.
 */
import * as v from "valibot";
import { type App, env } from "../env";
import { type Carrier, COOKIE_BYTES, LONGEST_SECONDS, sizeOf } from "./carrier";
import { END_SECONDS, type End, end, ends, openEnd } from "./ended";
import { SessionTooLarge } from "./errors";
import { seal } from "./seal";
import { formsOf, type Grant, grantSchema, type Session, sessionSchema } from "./session_forms";

export type { Grant, Session };
export { grantSchema, sessionSchema };

/** Counted from when it was last written; each `status` that finds a good session writes it again. */
const sessions = seal("session", LONGEST_SECONDS, sessionSchema);
export const now = () => Math.floor(Date.now() / 1000);

/** When a session ends, however it is used; seconds since 1970. */
export const endOf = (signedInAt: number): number => signedInAt + env().sessionSeconds;

/**
 * Whether the provider confirmed a session recently enough: it may have ended there since.
 *
 * Without a refresh token it can't be asked; the access token is then used until it expires.
 */
export const isProven = (session: Session): boolean =>
  session.refreshToken === null || now() - session.provenAt < env().proofSeconds;

/** The session that a browser keeps for an app, or null. */
export async function readSession({ app, value }: Carrier): Promise<Session | null> {
  const session = value ? await sessions.open(value) : null;
  const isGood = session?.app === app.origin && now() < endOf(session.signedInAt);
  return isGood ? withHeld(session) : null;
}

/** Why a browser keeps no session; null if it never kept one. */
export async function whyNone(carrier: Carrier): Promise<End | null> {
  const { app, value } = carrier;
  if (!value) return null;
  const marked = await readEnd(carrier);
  if (marked !== undefined) return marked;
  const session = await sessions.open(value);
  const hasExpired = session ? session.app === app.origin : await sessions.hasExpired(value);
  return end(hasExpired ? "session_expired" : "session_unreadable");
}

/**
 * Keep a session in the browser, for eight hours from now or until its end.
 *
 * What does not fit stays in the memory of this instance; the browser keeps what renews it. Without a
 * refresh token, claims that do not fit are dropped.
 */
export async function writeSession(carrier: Carrier, session: Session): Promise<void> {
  const { app, signedInAt } = session;
  let size = 0;
  for (const form of formsOf(session)) {
    const sealed = await sessions.close(form);
    size ||= sizeOf(app, sealed);
    if (sizeOf(app, sealed) > COOKIE_BYTES) continue;
    if (form.isHeld) hold(session);
    return carrier.keep(sealed, Math.min(LONGEST_SECONDS, endOf(signedInAt) - now()));
  }
  throw new SessionTooLarge(size, COOKIE_BYTES, "session_too_large_for_cookie");
}

/** With tokens of the largest size, this takes 32 MB. */
const MOST_HELD = 1_000;

/**
 * The grants whose access tokens do not fit into the cookie, by the id of the session's state,
 * oldest first. An instance that does not hold it renews the session.
 */
const held = new Map<string, { readonly grant: Grant; readonly signIn: string }>();

/** The sign-in that a session belongs to; renewals don't change it. */
export const signInOf = ({ app, grant, signedInAt }: Session) =>
  `${app} ${grant.user.sub} ${signedInAt}`;

/** Hold a session's access token until it expires. */
export function hold(session: Session): void {
  held.delete(session.id);
  held.set(session.id, { grant: session.grant, signIn: signInOf(session) });
  for (const [id, { grant }] of held)
    if (grant.expiresAt <= now() || held.size > MOST_HELD) held.delete(id);
}

/** A session with the access token that is held for it; unchanged if none is. */
export function withHeld(session: Session): Session {
  const found = session.isHeld ? held.get(session.id) : undefined;
  return found ? { ...session, grant: found.grant, isHeld: false } : session;
}

/** Forget what is held for a session that was signed out. */
export function forgetHeld(session: Session): void {
  for (const [id, { signIn }] of held) if (signIn === signInOf(session)) held.delete(id);
}

const SIGNED_OUT = "login";
const ENDED = "ended";
const PROBE = "probe";

/** A refresh token that the provider has yet to revoke: no session can be read from it. */
const unrevoked = seal(
  "revocation",
  LONGEST_SECONDS,
  v.object({ app: v.string(), refreshToken: v.string() }),
);

export const sealRevocation = (app: App, refreshToken: string): Promise<string> =>
  unrevoked.close({ app: app.origin, refreshToken });

/** The refresh token that is sealed for an app's revocation, or null. */
export async function openRevocation(app: App, sealed: string): Promise<string | null> {
  const opened = await unrevoked.open(sealed);
  return opened?.app === app.origin ? opened.refreshToken : null;
}

/** The kind of marker that a browser keeps, and the rest of its value. */
function readMarker({ value }: Carrier): { kind: string; rest: string } {
  const [kind = "", ...rest] = (value ?? "").split(".");
  return { kind, rest: rest.join(".") };
}

/**
 * Make the browser forget the session and remember that it was signed out.
 *
 * @param refreshToken One that the provider has yet to revoke; it is kept, sealed, for another try.
 */
export async function markSignedOut(carrier: Carrier, refreshToken?: string | null) {
  const rest = refreshToken ? `.${await sealRevocation(carrier.app, refreshToken)}` : "";
  await carrier.keep(`${SIGNED_OUT}${rest}`, LONGEST_SECONDS);
}

/** Whether the last thing that this browser did in the app was to sign out. */
export const hasSignedOut = (carrier: Carrier): boolean => readMarker(carrier).kind === SIGNED_OUT;

/** The refresh token that a sign-out could not revoke, or null. */
export async function readUnrevoked(carrier: Carrier): Promise<string | null> {
  const { kind, rest } = readMarker(carrier);
  return kind === SIGNED_OUT ? openRevocation(carrier.app, rest) : null;
}

/** Make the browser forget the session, and remember for a while why it ended. */
export async function leaveEnd(carrier: Carrier, why: End): Promise<void> {
  const sealed = await ends.close({ ...why, app: carrier.app.origin, id: "" });
  await carrier.keep(`${ENDED}.${sealed}`, END_SECONDS);
}

/** Find out whether the browser keeps cookies, while a sign-in takes place. */
export const probe = (carrier: Carrier) => carrier.keep(PROBE, END_SECONDS);

/** Why nobody is signed in, by the marker; null for a probe, undefined without a marker. */
async function readEnd(carrier: Carrier): Promise<End | null | undefined> {
  const { kind, rest } = readMarker(carrier);
  if (kind === SIGNED_OUT) return end("signed_out");
  if (kind === PROBE) return null;
  return kind === ENDED ? openEnd(carrier.app, rest) : undefined;
}
