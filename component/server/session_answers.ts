/** What the frame learns of a session: who is signed in, or why nobody is and how to sign in. */
import { createHash } from "node:crypto";
import type { NextApiRequest, NextApiResponse } from "next";
import { type App, env } from "../env";
import * as cookie from "./cookie";
import { asNotice, type End, ends } from "./ended";
import { makeHandover } from "./handover";
import * as oidc from "./oidc";
import { forgetRenewals, secondsLeft } from "./renewal";
import type { Session } from "./session";
import { forgetHeld, readSession, whyNone, writeSession } from "./session";

/** Identifies a person to one app's frame, which gets no `sub`; key rotations keep it. */
const personOf = ({ app, grant }: Session): string =>
  createHash("sha256")
    .update(JSON.stringify([env().issuer, app, grant.user.sub]))
    .digest("base64url");

/** Keep a session; answer who is signed in, with a handover that the frame can't read. */
export async function answerSession(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
  session: Session,
  challenge: string,
): Promise<void> {
  const kept = cookie.readCookie(req, app.origin) !== null;
  const { grant, refreshToken } = session;
  await writeSession(res, session);
  res.json({
    user: { name: grant.user.name, email: grant.user.email },
    person: personOf(session),
    grant: session.id,
    expiresIn: secondsLeft(session),
    handover: await makeHandover(session, challenge),
    endSessionUrl: await oidc.endSessionUrl(app, session),
    kept,
    // Without a cookie, only this lets the sign-out revoke the refresh token.
    revocation: !kept && refreshToken ? await cookie.sealRevocation(app, refreshToken) : null,
  });
}

/** Make the frame ask again: another tab may have renewed the session meanwhile. */
export async function answerRefused(res: NextApiResponse, session: Session, end: End) {
  const refused = await ends.close({ ...end, app: session.app, id: session.id });
  res.json({ user: null, refused });
}

/** Revoke what an earlier sign-out could not; return whether anything is left to revoke. */
export async function revokeAgain(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
): Promise<boolean> {
  const refreshToken = await cookie.readUnrevoked(req, app);
  if (!refreshToken) return false;
  if (!(await oidc.revoke(app, refreshToken))) return true;
  await cookie.markSignedOut(res, app);
  return false;
}

/**
 * Answer how to sign in, and why the session that the browser kept is over.
 *
 * @param refusal The end that the frame sends back when it asks again.
 * @param asksForLogin Whether the sign-in has to ask for the password even without a sign-out.
 */
export async function answerSignedOut(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
  refusal: End | null,
  asksForLogin: boolean,
): Promise<void> {
  const hasSignedOut = cookie.hasSignedOut(req, app);
  const end = (hasSignedOut ? null : refusal) ?? (await whyNone(req, app));
  const unrevoked = await revokeAgain(req, res, app);
  if (!hasSignedOut) await (end ? cookie.leaveEnd(res, app, end) : cookie.probe(res, app));
  const request = await oidc.startSignIn(app, hasSignedOut || asksForLogin ? "login" : undefined);
  res.json({ user: null, ended: end && asNotice(end), unrevoked, ...request });
}

/**
 * Sign out; what the provider can't revoke now is kept for another try.
 *
 * @param revocation What the frame was given to send here in a browser that keeps no cookie.
 */
export async function answerSignOut(
  req: NextApiRequest,
  res: NextApiResponse,
  app: App,
  revocation: string | undefined,
): Promise<void> {
  const session = await readSession(req, app);
  if (session) {
    forgetRenewals(session);
    forgetHeld(session);
  }
  const kept = session?.refreshToken ?? (await cookie.readUnrevoked(req, app));
  const carried = revocation ? await cookie.openRevocation(app, revocation) : null;
  let left: string | null = null;
  for (const refreshToken of new Set([carried, kept]))
    if (refreshToken && !(await oidc.revoke(app, refreshToken))) left = refreshToken;
  await cookie.markSignedOut(res, app, left);
  res.json({ user: null });
}
