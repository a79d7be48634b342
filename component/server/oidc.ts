/** The identity provider: authorization code flow with PKCE, refresh, revocation, sign-out. */
import * as oidc from "openid-client";
import * as v from "valibot";
import { type App, env } from "../env";
import { consentUrl } from "./consent";
import type { End } from "./ended";
import { withFurtherApis } from "./further_apis";
import { IDENTITY_SCOPES, sessionOf } from "./granted";
import { log } from "./log";
import { asDiscoveryError, asEnd, asSignInError } from "./provider_errors";
import { reportMetadata, reportTokens } from "./provider_settings";
import { seal } from "./seal";
import type { Session } from "./session";
import { now } from "./session";
import { AuthenticationNotMet, ProviderUnavailable, SignInExpired } from "./sign_in_errors";
import { checkedOwner, checkStepUp, isRecent, type StepUp, stepUpSchema } from "./step_up";

/** How long a person waits for the provider. */
const PATIENCE_SECONDS = 5;
/** How long the component waits for its answer: a rotated token must not be lost. */
const TIMEOUT_SECONDS = 60;
const TRANSACTION_SECONDS = 600;

/** What the exchange of the code needs; the popup that carries the code never sees it. */
const transactions = seal(
  "transaction",
  TRANSACTION_SECONDS,
  v.object({
    app: v.string(),
    state: v.string(),
    nonce: v.string(),
    verifier: v.string(),
    /** The scopes of the API that were asked for. */
    scopes: v.array(v.string()),
    maxAge: v.nullable(v.number()),
    /** For a step-up: whose session it is for, and what it has to bring. */
    stepUp: v.nullable(stepUpSchema),
  }),
);

const configurations = new Map<string, Promise<oidc.Configuration>>();

/**
 * The configuration for an app's client, discovered once for each client; a failure is not kept.
 *
 * @throws ProviderUnavailable, IssuerRejected
 */
export function provider({ clientId }: App): Promise<oidc.Configuration> {
  let configuration = configurations.get(clientId);
  if (!configuration) {
    configuration = discover(clientId);
    configurations.set(clientId, configuration);
    configuration.catch(() => configurations.delete(clientId));
  }
  return configuration;
}

async function discover(clientId: string): Promise<oidc.Configuration> {
  const { issuer, clientSecrets } = env();
  const execute = [oidc.enableNonRepudiationChecks];
  // The settings admit http for loopback hosts only.
  if (issuer.startsWith("http:")) execute.push(oidc.allowInsecureRequests);
  const options = { execute, timeout: TIMEOUT_SECONDS };
  const secret = clientSecrets[clientId];
  try {
    const found = await oidc.discovery(new URL(issuer), clientId, secret, undefined, options);
    reportMetadata(found.serverMetadata());
    return found;
  } catch (error) {
    throw asDiscoveryError(error);
  }
}

/**
 * Wait for the provider as long as a person would. The work itself continues.
 *
 * @throws ProviderUnavailable when it takes longer.
 */
export async function within<T>(work: Promise<T>, seconds = PATIENCE_SECONDS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ProviderUnavailable({ why: "slow" })), seconds * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export const callbackUrl = () => `${env().baseUrl}/api/auth/callback`;

/** What a sign-in asks for. */
interface Start {
  /** Scopes of the API; by default all that the app may have. */
  scopes?: readonly string[];
  /** Further parameters of the authorize request. */
  parameters?: Readonly<Record<string, string>>;
  stepUp?: StepUp;
}

/**
 * Start a sign-in for an app: OpenID Connect Core 1.0, section 3.1.2.1; PKCE S256, RFC 7636.
 *
 * @returns What the frame needs to open the popup; the transaction stays in its memory.
 */
export async function startSignIn(
  app: App,
  { scopes = app.scopes, parameters = {}, stepUp }: Start = {},
) {
  const state = oidc.randomState();
  const nonce = oidc.randomNonce();
  const verifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(await within(provider(app)), {
    redirect_uri: callbackUrl(),
    ...parameters,
    scope: [...IDENTITY_SCOPES, ...scopes].join(" "),
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
    ...(app.audience ? { audience: app.audience } : {}),
  });
  const transaction = await transactions.close({
    ...{ app: app.origin, state, nonce, verifier, scopes: [...scopes] },
    maxAge: parameters.max_age === undefined ? null : Number(parameters.max_age),
    stepUp: stepUp ?? null,
  });
  const authorizeUrl = app.trusted ? url.href : await consentUrl(app, url.href);
  return { authorizeUrl, state, transaction };
}

/**
 * Exchange the code of a finished sign-in; state, issuer, nonce and ID token are checked.
 *
 * @param kept The session that the browser has; a step-up continues it.
 * @throws one of `sign_in_errors.ts`, or SessionTooLarge.
 */
export async function finishSignIn(
  app: App,
  transaction: string,
  params: Readonly<Record<string, string>>,
  kept: Session | null = null,
): Promise<Session> {
  const opened = await transactions.open(transaction);
  if (!opened || opened.app !== app.origin) throw new SignInExpired();
  const callback = new URL(callbackUrl());
  callback.search = new URLSearchParams(params).toString();
  try {
    const config = await within(provider(app));
    const exchange = oidc.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: opened.verifier,
      expectedState: opened.state,
      expectedNonce: opened.nonce,
      idTokenExpected: true,
    });
    const tokens = await within(exchange);
    reportTokens(app, tokens);
    const previous = opened.stepUp ? checkedOwner(opened.stepUp, tokens, kept) : undefined;
    const session = sessionOf(app, tokens, previous, opened.scopes);
    if (!isRecent(session, opened.maxAge)) throw new AuthenticationNotMet();
    if (opened.stepUp) checkStepUp(opened.stepUp, session);
    return withFurtherApis(config, app, session);
  } catch (error) {
    throw asSignInError(error);
  }
}

/**
 * A session with a new access token, or its end if the provider answers with an OAuth error that is
 * not temporary (RFC 6749, section 5.2).
 *
 * @throws ProviderUnavailable, IssuerRejected for every other failure: the session stays as it was.
 */
export async function refresh(
  app: App,
  session: Session,
  refreshToken: string,
): Promise<Session | End> {
  try {
    const config = await provider(app);
    const tokens = await oidc.refreshTokenGrant(config, refreshToken);
    return await withFurtherApis(config, app, sessionOf(app, tokens, session));
  } catch (error) {
    return asEnd(error, now() < session.grant.expiresAt);
  }
}

/** Revoke a refresh token (RFC 7009); false if it has to be retried. */
export async function revoke(app: App, refreshToken: string): Promise<boolean> {
  try {
    const config = await within(provider(app));
    if (config.serverMetadata().revocation_endpoint)
      await within(
        oidc.tokenRevocation(config, refreshToken, { token_type_hint: "refresh_token" }),
      );
    return true;
  } catch (error) {
    log("WARNING", "revocation_failed", error);
    return false;
  }
}

/** Where the provider ends its own session (RP-Initiated Logout 1.0), or null. */
export async function endSessionUrl(app: App, session: Session): Promise<string | null> {
  const config = await within(provider(app)).catch(() => null);
  if (!config?.serverMetadata().end_session_endpoint) return null;
  return oidc.buildEndSessionUrl(config, {
    post_logout_redirect_uri: callbackUrl(),
    ...(session.sid ? { logout_hint: session.sid } : {}),
  }).href;
}
