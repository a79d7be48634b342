import { errors } from "oidc-provider";
import { API_SCOPES, permissionsOf } from "./accounts.mjs";
import { FURTHER_APIS } from "./further_apis.mjs";
import { describeJwt, tenant } from "./tenant.mjs";

export const OIDC_SCOPES = ["openid", "profile", "email", "offline_access"];

/** Describe the protected API, which `audience` names, and the further ones as resource servers. */
export function describeApi({ audience, accessTokenTtl }) {
  return {
    enabled: true,
    defaultResource: (ctx) => ctx.oidc.params.audience,
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, resource) => {
      const scopes = resource === audience ? API_SCOPES : FURTHER_APIS[resource];
      if (!scopes) {
        throw new errors.InvalidTarget("no API is registered under this audience");
      }
      return {
        scope: scopes.join(" "),
        accessTokenTTL: accessTokenTtl,
        accessTokenFormat: "jwt",
        jwt: describeJwt(),
      };
    },
  };
}

/**
 * Keep `offline_access`, which oidc-provider drops unless the request says prompt=consent.
 *
 * An Auth0 API that does not allow offline access drops it too, without an error.
 */
export function keepOfflineAccess(ctx) {
  const { params, body } = ctx.oidc;
  const asked = (body ?? ctx.query).scope?.split(" ") ?? [];
  if (tenant.offlineAccess && asked.includes("offline_access")) {
    const kept = params.scope?.split(" ") ?? [];
    params.scope = [...new Set([...kept, "offline_access"])].join(" ");
  }
}

/** The ids of all grants of each account, by its `sub`. */
const granted = new Map();

/** End all grants and refresh tokens of an account, as an administrator would. */
export async function endGrants(provider, sub) {
  for (const id of granted.get(sub) ?? []) {
    const grant = await provider.Grant.find(id);
    await grant?.destroy();
  }
  granted.delete(sub);
}

/**
 * Grant what the user has permission for, without asking: the component is a first party.
 *
 * Without RBAC, Auth0 grants everybody whatever is requested.
 */
export function createGrantLoader({ audience }) {
  return async (ctx) => {
    const { provider, client, session } = ctx.oidc;
    const grant = new provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope(OIDC_SCOPES.join(" "));
    const permissions = tenant.rbac ? permissionsOf(session.accountId) : API_SCOPES;
    if (permissions.length > 0) {
      grant.addResourceScope(audience, permissions.join(" "));
    }
    for (const [further, scopes] of Object.entries(FURTHER_APIS)) {
      grant.addResourceScope(further, scopes.join(" "));
    }
    const id = await grant.save();
    granted.set(session.accountId, [...(granted.get(session.accountId) ?? []), id]);
    return grant;
  };
}
