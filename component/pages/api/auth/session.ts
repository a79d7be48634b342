import type { NextApiResponse } from "next";
import * as v from "valibot";
import { registeredApp } from "../../../server/apps";
import { readBody } from "../../../server/body";
import { fromOwnPage } from "../../../server/guard";
import { challengeSchema, makeHandover } from "../../../server/handover";
import * as oidc from "../../../server/oidc";
import { route } from "../../../server/route";
import * as sessions from "../../../server/session";

export const config = { api: { bodyParser: false } };

const caller = { app: v.string(), challenge: challengeSchema };
const body = v.variant("op", [
  v.object({
    op: v.literal("status"),
    ...caller,
    fresh: v.optional(v.boolean(), false),
    prompt: v.optional(v.literal("login")),
  }),
  v.object({
    op: v.literal("code"),
    ...caller,
    transaction: v.string(),
    params: v.record(v.picklist(["code", "state", "iss", "error"]), v.string()),
  }),
]);
const MIN_SECONDS_LEFT = 60;

const secondsLeft = (session: sessions.Session) =>
  session.grant.expiresAt - Math.floor(Date.now() / 1000);

/** The frame's view of a sign-in: who, for how long, and a handover it can't read. */
async function answerSession(res: NextApiResponse, session: sessions.Session, challenge: string) {
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
    const message = await readBody(req, body);
    const app = registeredApp(message.app);
    if (message.op === "code") {
      const session = await oidc.finishSignIn(app, message.transaction, message.params);
      await sessions.writeSession(res, session);
      return answerSession(res, session, message.challenge);
    }
    const kept = await sessions.readSession(req, app.origin);
    if (kept && !message.fresh && secondsLeft(kept) > MIN_SECONDS_LEFT)
      return answerSession(res, kept, message.challenge);
    const renewed = kept ? await oidc.refresh(app, kept) : null;
    if (renewed) {
      await sessions.writeSession(res, renewed);
      return answerSession(res, renewed, message.challenge);
    }
    if (kept) sessions.clearSession(res);
    res.json({ user: null, ...(await oidc.startSignIn(app, message.prompt)) });
  },

  /** Sign out: the browser forgets the session, the provider the refresh token. */
  async DELETE(req, res) {
    const session = await sessions.readSession(req);
    sessions.clearSession(res);
    if (session) await oidc.revoke(session);
    res.json({ user: null });
  },
});
