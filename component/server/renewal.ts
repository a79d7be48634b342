/** Which session an app gets: the one it has, a renewed one, or none. */
import type { App } from "../env";
import { refresh } from "./oidc";
import type { Session } from "./session";

const MIN_SECONDS_LEFT = 60;

/** How long the access token is good for. */
export const secondsLeft = (session: Session): number =>
  session.grant.expiresAt - Math.floor(Date.now() / 1000);

/**
 * The session that is good now, or null when it has ended.
 *
 * It is renewed when its access token is about to end, or when a `fresh` one is asked for. Without
 * a refresh token it can only be used up.
 *
 * @throws ProviderUnavailable when a renewal is due and fails: the session stays as it was.
 */
export async function currentSession(
  app: App,
  kept: Session,
  fresh: boolean,
): Promise<Session | null> {
  const seconds = secondsLeft(kept);
  if (kept.refreshToken === null) return seconds > 0 ? kept : null;
  return fresh || seconds <= MIN_SECONDS_LEFT ? refresh(app, kept) : kept;
}
