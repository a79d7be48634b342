import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "oidc-provider";
import { log } from "./log.mjs";

/** Where a fault can be played: at a path, or for a grant at the token endpoint. */
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

/** The fault that each endpoint plays now, with the times that are left. */
export const faults = new Map();

/** Return the fault that an endpoint plays for one request, or undefined. */
function nextFault(endpoint) {
  const fault = faults.get(endpoint);
  if (fault?.times !== undefined) {
    fault.times -= 1;
    if (fault.times === 0) {
      faults.delete(endpoint);
    }
  }
  if (fault) {
    log("fault played", { endpoint, status: fault.status, error: fault.error });
  }
  return fault;
}

const isRefusal = ({ status, error, body, hang }) =>
  status !== undefined || error !== undefined || body !== undefined || hang === true;

/**
 * Refuse a token request that is good otherwise, before it spends its code or refresh token.
 *
 * oidc-provider knows the grant by then, and has checked client and token.
 */
export function refuseTokens(ctx) {
  const fault = ctx.oidc?.route === "token" && nextFault(GRANTS.get(ctx.oidc.params.grant_type));
  if (fault) {
    ctx.state.fault = fault;
    if (isRefusal(fault)) {
      throw new errors.InvalidGrant("a fault is played");
    }
  }
}

/** Write a fault's answer in place of the good one. */
function answer(ctx, { status = 400, error, description, retryAfter, body }) {
  ctx.status = status;
  ctx.set("Cache-Control", "no-store");
  if (retryAfter !== undefined) {
    ctx.set("Retry-After", String(retryAfter));
  }
  ctx.type = body === undefined ? "json" : "html";
  ctx.body = body ?? JSON.stringify({ error, error_description: description });
}

/** Lead the browser back to the component with an error (RFC 6749, section 4.1.2.1). */
function redirect(ctx, { issuer, callback }, { error, description }) {
  const all = { error, error_description: description, state: ctx.query.state, iss: issuer };
  const given = Object.entries(all).filter(([, value]) => value !== undefined);
  ctx.set("Cache-Control", "no-store");
  ctx.status = 303;
  ctx.redirect(`${callback}?${new URLSearchParams(given)}`);
}

/** Play the faults that `control.mjs` sets: a late answer, another one, or none. */
export function playFaults(settings) {
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
