/** What an error of the identity provider means for a sign-in or a session. */
import * as oidc from "openid-client";
import {
  ComponentError,
  LoginDenied,
  ProviderUnavailable,
  SignInExpired,
  SignInRejected,
} from "./errors";
import { log } from "./log";

/** The error that a sign-in ends with. */
export function asSignInError(error: unknown): Error {
  if (error instanceof ComponentError) return error;
  if (isUnavailable(error)) return new ProviderUnavailable({ cause: error });
  if (error instanceof oidc.AuthorizationResponseError) {
    log("INFO", "sign_in_denied", error);
    return new LoginDenied();
  }
  log("WARNING", "sign_in_failed", error);
  if (isInvalidGrant(error)) return new SignInExpired({ cause: error });
  return new SignInRejected({ cause: error });
}

export const isInvalidGrant = (error: unknown) =>
  error instanceof oidc.ResponseBodyError && error.error === "invalid_grant";

/** No answer, an answer too late, or an answer of the kind a broken server gives. */
function isUnavailable(error: unknown): boolean {
  // A redirect has no status, so the provider says by name that it is broken (section 4.1.2.1).
  if (error instanceof oidc.AuthorizationResponseError)
    return ["server_error", "temporarily_unavailable"].includes(error.error);
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500;
  if (!(error instanceof oidc.ClientError)) return error instanceof TypeError;
  const answer = error.cause;
  return (
    ["OAUTH_TIMEOUT", "OAUTH_ABORT"].includes(error.code ?? "") ||
    (answer instanceof Response && answer.status >= 500)
  );
}
