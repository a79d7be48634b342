/** What the operator has to change at Auth0, by the event or the error that shows it. */

const ADVICE = {
  client_refused:
    "Compare AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET with the application's Settings, and set its Authentication Method to Client Secret (Post).",
  mfa_required:
    "In the Action that demands MFA, except the renewals: event.transaction.protocol is oauth2-refresh-token.",
  id_token_algorithm:
    "The ID token is not signed with RS256. Set the application's JSON Web Token (JWT) Signature Algorithm to RS256 (Advanced Settings, OAuth).",
  access_token_algorithm:
    "The access token is not signed with RS256, so the API refuses it. Set the API's Signing Algorithm to RS256.",
  access_token_encrypted:
    "The access token is encrypted, so the API refuses it. Turn off JSON Web Encryption in the API's Settings.",
  access_token_opaque:
    "The access token is no JWT, so the API refuses it. Register the app's audience as the Identifier of an API.",
  permissions_missing:
    "The access token lists no permissions. Turn on Enable RBAC and Add Permissions in the Access Token in the API's Settings: without RBAC, everybody gets every scope that an app requests.",
  claims_too_large:
    "The ID token's claims take more than 8 KiB, so the app gets none of them. Add fewer claims in the Action that adds them.",
  api_token_missing:
    "The app gets no access token for a further API of its row. Allow the application that API in a policy of its multi-resource refresh tokens, with the row's scopes.",
  refresh_token_missing:
    "There is no refresh token, so the sign-in ends with its access token. Turn on Allow Offline Access in the API's Settings, and Refresh Token in the application's Grant Types.",
  end_session_missing:
    "The metadata name no end_session_endpoint, so a sign-out does not end the session at the provider. Turn on RP-Initiated Logout End Session Endpoint Discovery in the tenant's Advanced Settings.",
} as const;

/** Errors may name each other as causes, in a circle. */
const DEEPEST = 5;

/** Everything that advice is given on. */
export const ADVISED = Object.keys(ADVICE) as readonly (keyof typeof ADVICE)[];

/** What to do about an event or its error; undefined if nothing at Auth0 would help. */
export function adviceOn(event: string, error?: unknown): string | undefined {
  const code = (error as { error?: unknown } | undefined)?.error;
  const about = [hasAlgorithm(error) && "id_token_algorithm", event, code];
  const found = ADVISED.find((one) => about.includes(one));
  return found && ADVICE[found];
}

/** Whether an ID token failed for its algorithm: openid-client names that at the end of the causes. */
function hasAlgorithm(error: unknown): boolean {
  let at = error;
  for (let depth = 0; at instanceof Error && depth < DEEPEST; depth++) at = at.cause;
  const { header, alg } = (at ?? {}) as { header?: { alg?: unknown }; alg?: unknown };
  return typeof (header?.alg ?? alg) === "string";
}
