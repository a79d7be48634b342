/** What an error of the identity provider means, for a sign-in and for a renewal. */
import * as oidc from "openid-client";
import { type End, type EndCode, end } from "./ended";
import { ComponentError, SessionTooLarge } from "./errors";
import { asLine, cut } from "./line";
import { log } from "./log";
import * as errors from "./sign_in_errors";

/** In characters. */
const LONGEST_REASON = 200;
const LONGEST_RETRY_SECONDS = 300;

type Meaning = readonly [signIn: (error: unknown) => ComponentError, end: EndCode | null];

/**
 * What each kind of error means for a sign-in and for a renewal; null: the session does not end.
 *
 * `unexplained`: refused without an OAuth error. `rejected`: an answer that failed a check.
 */
const MEANINGS = {
  spent: [(cause) => new errors.SignInExpired({ cause }), "session_revoked"],
  denied: [(error) => new errors.LoginDenied(reasonOf(error)), "session_denied"],
  confirmation: [(error) => new errors.ConfirmationNeeded(reasonOf(error)), "confirmation_needed"],
  client: [(cause) => new errors.ClientRefused({ cause }), "client_refused"],
  request: [(cause) => new errors.ProviderRefused({ cause }), "provider_refused"],
  unavailable: [(error) => asUnavailable(error), null],
  unexplained: [(cause) => new errors.ProviderRefused({ cause }), "provider_refused"],
  rejected: [(cause) => new errors.SignInRejected({ cause }), null],
} as const satisfies Readonly<Record<string, Meaning>>;
type Kind = keyof typeof MEANINGS;

/**
 * The errors that specifications name: RFC 6749 (sections 4.1.2.1 and 5.2), RFC 8707, RFC 9470,
 * OpenID Connect Core 1.0 (section 3.1.2.6), and Auth0's own. Any other is a denial.
 */
const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
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
  }),
);

/** The error to answer a failed sign-in with. The route logs those with a status of 500 or more. */
export function asSignInError(error: unknown): ComponentError {
  if (error instanceof ComponentError) return error;
  const kind = kindOf(error);
  const [asError] = MEANINGS[kind];
  const failure = asError(error);
  if (kind === "spent" || kind === "rejected") log("WARNING", "sign_in_failed", error);
  else if (failure.status < 500) log(severityOf(error), failure.code, error);
  return failure;
}

/**
 * The end of a session whose renewal was refused: every OAuth error that is not temporary ends it.
 *
 * @param isUsable Whether the access token is still good. A refusal without an OAuth error may come
 *   from a proxy; it ends no session before its token expires.
 * @throws ProviderUnavailable, IssuerRejected for a failure that ends no session.
 */
export function asEnd(error: unknown, isUsable: boolean): End {
  const code = error instanceof ComponentError ? endOfTokens(error) : endOf(error, isUsable);
  if (!code) throw error instanceof ComponentError ? error : asUnavailable(error);
  log(severityOf(error), code, error);
  return end(code, reasonOf(error));
}

/** The end of a session whose new tokens can't be used: its refresh token is spent. */
function endOfTokens(error: ComponentError): EndCode | null {
  if (error instanceof errors.TokenTooWide) return "token_too_wide";
  if (error instanceof SessionTooLarge) return "session_too_large";
  return error instanceof errors.SignInRejected ? "provider_refused" : null;
}

function endOf(error: unknown, isUsable: boolean): EndCode | null {
  const kind = kindOf(error);
  return kind === "unexplained" && isUsable ? null : MEANINGS[kind][1];
}

/** The error to answer a failed discovery with. */
export function asDiscoveryError(error: unknown): ComponentError {
  if (kindOf(error) === "unavailable") return asUnavailable(error);
  const code = error instanceof oidc.ClientError ? error.code : undefined;
  const isOther = code === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
  return new errors.IssuerRejected(isOther ? "other" : "none", { cause: error });
}

function kindOf(error: unknown): Kind {
  const status = responseOf(error)?.status ?? 0;
  if (status >= 500 || [408, 425, 429].includes(status)) return "unavailable";
  // Auth0 answers so to a wrong secret or authentication method; to a denial, with 403.
  if (error instanceof oidc.ResponseBodyError && status === 401 && error.error === "access_denied")
    return "client";
  if (error instanceof oidc.AuthorizationResponseError || error instanceof oidc.ResponseBodyError)
    return KINDS.get(error.error) ?? "denied";
  // RFC 6749, section 5.2: a client that failed to authenticate is challenged.
  if (error instanceof oidc.WWWAuthenticateChallengeError) return "client";
  if (error instanceof TypeError) return "unavailable";
  if (!(error instanceof oidc.ClientError)) return "rejected";
  if (["OAUTH_TIMEOUT", "OAUTH_ABORT"].includes(error.code ?? "")) return "unavailable";
  return status >= 400 ? "unexplained" : "rejected";
}

function severityOf(error: unknown): "INFO" | "WARNING" | "ERROR" {
  if (error instanceof ComponentError) return "ERROR";
  if (["client", "request", "unexplained"].includes(kindOf(error))) return "ERROR";
  return KINDS.has((error as { error?: string }).error ?? "") ? "INFO" : "WARNING";
}

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

/** Seconds, within bounds; the header may hold a date (RFC 9110, section 10.2.3), or be missing. */
function retryOf(response: Response | undefined): number | null {
  const value = response?.headers.get("Retry-After") ?? "";
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1_000;
  if (Number.isNaN(seconds)) return null;
  return Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_RETRY_SECONDS);
}

/** The provider's own reason, for the person. */
const reasonOf = (error: unknown) =>
  cut(asLine((error as { error_description?: unknown }).error_description), LONGEST_REASON);
