import type { NextApiResponse } from "next";
import * as v from "valibot";
import { callingApp } from "../../../server/apps";
import { readBody } from "../../../server/body";
import { fromOwnPage } from "../../../server/guard";
import { challengeSchema, makeHandover } from "../../../server/handover";
import * as oidc from "../../../server/oidc";
import { currentSession, secondsLeft } from "../../../server/renewal";
import { route } from "../../../server/route";
import * as sessions from "../../../server/session";
import { tellTiming } from "../../../server/timing";

export const config = { api: { bodyParser: false } };

const body = v.variant("op", [
  v.object({
    op: v.literal("status"),
    challenge: challengeSchema,
    fresh: v.optional(v.boolean(), false),
  }),
  v.object({
    op: v.literal("code"),
    challenge: challengeSchema,
    transaction: v.string(),
    params: v.record(v.picklist(["code", "state", "iss", "error"]), v.string()),
  }),
]);

/** The frame's view of a sign-in: who, for how long, and a handover it can't read. */
async function answerSession(res: NextApiResponse, session: sessions.Session, challenge: string) {
  await sessions.writeSession(res, session);
  const { user } = session.grant;
  res.json({
    user: { name: user.name, email: user.email },
    expiresIn: secondsLeft(session),
    handover: await makeHandover(session.grant, challenge),
    endSessionUrl: await oidc.endSessionUrl(session),
  });
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
      return answerSession(res, session, message.challenge);
    }
    const kept = await sessions.readSession(req, app);
    const current = kept && (await currentSession(app, kept, message.fresh));
    if (current && current !== kept) tellTiming(res, "provider", started);
    if (current) return answerSession(res, current, message.challenge);
    if (kept) sessions.clearSession(res, app);
    const prompt = sessions.hasSignedOut(req, app) ? "login" : undefined;
    res.json({ user: null, ...(await oidc.startSignIn(app, prompt)) });
  },

  /** Sign out: the browser forgets the session, the provider the refresh token. */
  async DELETE(req, res) {
    const app = callingApp(req);
    const session = await sessions.readSession(req, app);
    sessions.signOut(res, app);
    if (session) await oidc.revoke(session);
    res.json({ user: null });
  },
});
