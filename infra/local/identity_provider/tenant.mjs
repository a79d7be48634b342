import { generateKeyPairSync, randomBytes } from "node:crypto";

/** The settings of an Auth0 tenant that change what the component sees, as they are at first. */
const DEFAULTS = {
  rbac: true,
  offlineAccess: true,
  idTokenAlg: "RS256",
  accessTokenAlg: "RS256",
  encryptedTokens: false,
  dialect: "access_token_authz",
  endSession: true,
  callbackIss: true,
  consent: false,
  leeway: null, // REFRESH_LEEWAY_SECONDS
  openerPolicy: null, // Cross-Origin-Opener-Policy of its pages
};

/** The settings as they are now. */
export const tenant = { ...DEFAULTS };

/** Change some settings; null restores all of them. */
export function changeTenant(changes) {
  Object.assign(tenant, changes ?? DEFAULTS);
}

/** Return the settings that differ from the defaults. */
export function changedSettings() {
  const isChanged = ([name, value]) => value !== DEFAULTS[name];
  return Object.fromEntries(Object.entries(tenant).filter(isChanged));
}

/** The API's own keys: only the API could verify or decrypt with them. */
const signingSecret = randomBytes(32);
const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Return how access tokens are signed and encrypted. */
export function describeJwt() {
  const { accessTokenAlg: alg, encryptedTokens } = tenant;
  return {
    sign: alg === "HS256" ? { alg, key: signingSecret } : { alg },
    ...(encryptedTokens && { encrypt: { alg: "RSA-OAEP-256", enc: "A256GCM", key: publicKey } }),
  };
}

/** Have each ID token signed with the algorithm that is set when it is issued. */
export function chooseIdTokenAlgorithm({ Client }) {
  const { find } = Client;
  Client.find = async function (id) {
    const client = await find.call(this, id);
    if (client) {
      client.idTokenSignedResponseAlg = tenant.idTokenAlg;
    }
    return client;
  };
}

/** Leave out of the metadata and of the callback's address what the tenant does not have. */
export function omitFeatures({ callback }) {
  return async (ctx, next) => {
    await next();
    if (ctx.oidc?.route === "discovery" && ctx.status === 200) {
      const { endSession, callbackIss } = tenant;
      const { end_session_endpoint, authorization_response_iss_parameter_supported, ...rest } =
        ctx.body;
      ctx.body = {
        ...rest,
        ...(endSession && { end_session_endpoint }),
        ...(callbackIss && { authorization_response_iss_parameter_supported }),
      };
    }
    const location = ctx.response.get("Location");
    if (!tenant.callbackIss && location?.startsWith(`${callback}?`)) {
      const url = new URL(location);
      url.searchParams.delete("iss");
      ctx.set("Location", url.href);
    }
  };
}
