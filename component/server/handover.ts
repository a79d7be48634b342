/**
 * The handover: how a grant reaches Python through a browser that can't read it.
 *
 * A sealed copy of the grant, good once, for 60 seconds. It is bound to the app around the frame and
 * to S256 of a verifier that only the Python session knows, as PKCE binds a code (RFC 7636).
 */
import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import * as v from "valibot";
import { env } from "../env";
import { CHALLENGE } from "../wire/contract.gen";
import { match } from "../wire/shape";
import { HandoverInvalid, HandoverOfAnotherApp } from "./errors";
import { seal } from "./seal";
import { grantSchema, now, type Session } from "./session";

const HANDOVER_SECONDS = 60;

/** S256 of 32 random octets or more, in base64url (RFC 7636, section 4.2). */
export const challengeSchema = v.custom<string>((value) => match(CHALLENGE, value) !== null);
/** RFC 7636, section 4.1. */
export const verifierSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9._~-]{43,128}$/));

const handovers = seal(
  "handover",
  HANDOVER_SECONDS,
  v.object({
    id: v.string(),
    app: v.string(),
    challenge: challengeSchema,
    session: v.string(),
    grant: grantSchema,
    isRenewable: v.optional(v.boolean(), false),
  }),
);

/** When each handover was redeemed here, in milliseconds since 1970. Other instances don't know. */
const redeemed = new Map<string, number>();

/** Seal a session's grant for the Python session that made `challenge`, in the session's app. */
export const makeHandover = (session: Session, challenge: string): Promise<string> => {
  const { id, app, grant, refreshToken } = session;
  const isRenewable = refreshToken !== null;
  return handovers.close({ id: randomUUID(), app, challenge, session: id, grant, isRenewable });
};

/**
 * Open a handover for the session that knows its verifier.
 *
 * @param app Exact origin of the app that redeems it, from that app's settings.
 * @returns The grant, with its remaining seconds: Python's clock may be minutes off.
 * @throws HandoverInvalid when it or its token has expired, or it is damaged, used or bound to
 *   another verifier.
 * @throws HandoverOfAnotherApp when it was made for a frame in another app.
 */
export async function redeemHandover(handover: string, verifier: string, app: string) {
  const opened = await handovers.open(handover);
  if (!opened || !isEqual(opened.challenge, challengeOf(verifier))) throw new HandoverInvalid();
  if (opened.app !== app) throw new HandoverOfAnotherApp();
  const { expiresAt, authTime, apis, ...grant } = opened.grant;
  const expiresIn = expiresAt - now();
  if (expiresIn <= 0 || !isFirst(opened.id)) throw new HandoverInvalid();
  return {
    id: opened.session,
    ...grant,
    expiresIn,
    authenticatedAgo: authTime === null ? null : Math.max(0, now() - authTime),
    audience: env().apps.find(({ origin }) => origin === app)?.audience ?? null,
    apis: apis.map(({ expiresAt: end, ...api }) => ({ ...api, expiresIn: end - now() })),
    isRenewable: opened.isRenewable,
  };
}

/** S256 of a verifier (RFC 7636, section 4.2). */
export const challengeOf = (verifier: string) =>
  createHash("sha256").update(verifier).digest("base64url");

/** Compare two challenges, which have the same length. */
const isEqual = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(one), Buffer.from(other));

function isFirst(id: string): boolean {
  const at = Date.now();
  for (const [old, then] of redeemed) {
    if (at - then < HANDOVER_SECONDS * 1_000) break; // in the order they were redeemed
    redeemed.delete(old);
  }
  if (redeemed.has(id)) return false;
  redeemed.set(id, at);
  return true;
}
