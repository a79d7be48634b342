/** The identity provider: authorization code flow with PKCE, refresh, revocation, sign-out. */
import * as oidc from "openid-client";
import * as v from "valibot";
import { type App, env } from "../env";
import { LoginDenied, ProviderUnavailable, SignInExpired, SignInRejected } from "./errors";
import { log } from "./log";
import { seal } from "./seal";
import type { Grant, Session } from "./session";

const TIMEOUT_SECONDS = 5;
const TRANSACTION_SECONDS = 600;
const IDENTITY_SCOPES = ["openid", "profile", "email", "offline_access"];

/** What the code's redemption needs; the popup that carries the code never sees it. */
const transactions = seal(
  "transaction",
  TRANSACTION_SECONDS,
  v.object({ app: v.string(), state: v.string(), nonce: v.string(), verifier: v.string() }),
);

/** What the frame needs to open the popup; the transaction stays in its memory. */
export interface SignInRequest {
  authorizeUrl: string;
  state: string;
  transaction: string;
}

export const callbackUrl = () => `${env().baseUrl}/api/auth/callback`;

let configuration: Promise<oidc.Configuration> | undefined;

/** The provider's configuration, discovered once for each instance; a failure is not kept. */
function provider(): Promise<oidc.Configuration> {
  configuration ??= discover().catch((error: unknown) => {
    configuration = undefined;
    throw error;
  });
  return configuration;
}

function discover(): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = env();
  const execute = [oidc.enableNonRepudiationChecks];
  // The settings admit http for loopback hosts only.
  if (issuer.startsWith("http:")) execute.push(oidc.allowInsecureRequests);
  const options = { execute, timeout: TIMEOUT_SECONDS };
  return oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, options);
}

/** Start a sign-in for an app: OpenID Connect Core 1.0, section 3.1.2.1; PKCE S256, RFC 7636. */
export async function startSignIn(app: App, prompt?: "login"): Promise<SignInRequest> {
  const [state, nonce, verifier] = [
    oidc.randomState(),
    oidc.randomNonce(),
    oidc.randomPKCECodeVerifier(),
  ];
  const url = oidc.buildAuthorizationUrl(await provider().catch(unavailable), {
    redirect_uri: callbackUrl(),
    scope: [...IDENTITY_SCOPES, ...app.scopes].join(" "),
    audience: env().audience,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...(prompt ? { prompt } : {}),
  });
  const transaction = await transactions.close({ app: app.origin, state, nonce, verifier });
  return { authorizeUrl: url.href, state, transaction };
}

/**
 * Exchange the code of a finished sign-in; state, issuer, nonce and ID token are checked.
 *
 * @throws LoginDenied, SignInExpired, SignInRejected, ProviderUnavailable
 */
export async function finishSignIn(
  app: App,
  transaction: string,
  params: Readonly<Record<string, string>>,
): Promise<Session> {
  const opened = await transactions.open(transaction);
  if (!opened || opened.app !== app.origin) throw new SignInExpired();
  const callback = new URL(callbackUrl());
  callback.search = new URLSearchParams(params).toString();
  try {
    const tokens = await oidc.authorizationCodeGrant(await provider(), callback, {
      pkceCodeVerifier: opened.verifier,
      expectedState: opened.state,
      expectedNonce: opened.nonce,
      idTokenExpected: true,
    });
    return sessionOf(app, tokens);
  } catch (error) {
    throw asSignInError(error);
  }
}

/**
 * A session with a new access token, or null when the provider has ended it, which it says by
 * `invalid_grant` (RFC 6749, section 5.2).
 *
 * @throws ProviderUnavailable for every other failure: the session stays as it was.
 */
export async function refresh(app: App, session: Session): Promise<Session | null> {
  if (!session.refreshToken) return null;
  try {
    const tokens = await oidc.refreshTokenGrant(await provider(), session.refreshToken);
    return sessionOf(app, tokens, session);
  } catch (error) {
    if (!isInvalidGrant(error)) throw new ProviderUnavailable({ cause: error });
    log("INFO", "session_ended_by_provider", error);
    return null;
  }
}

/** Revoke the refresh token (RFC 7009). A provider that is down must not keep anybody signed in here. */
export async function revoke(session: Session): Promise<void> {
  if (!session.refreshToken) return;
  try {
    await oidc.tokenRevocation(await provider(), session.refreshToken, {
      token_type_hint: "refresh_token",
    });
  } catch (error) {
    log("WARNING", "revocation_failed", error);
  }
}

/** Where the provider ends its own session (RP-Initiated Logout 1.0), or null if it has no such place. */
export async function endSessionUrl(session: Session): Promise<string | null> {
  const config = await provider().catch(() => null);
  if (!config?.serverMetadata().end_session_endpoint) return null;
  return oidc.buildEndSessionUrl(config, {
    post_logout_redirect_uri: callbackUrl(),
    ...(session.sid ? { logout_hint: session.sid } : {}),
  }).href;
}

type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

function sessionOf(app: App, tokens: Tokens, previous?: Session): Session {
  const claims = tokens.claims();
  const user = claims
    ? { sub: claims.sub, name: text(claims.name), email: text(claims.email) }
    : previous?.grant.user;
  const seconds = tokens.expiresIn();
  if (!user || !seconds) throw new SignInRejected();
  // An omitted scope means: as asked for (RFC 6749, section 5.1).
  const granted = tokens.scope?.split(" ") ?? previous?.grant.scopes ?? app.scopes;
  const grant: Grant = {
    user,
    accessToken: tokens.access_token,
    expiresAt: Math.floor(Date.now() / 1000) + seconds,
    scopes: app.scopes.filter((scope) => granted.includes(scope)),
  };
  return {
    app: app.origin,
    grant,
    refreshToken: tokens.refresh_token ?? previous?.refreshToken ?? null,
    sid: text(claims?.sid) ?? previous?.sid ?? null,
  };
}

const text = (claim: unknown): string | null => (typeof claim === "string" ? claim : null);

function unavailable(error: unknown): never {
  throw new ProviderUnavailable({ cause: error });
}

function asSignInError(error: unknown): Error {
  if (isUnavailable(error)) return new ProviderUnavailable({ cause: error });
  if (error instanceof oidc.AuthorizationResponseError) {
    log("INFO", "sign_in_denied", error);
    return new LoginDenied();
  }
  log("WARNING", "sign_in_failed", error);
  if (isInvalidGrant(error)) return new SignInExpired({ cause: error });
  return new SignInRejected({ cause: error });
}

const isInvalidGrant = (error: unknown) =>
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
