import * as v from "valibot";
import { isEnd, openEnd } from "../../../server/ended";
import { challengeSchema } from "../../../server/handover";
import { finishSignIn } from "../../../server/oidc";
import { currentSession } from "../../../server/renewal";
import { fromOwnPage, hasBody, readBody, reportTiming, route } from "../../../server/route";
import { readSession } from "../../../server/session";
import * as answers from "../../../server/session_answers";

export const config = { api: { bodyParser: false } };

const body = v.variant("op", [
  v.object({
    op: v.literal("status"),
    challenge: challengeSchema,
    fresh: v.optional(v.boolean(), false),
    refused: v.optional(v.string()),
    login: v.optional(v.boolean(), false),
  }),
  v.object({
    op: v.literal("code"),
    challenge: challengeSchema,
    transaction: v.string(),
    params: v.record(
      v.picklist(["code", "state", "iss", "error", "error_description"]),
      v.string(),
    ),
  }),
]);
const signOutBody = v.object({ revocation: v.optional(v.string()) });

export default route(fromOwnPage, {
  /** `status`: who is signed in, or how to sign in. `code`: finish a sign-in. */
  async POST(req, res, app) {
    const message = await readBody(req, body);
    const started = performance.now();
    if (message.op === "code") {
      const session = await finishSignIn(app, message.transaction, message.params);
      reportTiming(res, "provider", started);
      await answers.revokeAgain(req, res, app); // the new session overwrites what is kept
      return answers.answerSession(req, res, app, session, message.challenge);
    }
    const refusal = message.refused ? await openEnd(app, message.refused) : null;
    const kept = await readSession(req, app);
    // Another request may have renewed the session meanwhile: it ends only if the frame asks again
    // and its cookie still holds the state that was refused.
    if (!kept || kept.id === refusal?.id)
      return answers.answerSignedOut(req, res, app, refusal, message.login);
    const current = await currentSession(app, kept, message.fresh);
    if (isEnd(current)) return answers.answerRefused(res, kept, current);
    if (current !== kept) reportTiming(res, "provider", started);
    return answers.answerSession(req, res, app, current, message.challenge);
  },

  /** Sign out: the browser forgets the session, and the provider revokes the refresh token. */
  async DELETE(req, res, app) {
    const { revocation } = hasBody(req) ? await readBody(req, signOutBody) : {};
    return answers.answerSignOut(req, res, app, revocation);
  },
});
