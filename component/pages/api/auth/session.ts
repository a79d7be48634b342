/** The session of the person in an app's frame: who it is, and how it begins and ends. */
import { createHash } from "node:crypto";
import type { NextApiResponse } from "next";
import * as v from "valibot";
import { env } from "../../../env";
import { type Carrier, carrierOf } from "../../../server/carrier";
import { asNotice, type End, ends, isEnd, openEnd } from "../../../server/ended";
import { SessionUnproven } from "../../../server/errors";
import { challengeSchema, makeHandover } from "../../../server/handover";
import { type Language, languageOf } from "../../../server/language";
import { endSessionUrl, finishSignIn, revoke, startSignIn } from "../../../server/oidc";
import { currentSession, forgetRenewals, secondsLeft } from "../../../server/renewal";
import { fromOwnPage, hasBody, readBody, reportTiming, route } from "../../../server/route";
import * as sessions from "../../../server/session";
import { parametersOf, requestSchema, scopesOf, withLogin } from "../../../server/sign_in_request";
import { stepUpOf } from "../../../server/step_up";
import type { SignInRequest } from "../../../wire/contract.gen";

export const config = { api: { bodyParser: false } };

const body = v.variant("op", [
  v.object({
    op: v.literal("status"),
    challenge: challengeSchema,
    fresh: v.optional(v.boolean(), false),
    refused: v.optional(v.string()),
    login: v.optional(v.boolean(), false),
    request: v.optional(requestSchema),
  }),
  v.object({ op: v.literal("probe") }),
  v.object({ op: v.literal("step_up"), challenge: challengeSchema, request: requestSchema }),
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
  /**
   * `status`: who is signed in, or how to sign in. `step_up`: how to get more than the sign-in gave.
   * `code`: finish either. `probe`: whether the browser keeps what it is given.
   */
  async POST(req, res, app) {
    const message = await readBody(req, body);
    const carrier = await carrierOf(req, res, app);
    if (message.op === "probe") return answerProbe(res, carrier);
    const started = performance.now();
    if (message.op === "code") {
      const kept = await sessions.readSession(carrier);
      const session = await finishSignIn(app, message.transaction, message.params, kept);
      reportTiming(res, "provider", started);
      await revokeAgain(carrier); // the new session overwrites what is kept
      return answerSession(res, carrier, session, message.challenge);
    }
    if (message.op === "step_up") return answerStepUp(res, carrier, message.request);
    const refusal = message.refused ? await openEnd(app, message.refused) : null;
    const kept = await sessions.readSession(carrier);
    // Another request may have renewed the session meanwhile: it ends only if the frame asks again
    // and its cookie still holds the state that was refused.
    const question = { ...message, language: languageOf(req) };
    if (!kept || kept.id === refusal?.id) return answerSignedOut(res, carrier, refusal, question);
    const current = await currentSession(app, kept, message.fresh);
    if (isEnd(current)) return answerRefused(res, kept, current);
    if (current !== kept) reportTiming(res, "provider", started);
    return answerSession(res, carrier, current, message.challenge);
  },

  /** Sign out: the browser forgets the session, and the provider revokes the refresh token. */
  async DELETE(req, res, app) {
    const { revocation } = hasBody(req) ? await readBody(req, signOutBody) : {};
    return answerSignOut(res, await carrierOf(req, res, app), revocation);
  },
});

/**
 * Identifies a person to one app's frame, which gets no `sub`; it stays the same when keys are
 * rotated.
 */
const personOf = ({ app, grant }: sessions.Session): string =>
  createHash("sha256")
    .update(JSON.stringify([env().issuer, app, grant.user.sub]))
    .digest("base64url");

