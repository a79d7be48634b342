/**
 * Access tokens that do not fit into their session's cookie, in the memory of this instance.
 *
 * Another instance, and this one after a restart, has none of them: the session is renewed there.
 */
import type { Grant, Session } from "./session_schema";

/** With a token's largest size a bound of 32 MB. */
const MOST = 1_000;

/** By the id of the session's state, oldest first. */
const held = new Map<string, { readonly grant: Grant; readonly signIn: string }>();

/** The sign-in that a session belongs to, whatever it was renewed to. */
export const signInOf = ({ app, grant, signedInAt }: Session) =>
  `${app} ${grant.user.sub} ${signedInAt}`;

/** Hold a session's access token until it ends. */
export function hold(session: Session): void {
  held.delete(session.id);
  held.set(session.id, { grant: session.grant, signIn: signInOf(session) });
  const now = Date.now() / 1000;
  for (const [id, { grant }] of held)
    if (grant.expiresAt <= now || held.size > MOST) held.delete(id);
}

/** A session with the access token that is held for it; as it is where none is at hand. */
export function withHeld(session: Session): Session {
  const found = session.isHeld ? held.get(session.id) : undefined;
  return found ? { ...session, grant: found.grant, isHeld: false } : session;
}

/** Forget what is held for a session that is signed out. */
export function forgetHeld(session: Session): void {
  for (const [id, { signIn }] of held) if (signIn === signInOf(session)) held.delete(id);
}
