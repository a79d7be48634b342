/** What an error of the identity provider means, for a sign-in and for a session that is renewed. */
import * as oidc from "openid-client";
import { type End, end } from "./ended";
import { ComponentError, SessionTooLarge } from "./errors";
import { asLine, cut } from "./line";
import { log } from "./log";
import * as errors from "./sign_in_errors";

/** In characters; what a person reads in one sentence. */
const LONGEST_REASON = 200;
const LONGEST_RETRY_SECONDS = 300;

/** Whose part an error is: the person's, the operator's or the provider's. */
type Kind = "spent" | "denied" | "confirmation" | "client" | "request" | "unavailable";

/**
 * Each error that a specification names: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 8707, RFC 9470,
 * OpenID Connect Core 1.0 (section 3.1.2.6), and Auth0's own. Every other one is a denial.
 */
const KINDS: Readonly<Record<string, Kind>> = {
  invalid_grant: "spent",
  access_denied: "denied",
  account_selection_required: "confirmation",
  consent_required: "confirmation",
  insufficient_user_authentication: "confirmation",
  interaction_required: "confirmation",
  login_required: "confirmation",
  mfa_required: "confirmation",
  unmet_authentication_requirements: "confirmation",
  invalid_client: "client",
  unauthorized_client: "client",
  invalid_request: "request",
  invalid_request_object: "request",
  invalid_request_uri: "request",
  invalid_scope: "request",
  invalid_target: "request",
  registration_not_supported: "request",
  request_not_supported: "request",
  request_uri_not_supported: "request",
  unsupported_grant_type: "request",
  unsupported_response_type: "request",
  server_error: "unavailable",
  slow_down: "unavailable",
  temporarily_unavailable: "unavailable",
  too_many_requests: "unavailable",
};

/** The error that a sign-in ends with. What has a status of 500 or more, the route logs. */
export function asSignInError(error: unknown): Error {
  if (error instanceof ComponentError) return error;
  const known = kindOf(error);
  switch (known) {
    case "denied":
      log(severityOf(error), "login_denied", error);
      return new errors.LoginDenied(reasonOf(error));
    case "confirmation":
      log("INFO", "confirmation_needed", error);
      return new errors.ConfirmationNeeded(reasonOf(error));
    case "client":
      return new errors.ClientRefused({ cause: error });
    case "request":
    case "unexplained":
      return new errors.ProviderRefused({ cause: error });
    case "unavailable":
      return asUnavailable(error);
    default:
      log("WARNING", "sign_in_failed", error);
      return known === "spent"
        ? new errors.SignInExpired({ cause: error })
        : new errors.SignInRejected({ cause: error });
  }
}

/**
 * The end that a refused renewal is of the session: every OAuth error is one.
 *
 * @param isUsable Whether the access token is still good: a refusal that names no error may be of
 *   something that stands before the provider, and ends nothing until then.
 * @throws ProviderUnavailable, IssuerRejected for a failure that ends no session.
 */
export function asEnd(error: unknown, isUsable: boolean): End {
  const found = endOf(error, isUsable);
  if (!found) throw isLasting(error) ? error : asUnavailable(error);
  log(severityOf(error), found.code, error);
  return found;
}

function endOf(error: unknown, isUsable: boolean): End | null {
  if (error instanceof errors.TokenTooWide) return end("token_too_wide");
  if (error instanceof SessionTooLarge) return end("session_too_large");
  // The answer was good, what it gave is not: the refresh token is spent.
  if (error instanceof errors.SignInRejected) return end("provider_refused");
  switch (kindOf(error)) {
    case "spent":
      return end("session_revoked");
    case "denied":
      return end("session_denied", reasonOf(error));
    case "confirmation":
      return end("confirmation_needed", reasonOf(error));
    case "client":
      return end("client_refused");
    case "request":
      return end("provider_refused");
    case "unexplained":
      return isUsable ? null : end("provider_refused");
    default:
      return null;
  }
}

/** The error of a provider that could not be found out about. */
export function asDiscoveryError(error: unknown): ComponentError {
  if (kindOf(error) === "unavailable") return asUnavailable(error);
  const code = error instanceof oidc.ClientError ? error.code : undefined;
  const isOther = code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
  return new errors.IssuerRejected(isOther ? "other" : "none", { cause: error });
}

/** `unexplained`: refused without an OAuth error. Undefined: an answer that failed a check. */
function kindOf(error: unknown): Kind | "unexplained" | undefined {
  const status = responseOf(error)?.status ?? 0;
  if (status >= 500 || [408, 425, 429].includes(status)) return "unavailable";
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return Object.hasOwn(KINDS, error.error) ? KINDS[error.error] : "denied";
  // RFC 6749, section 5.2: a client that authenticated in vain is challenged.
  if (error instanceof oidc.WWWAuthenticateChallengeError) return "client";
  if (error instanceof TypeError) return "unavailable";
  if (!(error instanceof oidc.ClientError)) return undefined;
  if (["OAUTH_TIMEOUT", "OAUTH_ABORT"].includes(error.code ?? "")) return "unavailable";
  return status >= 400 ? "unexplained" : undefined;
}

function severityOf(error: unknown): "INFO" | "WARNING" | "ERROR" {
  const kind = kindOf(error);
  if (error instanceof ComponentError || kind === "client" || kind === "request") return "ERROR";
  if (kind === "unexplained") return "ERROR";
  const name = (error as { error?: string }).error ?? "";
  return Object.hasOwn(KINDS, name) ? "INFO" : "WARNING";
}

const isLasting = (error: unknown) =>
  error instanceof errors.ProviderUnavailable || error instanceof errors.IssuerRejected;

function asUnavailable(error: unknown): errors.ProviderUnavailable {
  const response = responseOf(error);
  const options = { cause: error, retrySeconds: retryOf(response) };
  if (response?.status === 429) return new errors.ProviderUnavailable({ ...options, why: "busy" });
  if (error instanceof TypeError) return new errors.ProviderUnavailable(options);
  const isLate = error instanceof oidc.ClientError && error.code === "OAUTH_TIMEOUT";
  return new errors.ProviderUnavailable({ ...options, why: isLate ? "slow" : "broken" });
}

function responseOf(error: unknown): Response | undefined {
  if (error instanceof oidc.ResponseBodyError) return error.response;
  if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response;
  const answer = error instanceof oidc.ClientError ? error.cause : undefined;
  return answer instanceof Response ? answer : undefined;
}

/** Seconds or a date (RFC 9110, section 10.2.3), within bounds; null where there is neither. */
function retryOf(response: Response | undefined): number | null {
  const value = response?.headers.get("Retry-After") ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  if (Number.isNaN(seconds)) return null;
  return Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_RETRY_SECONDS);
}

/** The provider's own reason, for the person. */
const reasonOf = (error: unknown) =>
  cut(asLine((error as { error_description?: unknown }).error_description), LONGEST_REASON);
