import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "oidc-provider";
import { log } from "./log.mjs";

/** Where a fault can be set: for a path, or for a grant type at the token endpoint. */
const PATHS = new Map([
  ["/authorize", "authorize"],
  ["/oauth/revoke", "revocation"],
  ["/.well-known/openid-configuration", "discovery"],
]);
const GRANTS = new Map([
  ["refresh_token", "refresh"],
  ["authorization_code", "code"],
]);

export const ENDPOINTS = [...GRANTS.values(), ...PATHS.values()];

/** The fault that is set for each endpoint, with the number of times left. */
export const faults = new Map();

/** Return the fault for one request to an endpoint, and count it; undefined if none is set. */
function nextFault(endpoint) {
  const fault = faults.get(endpoint);
  if (fault?.times !== undefined) {
    fault.times -= 1;
    if (fault.times === 0) {
      faults.delete(endpoint);
    }
  }
  if (fault) {
    log("fault applied", { endpoint, status: fault.status, error: fault.error });
  }
  return fault;
}

const isRefusal = ({ status, error, body, hang }) =>
  status !== undefined || error !== undefined || body !== undefined || hang === true;

/**
 * Refuse an otherwise valid token request before it uses up its code or refresh token.
 *
 * oidc-provider calls this once it has checked the client and the code or token.
 */
export function refuseTokens(ctx) {
  const fault = ctx.oidc?.route === "token" && nextFault(GRANTS.get(ctx.oidc.params.grant_type));
  if (fault) {
    ctx.state.fault = fault;
    if (isRefusal(fault)) {
      throw new errors.InvalidGrant("a fault is set");
    }
  }
}

/** Answer with a refusal instead of the normal answer. */
function answer(ctx, { status = 400, error, description, retryAfter, body }) {
  ctx.status = status;
  ctx.set("Cache-Control", "no-store");
  if (retryAfter !== undefined) {
    ctx.set("Retry-After", String(retryAfter));
  }
  ctx.type = body === undefined ? "json" : "html";
  ctx.body = body ?? JSON.stringify({ error, error_description: description });
}

/** Redirect the browser back to the component with an error (RFC 6749, section 4.1.2.1). */
function redirect(ctx, { issuer, callback }, { error, description }) {
  const all = { error, error_description: description, state: ctx.query.state, iss: issuer };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  ctx.set("Cache-Control", "no-store");
  ctx.status = 303;
  ctx.redirect(`${callback}?${new URLSearchParams(given)}`);
}

/** Apply the faults that `control.mjs` sets: a late answer, a different one, or none at all. */
export function applyFaults(settings) {
  return async (ctx, next) => {
    const endpoint = PATHS.get(ctx.path);
    const known = endpoint && nextFault(endpoint);
    if (!known || !isRefusal(known)) {
      await next();
    }
    const fault = known ?? ctx.state.fault;
    if (!fault) {
      return;
    }
    await sleep(fault.delayMs ?? 0);
    if (fault.hang) {
      ctx.respond = false;
      await once(ctx.res, "close");
    } else if (endpoint === "authorize" && fault.error !== undefined) {
      redirect(ctx, settings, fault);
    } else if (isRefusal(fault)) {
      answer(ctx, fault);
    }
  };
}
