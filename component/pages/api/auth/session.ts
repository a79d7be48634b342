import type { NextApiRequest, NextApiResponse } from "next";
import * as v from "valibot";
import type { App } from "../../../env";
import { callingApp } from "../../../server/apps";
import { readBody } from "../../../server/body";
import { fromOwnPage } from "../../../server/guard";
import { challengeSchema, makeHandover } from "../../../server/handover";
import * as oidc from "../../../server/oidc";
import { currentSession, forgetRenewals, secondsLeft } from "../../../server/renewal";
import { route } from "../../../server/route";
import * as sessions from "../../../server/session";
import { tellTiming } from "../../../server/timing";

export const config = { api: { bodyParser: false } };

const body = v.variant("op", [
  v.object({
    op: v.literal("status"),
    challenge: challengeSchema,
    fresh: v.optional(v.boolean(), false),
    refused: v.optional(v.string()),
  }),
  v.object({
    op: v.literal("code"),
    challenge: challengeSchema,
    transaction: v.string(),
    params: v.record(v.picklist(["code", "state", "iss", "error"]), v.string()),
  }),
]);

/** The frame's view of a sign-in: who, for how long, and a handover it can't read. */
async function answerSession(
  res: NextApiResponse,
  app: App,
  session: sessions.Session,
  challenge: string,
) {
  await sessions.writeSession(res, session);
  const { user } = session.grant;
  res.json({
    user: { name: user.name, email: user.email },
    grant: session.id,
    expiresIn: secondsLeft(session),
    handover: await makeHandover(session, challenge),
    endSessionUrl: await oidc.endSessionUrl(app, session),
  });
}

/** Revoke what an earlier sign-out could not; whether anything is left to revoke. */
async function revokeAgain(req: NextApiRequest, res: NextApiResponse, app: App): Promise<boolean> {
  const refreshToken = await sessions.readUnrevoked(req, app);
  if (!refreshToken) return false;
  if (!(await oidc.revoke(app, refreshToken))) return true;
  await sessions.signOut(res, app);
  return false;
}

export default route(fromOwnPage, {
  /** `status`: who is signed in, else how to sign in. `code`: finish a sign-in. */
  async POST(req, res) {
    const app = callingApp(req);
    const message = await readBody(req, body);
    const started = performance.now();
    if (message.op === "code") {
      const session = await oidc.finishSignIn(app, message.transaction, message.params);
      tellTiming(res, "provider", started);
      await revokeAgain(req, res, app); // the session takes the place of what is kept to revoke
      return answerSession(res, app, session, message.challenge);
    }
    const kept = await sessions.readSession(req, app);
    const isRefused = kept?.id === message.refused;
    const current = kept && !isRefused && (await currentSession(app, kept, message.fresh));
    if (current && current !== kept) tellTiming(res, "provider", started);
    if (current) return answerSession(res, app, current, message.challenge);
    // Another request may have renewed the session meanwhile: only a frame that asks again, and
    // still sends what was refused, has it cleared.
    if (kept && !isRefused) return res.json({ user: null, refused: kept.id });
    if (kept) sessions.clearSession(res, app);
    const unrevoked = await revokeAgain(req, res, app);
    const prompt = sessions.hasSignedOut(req, app) ? "login" : undefined;
    res.json({ user: null, unrevoked, ...(await oidc.startSignIn(app, prompt)) });
  },

  /** Sign out: the browser forgets the session, the provider the refresh token. */
  async DELETE(req, res) {
    const app = callingApp(req);
    const session = await sessions.readSession(req, app);
    if (session) forgetRenewals(session);
    const refreshToken = session?.refreshToken ?? (await sessions.readUnrevoked(req, app));
    const isRevoked = !refreshToken || (await oidc.revoke(app, refreshToken));
    await sessions.signOut(res, app, isRevoked ? null : refreshToken);
    res.json({ user: null });
  },
});
