import { permissionsOf } from "./accounts.mjs";
import { FURTHER_APIS } from "./further_apis.mjs";
import { tenant } from "./tenant.mjs";

/** What is added to the access tokens of each account, by its `sub`. */
export const growths = new Map();

/** Return a permission of exactly `length` characters, such as `resource042:read`. */
function permission(number, length) {
  const name = `resource${String(number).padStart(3, "0")}:read`;
  return name.padEnd(length, "-").slice(0, length);
}

/** Pad a payload so that its JWT has about `tokenBytes` bytes. */
function pad(payload, tokenBytes) {
  const headerAndSignature = 450; // RS256 with a key of 2,048 bits
  const wanted = Math.floor(((tokenBytes - headerAndSignature) * 3) / 4);
  const missing = wanted - Buffer.byteLength(JSON.stringify({ ...payload, padding: "" }));
  return missing > 0 ? { ...payload, padding: "-".repeat(missing) } : payload;
}

/** Return the payload of an access token with what is added for this account and grant type. */
function grow(payload, sub, grantType) {
  const growth = growths.get(sub);
  if (!growth || (growth.at === "renewal" && grantType !== "refresh_token")) {
    return payload;
  }
  const { permissions = 0, length = 16, tokenBytes = 0 } = growth;
  const added = Array.from({ length: permissions }, (_, number) => permission(number, length));
  return pad({ ...payload, permissions: [...(payload.permissions ?? []), ...added] }, tokenBytes);
}

/** Return exactly the scopes granted to this token request, as one string. */
function grantedScope(ctx) {
  const { AccessToken, AuthorizationCode, RefreshToken } = ctx.oidc.entities;
  if (AccessToken?.aud in FURTHER_APIS) {
    return AccessToken.scope;
  }
  const granted = (RefreshToken ?? AuthorizationCode)?.scope?.split(" ") ?? [];
  const asked = ctx.oidc.params.scope?.split(" "); // a refresh may ask for fewer
  return granted.filter((scope) => !asked || asked.includes(scope)).join(" ");
}

/** Give a JWT access token the claims and header of the dialect, as Auth0 calls it. */
export function shapeAccessToken(ctx, token, parts) {
  const { client_id, aud, jti, ...payload } = parts.payload;
  const scope = grantedScope(ctx);
  const audiences = [aud];
  if (scope.split(" ").includes("openid")) {
    audiences.push(`${payload.iss}userinfo`);
  }
  const isProfile = tenant.dialect.startsWith("rfc9068_profile");
  parts.header = { typ: isProfile ? "at+jwt" : "JWT" };
  const { acr, authTime } = ctx.oidc.entities.RefreshToken ?? ctx.oidc.entities.AuthorizationCode ?? {};
  const withPermissions =
    tenant.rbac && tenant.dialect.endsWith("_authz") && !(token.aud in FURTHER_APIS);
  const shaped = {
    ...payload,
    aud: audiences,
    ...(isProfile ? { client_id, jti } : { azp: client_id }),
    scope,
    ...(authTime && { auth_time: authTime }), // RFC 9068, section 2.2.1
    ...(acr && { acr }),
    ...(withPermissions && { permissions: permissionsOf(token.accountId) }),
  };
  parts.payload = grow(shaped, token.accountId, ctx.oidc.params.grant_type);
}

/** Name the granted scopes in the token response: oidc-provider names only the API's. */
export async function nameGrantedScope(ctx, next) {
  await next();
  if (ctx.oidc?.route === "token" && ctx.status === 200) {
    ctx.body.scope = grantedScope(ctx);
  }
}
