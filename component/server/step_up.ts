/**
 * Step-up: more scopes, or a fresher or stronger sign-in, for a session that goes on (RFC 9470).
 *
 * It is a sign-in of the same person. Whatever it lacks in the end, the session stays as it was.
 */
import type * as oidc from "openid-client";
import * as v from "valibot";
import type { App } from "../env";
import type { SignInRequest } from "../wire/contract.gen";
import { now, type Session } from "./session";
import * as errors from "./sign_in_errors";
import { parametersOf, scopesOf } from "./sign_in_request";

/** Clocks of the component and the provider may differ by this many seconds. */
const LEEWAY = 60;

export const stepUpSchema = v.object({
  sub: v.string(),
  scopes: v.array(v.string()),
  acrValues: v.array(v.string()),
});
export type StepUp = v.InferOutput<typeof stepUpSchema>;

/**
 * What the sign-in of a step-up asks for: what the session has, and what is missing.
 *
 * @throws ScopeNotAllowed, SignInNotAllowed
 */
export function stepUpOf(app: App, { grant }: Session, request: SignInRequest) {
  const scopes = scopesOf(app, { scopes: request.scopes ?? [] });
  const { email, sub } = grant.user;
  const stepUp: StepUp = { sub, scopes: [...scopes], acrValues: request.acr_values ?? [] };
  return {
    scopes: [...new Set([...grant.scopes, ...scopes])],
    parameters: { ...(email ? { login_hint: email } : {}), ...parametersOf(app, request) },
    stepUp,
  };
}

/**
 * The session that a step-up continues; undefined in a browser that keeps none.
 *
 * @throws StepUpOtherPerson when somebody else has signed in, there or here.
 */
export function checkedOwner(
  { sub }: StepUp,
  tokens: oidc.TokenEndpointResponseHelpers,
  kept: Session | null,
): Session | undefined {
  const isSame = tokens.claims()?.sub === sub && (kept === null || kept.grant.user.sub === sub);
  if (!isSame) throw new errors.StepUpOtherPerson();
  return kept ?? undefined;
}

/** Whether the provider says that the person authenticated at most this many seconds ago. */
export const isRecent = ({ grant }: Session, maxAge: number | null): boolean =>
  maxAge === null || (grant.authTime !== null && now() - grant.authTime <= maxAge + LEEWAY);

/**
 * Check that a step-up has brought what it was for.
 *
 * @throws AuthenticationNotMet, ScopeNotGranted
 */
export function checkStepUp({ scopes, acrValues }: StepUp, { grant }: Session): void {
  if (acrValues.length > 0 && !acrValues.includes(grant.acr ?? ""))
    throw new errors.AuthenticationNotMet();
  const usable = grant.scopes.filter((scope) => grant.permissions?.includes(scope) ?? true);
  const missing = scopes.find((scope) => !usable.includes(scope));
  if (missing !== undefined) throw new errors.ScopeNotGranted(missing);
}
