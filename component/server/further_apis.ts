/** Access tokens for the further APIs of an app's row, each got with the session's refresh token. */
import * as oidc from "openid-client";
import type { Api, App } from "../settings/apps";
import { isWider, LONGEST_TOKEN, TOKEN } from "./granted";
import { log } from "./log";
import type { Grant, Session } from "./session";
import { now } from "./session";

type Access = Grant["apis"][number];

/** Together they have to fit into a handover, beside the main token and the claims. */
const LONGEST_TOKENS = LONGEST_TOKEN;
/** A person waits for them; a slow provider leaves the rest to the next renewal. */
const PATIENCE_MS = 4_000;

/**
 * Get the tokens one after another, since the provider may rotate the refresh token each time.
 *
 * An API that gets none is left out, with a line in the log: the sign-in itself goes on. After a
 * failure of any kind but a refusal, so are the APIs after it. The next renewal tries again.
 */
export async function withFurtherApis(
  config: oidc.Configuration,
  app: App,
  session: Session,
): Promise<Session> {
  let { refreshToken } = session;
  const apis: Access[] = [];
  const until = performance.now() + PATIENCE_MS;
  let room = LONGEST_TOKENS - (session.grant.accessToken?.length ?? 0);
  for (const api of app.apis) {
    if (refreshToken === null || performance.now() > until) {
      log("WARNING", "api_token_missing");
      break;
    }
    try {
      const tokens = await oidc.refreshTokenGrant(config, refreshToken, parametersFor(api));
      refreshToken = tokens.refresh_token ?? refreshToken;
      const access = accessOf(app, api, tokens);
      if (access.accessToken.length > room) throw new Error("The tokens are too long");
      room -= access.accessToken.length;
      apis.push(access);
    } catch (error) {
      log("WARNING", "api_token_missing", error);
      if (error instanceof oidc.ClientError) break; // no answer: the token may have been spent
    }
  }
  const ends = [session.grant.expiresAt, ...apis.map(({ expiresAt }) => expiresAt)];
  const grant = { ...session.grant, expiresAt: Math.min(...ends), apis };
  return { ...session, refreshToken, grant };
}

/** Auth0's multi-resource refresh tokens take `audience`, others `resource` (RFC 8707). */
const parametersFor = ({ audience, scopes }: Api): Record<string, string> => ({
  audience,
  resource: audience,
  ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
});

/** @throws Error for an answer that can't be used. */
function accessOf(
  app: App,
  { audience, scopes }: Api,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Access {
  const { access_token: accessToken } = tokens;
  const seconds = tokens.expiresIn();
  if (!seconds || !TOKEN.test(accessToken)) throw new Error("The token can't be used");
  if (!app.trusted && isWider(accessToken, scopes)) throw new Error("The token is too wide");
  const granted = tokens.scope?.split(" ") ?? scopes;
  const usable = scopes.filter((scope) => granted.includes(scope));
  return { audience, accessToken, expiresAt: now() + seconds, scopes: usable };
}