/** Keep a session; answer who is signed in, with a handover that the frame can't read. */
async function answerSession(
  res: NextApiResponse,
  carrier: Carrier,
  session: sessions.Session,
  challenge: string,
): Promise<void> {
  const { app, keeps: kept } = carrier;
  const { grant, refreshToken } = session;
  await sessions.writeSession(carrier, session);
  res.json({
    user: { name: grant.user.name, email: grant.user.email },
    person: personOf(session),
    grant: session.id,
    expiresIn: secondsLeft(session),
    handover: await makeHandover(session, challenge),
    endSessionUrl: await endSessionUrl(app, session),
    kept,
    // If nothing is kept, only this lets the sign-out revoke the refresh token.
    revocation: !kept && refreshToken ? await sessions.sealRevocation(app, refreshToken) : null,
  });
}

/** Make the frame ask again: another tab may have renewed the session meanwhile. */
async function answerRefused(res: NextApiResponse, session: sessions.Session, end: End) {
  const refused = await ends.close({ ...end, app: session.app, id: session.id });
  res.json({ user: null, refused });
}

/** Revoke what an earlier sign-out could not; return whether anything is left to revoke. */
async function revokeAgain(carrier: Carrier): Promise<boolean> {
  const refreshToken = await sessions.readUnrevoked(carrier);
  if (!refreshToken) return false;
  if (!(await revoke(carrier.app, refreshToken))) return true;
  await sessions.markSignedOut(carrier);
  return false;
}

interface SignedOutQuestion {
  /** Whether the sign-in has to ask for the password even without a sign-out. */
  login: boolean;
  /** What the app asks a sign-in for. */
  request?: SignInRequest | undefined;
  language: Language;
}

/**
 * Answer how to sign in, and why the session that the browser kept is over.
 *
 * @param refusal The end that the frame sends back when it asks again.
 */
async function answerSignedOut(
  res: NextApiResponse,
  carrier: Carrier,
  refusal: End | null,
  { login, request = {}, language }: SignedOutQuestion,
): Promise<void> {
  const { app } = carrier;
  const hasSignedOut = sessions.hasSignedOut(carrier);
  const end = (hasSignedOut ? null : refusal) ?? (await sessions.whyNone(carrier));
  const unrevoked = await revokeAgain(carrier);
  if (!hasSignedOut) await (end ? sessions.leaveEnd(carrier, end) : sessions.probe(carrier));
  const parameters = parametersOf(app, request);
  if (hasSignedOut || login) parameters.prompt = withLogin(parameters.prompt);
  const started = await startSignIn(app, { scopes: scopesOf(app, request), parameters });
  res.json({
    user: null,
    ended: end && asNotice(end, language),
    unrevoked,
    ...started,
  });
}

/** Answer whether the browser has kept anything; it has from the next time on, if it can. */
async function answerProbe(res: NextApiResponse, carrier: Carrier): Promise<void> {
  if (!carrier.keeps) await sessions.probe(carrier);
  res.json({ kept: carrier.keeps });
}

/** Answer how the person who is signed in gets what their app needs beyond that. */
async function answerStepUp(
  res: NextApiResponse,
  carrier: Carrier,
  request: SignInRequest,
): Promise<void> {
  const { app } = carrier;
  const session = await sessions.readSession(carrier);
  if (!session) throw new SessionUnproven();
  res.json(await startSignIn(app, stepUpOf(app, session, request)));
}

/**
 * Sign out; what the provider can't revoke now is kept for another try.
 *
 * @param revocation What the frame was given to send here in a browser that keeps no sessions.
 */
async function answerSignOut(
  res: NextApiResponse,
  carrier: Carrier,
  revocation: string | undefined,
): Promise<void> {
  const { app } = carrier;
  const session = await sessions.readSession(carrier);
  if (session) {
    forgetRenewals(session);
    sessions.forgetHeld(session);
  }
  const kept = session?.refreshToken ?? (await sessions.readUnrevoked(carrier));
  const carried = revocation ? await sessions.openRevocation(app, revocation) : null;
  let left: string | null = null;
  for (const refreshToken of new Set([carried, kept]))
    if (refreshToken && !(await revoke(app, refreshToken))) left = refreshToken;
  await sessions.markSignedOut(carrier, left);
  res.json({ user: null });
}
