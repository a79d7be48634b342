/** When the sign-in asks again, in milliseconds from now. */
import type { SignedIn } from "./session";

/** Ask this long before the access token expires: from then on the server renews it. */
const RENEW_EARLY_SECONDS = 60;
/** Ask at least this often: the session cookie lives for eight hours from its last use. */
const LONGEST_SILENCE_SECONDS = 4 * 3600;
const SHORTEST_SECONDS = 5;
const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;

/** An authorize request expires after ten minutes. */
export const REQUEST_MS = 9 * 60_000;
/** After this, a revocation that failed at a sign-out is tried again. */
export const REVOKE_RETRY_MS = 30_000;

/** A session that the browser does not keep can't be renewed, and ends with its token. */
export function untilRenewal({ expiresIn, kept }: SignedIn): number {
  const early = Math.max(expiresIn - RENEW_EARLY_SECONDS, expiresIn / 2, SHORTEST_SECONDS);
  return 1_000 * (kept ? Math.min(early, LONGEST_SILENCE_SECONDS) : expiresIn);
}

/** The delay after this many failures in a row, counted from 0. */
export const untilRetry = (failures: number): number =>
  Math.min(RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
