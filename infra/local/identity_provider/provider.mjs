import Provider, { errors, interactionPolicy } from "oidc-provider";
import { findAccount } from "./accounts.mjs";
import { consentPage, consentPrompt } from "./consent_page.mjs";
import { controlRoute } from "./control.mjs";
import { applyFaults, refuseTokens } from "./faults.mjs";
import { allowFurtherApis } from "./further_apis.mjs";
import { createGrantLoader, describeApi, keepOfflineAccess, OIDC_SCOPES } from "./grants.mjs";
import { refuseOtherHosts } from "./host.mjs";
import { loadKeys } from "./keys.mjs";
import { logEvents } from "./log.mjs";
import { loginPage } from "./login_page.mjs";
import { logOutAtOnce } from "./logout.mjs";
import { catchErrors, sendExpired, sendMessage, serveAssets } from "./page.mjs";
import { allowOverlap } from "./rotation.mjs";
import { loadState } from "./state.mjs";
import { ACR_VALUES, addStrengthCheck } from "./strength.mjs";
import { chooseIdTokenAlgorithm, omitFeatures, tenant } from "./tenant.mjs";
import { nameGrantedScope, shapeAccessToken } from "./tokens.mjs";

const DAY = 86_400;

/** Describe the one registered client: the component. */
function describeClient({ clientId, clientSecret, callback, furtherCallbacks }) {
  return {
    client_id: clientId,
    client_secret: clientSecret,
    // oidc-provider accepts the secret in the Authorization header for this method too.
    token_endpoint_auth_method: "client_secret_post",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    // Has oidc-provider keep a key for HS256; `chooseIdTokenAlgorithm` sets what is used.
    id_token_signed_response_alg: "HS256",
    redirect_uris: [callback, ...furtherCallbacks],
    post_logout_redirect_uris: [callback, ...furtherCallbacks],
  };
}

/** Show an error as a small page: without a stack trace or what was typed. */
function renderError(ctx, out, error) {
  if (error instanceof errors.SessionNotFound) {
    return sendExpired(ctx);
  }
  const reason = out.error_description ?? "the request cannot be answered";
  sendMessage(ctx, ctx.status, "refused", { error: out.error, reason });
}

/** Return the configuration of oidc-provider. */
function configure(settings) {
  const policy = interactionPolicy.base();
  // The form asks for the account anyway, so the choice of one is the same page as the login.
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  policy.remove("consent");
  policy.add(consentPrompt());
  addStrengthCheck(policy);
  const { adapter, cookieKey } = loadState(settings.stateFile);
  return {
    acrValues: ACR_VALUES,
    adapter,
    claims: { openid: ["sub"], profile: ["name", "nickname"], email: ["email", "email_verified"] },
    clientBasedCORS: () => false, // no browser script calls this provider
    clientAuthMethods: ["client_secret_basic", "client_secret_post"],
    clients: [describeClient(settings)],
    conformIdTokenClaims: false,
    cookies: {
      keys: [cookieKey],
      // Cookies ignore ports: two providers on one host must not share a name.
      names: {
        session: `session_${settings.port}`,
        interaction: `interaction_${settings.port}`,
        resume: `resume_${settings.port}`,
      },
    },
    enabledJWA: { idTokenSigningAlgValues: ["HS256", "RS256"] },
    extraParams: { audience: keepOfflineAccess },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: describeApi(settings),
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        postLogoutSuccessSource: (ctx) => sendMessage(ctx, 200, "loggedOut"),
      },
    },
    findAccount: (ctx, sub) => {
      refuseTokens(ctx);
      return findAccount(ctx, sub);
    },
    formats: { customizers: { jwt: shapeAccessToken } },
    interactions: { url: (_ctx, { prompt, uid }) => `/u/${prompt.name}/${uid}`, policy },
    jwks: loadKeys(settings.keysFile),
    loadExistingGrant: createGrantLoader(settings),
    pkce: { required: () => true },
    renderError,
    responseTypes: ["code"],
    rotateRefreshToken: true,
    routes: {
      authorization: "/authorize",
      token: "/oauth/token",
      userinfo: "/userinfo",
      jwks: "/.well-known/jwks.json",
      end_session: "/oidc/logout",
      revocation: "/oauth/revoke",
    },
    scopes: OIDC_SCOPES,
    ttl: {
      AccessToken: settings.accessTokenTtl,
      AuthorizationCode: 60,
      Grant: 30 * DAY,
      IdToken: 3600,
      Interaction: 600,
      RefreshToken: 30 * DAY,
      Session: DAY,
    },
  };
}

/** Build the identity provider: oidc-provider with the routes, tokens and pages of Auth0. */
export function createProvider(settings) {
  const provider = new Provider(settings.issuer, configure(settings));
  // With https, something in front ends TLS, and says so in X-Forwarded-Proto.
  provider.proxy = settings.issuer.startsWith("https:");
  // Auth0 puts the session id into every ID token; oidc-provider only for back-channel logout.
  provider.Client.prototype.includeSid = () => true;
  // oidc-provider builds absolute addresses from the request's, which a forged Host could change.
  Object.defineProperty(provider.context, "href", { value: settings.issuer });
  allowFurtherApis(provider);
  allowOverlap(provider, () => tenant.leeway ?? settings.refreshLeewaySeconds);
  chooseIdTokenAlgorithm(provider);
  provider.use(catchErrors);
  provider.use(refuseOtherHosts(settings.issuer));
  provider.use(controlRoute(provider));
  provider.use(omitFeatures(settings));
  provider.use(applyFaults(settings));
  provider.use(serveAssets);
  const further = settings.furtherCallbacks.map((url) => new URL(url).origin);
  const formTargets = [settings.componentOrigin, ...further].join(" ");
  provider.use(loginPage(provider, formTargets));
  provider.use(consentPage(provider, formTargets));
  provider.use(logOutAtOnce);
  provider.use(nameGrantedScope);
  logEvents(provider);
  return provider;
}
