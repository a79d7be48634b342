import { ENDPOINTS, endFaults, listFaults, setFault } from "./faults.mjs";
import { endGrants } from "./grants.mjs";
import { endGrowths, listGrowths, setGrowth } from "./growth.mjs";
import { log } from "./log.mjs";

const PATH = "/control";
const BODY_LIMIT = 65_536;

const text = (value) => typeof value === "string";
const whole = (least, most) => (value) =>
  Number.isInteger(value) && value >= least && value <= most;

/** What a fault of an endpoint, and the growth of an account's tokens, may say. */
const FAULT = {
  times: whole(1, 1_000_000),
  status: whole(200, 599),
  error: text,
  description: text,
  // Seconds, or a date as HTTP writes it.
  retryAfter: (value) => whole(0, 1_000_000)(value) || (text(value) && /^[ -~]{1,60}$/.test(value)),
  delayMs: whole(0, 600_000),
  hang: (value) => typeof value === "boolean",
  body: text,
};
const GROWTH = {
  permissions: whole(0, 10_000),
  length: whole(13, 200),
  tokenBytes: whole(0, 65_536),
  at: (value) => ["now", "renewal"].includes(value),
};

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Return what is wrong with a value, or undefined. Each member is one that `known` describes. */
function problem(name, value, known) {
  if (value === null) {
    return undefined;
  }
  if (!isObject(value)) {
    return `${name} must be an object or null`;
  }
  for (const [member, content] of Object.entries(value)) {
    if (!Object.hasOwn(known, member)) {
      return `${name}.${member} is not known; there are ${Object.keys(known).join(", ")}`;
    }
    if (!known[member](content)) {
      return `${name}.${member} has a value it can't have`;
    }
  }
  return undefined;
}

/** Return what is wrong with a whole request, or undefined: all of it counts, or nothing. */
function problemOf(request) {
  if (!isObject(request)) {
    return "the body must be a JSON object";
  }
  const { end, accounts = {}, ...faults } = request;
  if (end !== undefined && !text(end)) {
    return "end must be the sub of an account";
  }
  if (!isObject(accounts)) {
    return "accounts must be an object";
  }
  const unknown = Object.keys(faults).find((name) => !ENDPOINTS.includes(name));
  if (unknown !== undefined) {
    return `${unknown} is not known; there are ${[...ENDPOINTS, "accounts", "end"].join(", ")}`;
  }
  return [
    ...Object.entries(faults).map(([name, fault]) => problem(name, fault, FAULT)),
    ...Object.entries(accounts).map(([sub, growth]) => problem(`accounts.${sub}`, growth, GROWTH)),
  ].find(Boolean);
}

async function apply(provider, { end, accounts = {}, ...faults }) {
  for (const [endpoint, fault] of Object.entries(faults)) {
    setFault(endpoint, fault);
  }
  for (const [sub, growth] of Object.entries(accounts)) {
    setGrowth(sub, growth);
  }
  if (end !== undefined) {
    await endGrants(provider, end);
  }
  log("control", { endpoints: Object.keys(faults), accounts: Object.keys(accounts), end });
}

/** Read the body as JSON; undefined when it is none. */
async function readJson(ctx) {
  let body = "";
  ctx.req.setEncoding("utf8");
  for await (const chunk of ctx.req) {
    body += chunk;
    if (body.length > BODY_LIMIT) {
      ctx.throw(413);
    }
  }
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

async function post(ctx, provider) {
  const request = ctx.is("application/json") ? await readJson(ctx) : undefined;
  const wrong = problemOf(request);
  if (wrong) {
    ctx.status = 400;
    ctx.body = { error: "invalid_request", error_description: wrong };
    return;
  }
  await apply(provider, request);
  show(ctx);
}

function show(ctx) {
  ctx.body = { ...listFaults(), accounts: listGrowths() };
}

/**
 * Return the middleware that owns /control: what the provider does wrong, for tests.
 *
 * Each browser names the page that sends a request, by one of two headers at least: all are
 * refused, so that no page a developer has open can reach it. `host.mjs` has refused other hosts.
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
      endFaults();
      endGrowths();
      show(ctx);
    } else if (ctx.method === "GET") {
      show(ctx);
    } else {
      ctx.throw(405);
    }
  };
}
