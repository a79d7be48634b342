import { permissionsOf } from "./accounts.mjs";
import { grow } from "./growth.mjs";

/** Return exactly the scopes granted to this token request, as one string. */
function grantedScope(ctx) {
  const { AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  const granted = (RefreshToken ?? AuthorizationCode)?.scope?.split(" ") ?? [];
  const asked = ctx.oidc.params.scope?.split(" "); // a refresh may ask for fewer
  return granted.filter((scope) => !asked || asked.includes(scope)).join(" ");
}

/** Give a JWT access token the claims and header that Auth0's have. */
export function shapeAccessToken(ctx, token, parts) {
  const { client_id: azp, aud, jti: _jti, ...payload } = parts.payload;
  const scope = grantedScope(ctx);
  const audiences = [aud];
  if (scope.split(" ").includes("openid")) {
    audiences.push(`${payload.iss}userinfo`);
  }
  parts.header = { typ: "JWT" };
  const permissions = permissionsOf(token.accountId);
  const shaped = { ...payload, aud: audiences, azp, scope, permissions };
  parts.payload = grow(shaped, token.accountId, ctx.oidc.params.grant_type);
}

/** Name the granted scopes in the token response: oidc-provider names only the API's. */
export async function nameGrantedScope(ctx, next) {
  await next();
  if (ctx.oidc?.route === "token" && ctx.status === 200) {
    ctx.body.scope = grantedScope(ctx);
  }
}
