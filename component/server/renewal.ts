/**
 * Which session an app gets: the one it has, a renewed one, or none.
 *
 * A provider that rotates refresh tokens treats one used twice as stolen and ends the session
 * (RFC 9700, section 4.14.2). So requests with the same token share one renewal, whose answer is kept
 * for those that come late.
 */
import type { App } from "../env";
import { digest } from "./carrier";
import { type End, end } from "./ended";
import { refresh, within } from "./oidc";
import type { Session } from "./session";
import { isProven, now, signInOf } from "./session";

const MIN_SECONDS_LEFT = 60;
/** Shorter than the frame waits, and longer than most providers take. */
const PATIENCE_SECONDS = 8;
const KEPT_MS = 60_000;

interface Renewal {
  readonly answer: Promise<Session | End>;
  readonly signIn: string;
  /** In milliseconds since 1970; infinite while the renewal is in progress. */
  keptUntil: number;
}

/** By a digest of the refresh token that was spent. */
const renewals = new Map<string, Renewal>();

/** How long the access token is good for. */
export const secondsLeft = (session: Session): number => session.grant.expiresAt - now();

/**
 * The session, renewed if necessary, or why it has ended.
 *
 * It is renewed when its access token is about to expire or not in memory, when the provider last
 * confirmed it too long ago, or when a `fresh` token is requested.
 *
 * @throws ProviderUnavailable when a renewal is due and fails: the session stays as it was.
 */
export async function currentSession(
  app: App,
  kept: Session,
  fresh: boolean,
): Promise<Session | End> {
  const seconds = secondsLeft(kept);
  if (kept.refreshToken === null) return seconds > 0 ? kept : end("session_expired");
  const isGood = seconds > MIN_SECONDS_LEFT && isProven(kept) && !kept.isHeld;
  if (isGood && !fresh) return kept;
  return within(renew(app, kept, kept.refreshToken), PATIENCE_SECONDS);
}

/** Forget the renewals of a session that was signed out, so that none brings it back. */
export function forgetRenewals(session: Session): void {
  for (const [key, { signIn }] of renewals) if (signIn === signInOf(session)) renewals.delete(key);
}

function renew(app: App, kept: Session, refreshToken: string): Promise<Session | End> {
  for (const [key, { keptUntil }] of renewals) if (keptUntil < Date.now()) renewals.delete(key);
  const key = `${app.origin} ${digest(refreshToken)}`;
  const known = renewals.get(key);
  if (known) return known.answer;
  const answer = refresh(app, kept, refreshToken);
  const renewal: Renewal = { answer, signIn: signInOf(kept), keptUntil: Number.POSITIVE_INFINITY };
  renewals.set(key, renewal);
  answer.then(
    () => {
      renewal.keptUntil = Date.now() + KEPT_MS;
    },
    () => renewals.delete(key), // the next request tries again
  );
  return answer;
}
