import assert from "node:assert/strict";
import { readBody } from "./body.mjs";
import { ENDPOINTS, faults } from "./faults.mjs";
import { endGrants } from "./grants.mjs";
import { log } from "./log.mjs";
import { changedSettings, changeTenant } from "./tenant.mjs";
import { growths } from "./tokens.mjs";

const PATH = "/control";
const BODY_LIMIT = 65_536;

const flag = (value) => typeof value === "boolean";
const text = (value) => typeof value === "string";
const oneOf = (...values) => (value) => values.includes(value);
const whole = (least, most) => (value) =>
  Number.isInteger(value) && value >= least && value <= most;

/** The members of an endpoint's fault, an account's growth and the tenant, each with its check. */
const FAULT = {
  times: whole(1, 1_000_000),
  status: whole(200, 599),
  error: text,
  description: text,
  // Seconds, or a date as HTTP writes it.
  retryAfter: (value) => whole(0, 1_000_000)(value) || (text(value) && /^[ -~]{1,60}$/.test(value)),
  delayMs: whole(0, 600_000),
  hang: flag,
  body: text,
};
const GROWTH = {
  permissions: whole(0, 10_000),
  length: whole(13, 200),
  tokenBytes: whole(0, 65_536),
  at: oneOf("now", "renewal"),
};
const TENANT = {
  rbac: flag,
  offlineAccess: flag,
  idTokenAlg: oneOf("RS256", "HS256"),
  accessTokenAlg: oneOf("RS256", "HS256"),
  encryptedTokens: flag,
  dialect: oneOf("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"),
  endSession: flag,
  callbackIss: flag,
  consent: flag,
  leeway: whole(0, 60),
  openerPolicy: oneOf("same-origin", "same-origin-allow-popups", "noopener-allow-popups"),
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Throw unless each member of a value is in `known` and passes its check; null is fine. */
function check(name, value, known) {
  assert(isObject(value) || value === null, `${name} must be an object or null`);
  for (const [member, content] of Object.entries(value ?? {})) {
    const names = Object.keys(known).join(", ");
    assert(Object.hasOwn(known, member), `${name}.${member} is unknown; use one of ${names}`);
    assert(known[member](content), `${name}.${member} has an invalid value`);
  }
}

/** Return what a request sets. Throws if any part is invalid: all of it applies or nothing. */
function parse(json) {
  const request = JSON.parse(json);
  assert(isObject(request), "the body must be a JSON object");
  const { end, accounts = {}, tenant = {}, ...endpoints } = request;
  assert(end === undefined || text(end), "end must be the sub of an account");
  assert(isObject(accounts), "accounts must be an object");
  check("tenant", tenant, TENANT);
  for (const [name, fault] of Object.entries(endpoints)) {
    const names = [...ENDPOINTS, "accounts", "tenant", "end"].join(", ");
    assert(ENDPOINTS.includes(name), `${name} is unknown; use one of ${names}`);
    check(name, fault, FAULT);
  }
  for (const [sub, growth] of Object.entries(accounts)) {
    check(`accounts.${sub}`, growth, GROWTH);
  }
  return { end, accounts, tenant, endpoints };
}

/** Set all values in a map by name; null deletes what was set. */
function setAll(map, values) {
  for (const [name, value] of Object.entries(values)) {
    if (value === null) {
      map.delete(name);
    } else {
      map.set(name, value);
    }
  }
}

async function post(ctx, provider) {
  const json = await readBody(ctx, BODY_LIMIT);
  let request;
  try {
    assert(ctx.is("application/json"), "the content type must be application/json");
    request = parse(json);
  } catch (error) {
    ctx.status = 400;
    ctx.body = { error: "invalid_request", error_description: error.message };
    return;
  }
  const { end, accounts, tenant, endpoints } = request;
  setAll(faults, endpoints);
  setAll(growths, accounts);
  changeTenant(tenant);
  if (end !== undefined) {
    await endGrants(provider, end);
  }
  log("control", { endpoints: Object.keys(endpoints), accounts: Object.keys(accounts), tenant, end });
  show(ctx);
}

function show(ctx) {
  const accounts = Object.fromEntries(growths);
  ctx.body = { ...Object.fromEntries(faults), accounts, tenant: changedSettings() };
}

/**
 * Return the middleware for /control, which sets the provider's faults and the tenant, for tests.
 *
 * A browser sends at least one of two headers that identify the page. Requests with either are
 * refused, so that no page a developer has open can reach this. `host.mjs` refuses other hosts.
 */
export function controlRoute(provider) {
  return async (ctx, next) => {
    if (ctx.path !== PATH) {
      return next();
    }
    ctx.set("Cache-Control", "no-store");
    if (ctx.get("Origin") || ctx.get("Sec-Fetch-Site")) {
      log("control refused", { origin: ctx.get("Origin") });
      ctx.throw(403);
    }
    if (ctx.method === "POST") {
      await post(ctx, provider);
    } else if (ctx.method === "DELETE") {
      faults.clear();
      growths.clear();
      changeTenant(null);
      show(ctx);
    } else if (ctx.method === "GET") {
      show(ctx);
    } else {
      ctx.throw(405);
    }
  };
}
