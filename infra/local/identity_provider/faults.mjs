import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { errors } from "oidc-provider";
import { log } from "./log.mjs";

/** Where a fault can be played, and by which path a request is known; tokens by their grant. */
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

/** The fault that each endpoint plays now. */
const faults = new Map();

/** Have an endpoint play a fault, `times` times or until it is ended; null ends it. */
export function setFault(endpoint, fault) {
  if (fault) {
    faults.set(endpoint, { ...fault });
  } else {
    faults.delete(endpoint);
  }
}

/** What each endpoint plays, with the times that are left. */
export const listFaults = () => Object.fromEntries(faults);

export const endFaults = () => faults.clear();

function take(endpoint) {
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
  const fault = ctx.oidc?.route === "token" && take(GRANTS.get(ctx.oidc.params.grant_type));
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
  const target = new URL(callback);
  const all = { error, error_description: description, state: ctx.query.state, iss: issuer };
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined) {
      target.searchParams.set(name, value);
    }
  }
  ctx.set("Cache-Control", "no-store");
  ctx.status = 303;
  ctx.redirect(target.href);
}

/** Play the faults that `control.mjs` sets: a late answer, another one, or none. */
export function playFaults(settings) {
  return async (ctx, next) => {
    const endpoint = PATHS.get(ctx.path);
    const known = endpoint && take(endpoint);
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
