import { getPathMatch } from "next/dist/shared/lib/router/utils/path-match";
import { matchHas } from "next/dist/shared/lib/router/utils/prepare-destination";
import { describe, expect, it } from "vitest";
import { readEnv } from "../env";
import { APP, OTHER_APP, SETTINGS } from "../test_support";
import { securityHeaders } from "./headers";

type Condition = Parameters<typeof matchHas>[2];

/** The headers that the rules name for an address, in their order. */
function namedFor(address: string, changes: Partial<typeof SETTINGS> = {}) {
  const { pathname, searchParams } = new URL(address, "https://component.example");
  const query = Object.fromEntries(
    [...searchParams.keys()].map((key) => [key, searchParams.getAll(key)]),
  );
  const req = { headers: {} } as Parameters<typeof matchHas>[0];
  return securityHeaders(readEnv({ ...SETTINGS, ...changes }))
    .filter(({ source }) => getPathMatch(source)(pathname))
    .filter((rule) => {
      const { has, missing } = rule as { has?: Condition; missing?: Condition };
      return matchHas(req, query, has, missing);
    })
    .flatMap(({ headers }) => headers);
}

/** The headers Next sends for an address. */
const headersOf = (address: string, changes: Partial<typeof SETTINGS> = {}) =>
  Object.fromEntries(namedFor(address, changes).map(({ key, value }) => [key, value]));

const directives = (policy = "") =>
  new Map(
    policy.split("; ").map((text) => {
      const [name = "", ...sources] = text.split(" ");
      return [name, sources];
    }),
  );

/** What the rules name for a path: of two, a host may send the first, the last or both. */
const namesOf = (address: string) => namedFor(address).map(({ key }) => key);

const CALLBACK = "/api/auth/callback";
const FRAME = "/frame/auth0";
const BUNDLE = "/frame/auth0-O5VEZL46.js";
const PATHS = ["/", "/api/ping", "/api/auth/session", "/icon.svg", FRAME, BUNDLE, "/frame/a/b"];

describe("the policy of a framed page", () => {
  const PORTAL = "https://intranet.example";
  const GATEPOST_APPS = JSON.stringify([
    { origin: APP, embedded_by: [PORTAL, "https://wiki.example:8443"] },
    { origin: OTHER_APP },
  ]);
  const policy = (query = "") =>
    directives(headersOf(FRAME + query, { GATEPOST_APPS })["Content-Security-Policy"]);
  const asked = (...apps: string[]) => `?${new URLSearchParams(apps.map((app) => ["app", app]))}`;

  it("lets the app that the address names embed it, where that app may be embedded", () => {
    const named = policy(asked(APP)).get("frame-ancestors");
    expect(named).toEqual([APP, PORTAL, "https://wiki.example:8443"]);
    expect(policy(asked(OTHER_APP)).get("frame-ancestors")).toEqual([OTHER_APP]);
  });

  it("lets exactly the registered apps embed it where the address names none", () => {
    expect(policy().get("frame-ancestors")).toEqual([APP, OTHER_APP]);
    expect(policy("?embed=1").get("frame-ancestors")).toEqual([APP, OTHER_APP]);
  });

  it.each([
    "",
    PORTAL,
    `${APP}/`,
    `${APP}.evil.example`,
    "https://oneXexample",
    `${APP}|${OTHER_APP}`,
  ])("lets nobody embed it for %j, which is no app", (app) => {
    expect(policy(asked(app)).get("frame-ancestors")).toEqual(["'none'"]);
  });

  it("is one policy, of a registered app or nobody's, where the address names several", () => {
    for (const apps of [
      [APP, PORTAL],
      [PORTAL, APP],
      [APP, OTHER_APP],
    ]) {
      const sent = namedFor(FRAME + asked(...apps), { GATEPOST_APPS });
      expect(sent.filter(({ key }) => key === "Content-Security-Policy")).toHaveLength(1);
    }
  });

  it.each([
    ["default-src", "'none'"],
    ["script-src", "'self'"],
    ["style-src", "'self'"],
    ["connect-src", "'self'"],
    ["base-uri", "'none'"],
    ["form-action", "'none'"],
  ])("has %s %s and nothing more", (name, source) => {
    expect(policy().get(name)).toEqual([source]);
  });

  it("comes without X-Frame-Options, which would shut all apps out", () => {
    expect(headersOf(FRAME)).not.toHaveProperty("X-Frame-Options");
  });
});

describe("the rules", () => {
  it.each([
    ...PATHS,
    "/api/auth/callbacks",
    "/api/auth/callback/x",
    "/x/api/auth/callback",
    "/frame",
    "/frames/auth0",
    "/frame/auth0/",
    `${FRAME}?app=${APP}`,
    `${FRAME}?app=https%3A%2F%2Ftwo.example`,
    `${FRAME}?app=https://none.example`,
    `${FRAME}?app`,
    "/_next/static/chunks/a.js",
  ])("send one policy for %s and name no header twice, so that no host has to choose", (path) => {
    const names = namesOf(path);
    expect(names.filter((name) => name === "Content-Security-Policy")).toHaveLength(1);
    expect(new Set(names).size).toBe(names.length);
  });

  it("leave the policy of the callback, which has a nonce, to its route", () => {
    expect(namesOf(CALLBACK)).not.toContain("Content-Security-Policy");
  });
});

describe("everything served", () => {
  it.each(PATHS)("%s has a policy without unsafe sources and wildcards", (path) => {
    const policy = headersOf(path)["Content-Security-Policy"];
    expect(directives(policy).get("default-src")).toEqual(["'none'"]);
    expect(policy).not.toMatch(/unsafe|\*|data:|blob:|https?: /);
  });

  it.each(PATHS.filter((path) => path !== FRAME && path !== BUNDLE))(
    "%s can't be embedded",
    (path) => {
      const policy = directives(headersOf(path)["Content-Security-Policy"]);
      expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    },
  );

  it.each(["/", "/api/ping", CALLBACK, "/framed", "/api/frame/x"])(
    "%s says so to old browsers too",
    (path) => expect(headersOf(path)["X-Frame-Options"]).toBe("DENY"),
  );

  it.each([...PATHS, CALLBACK])("%s is not sniffed and stays with its own origin", (path) => {
    expect(headersOf(path)).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
      "Cross-Origin-Resource-Policy": "same-origin",
    });
  });

  it.each([...PATHS, CALLBACK])("%s sends no CORS header", (path) => {
    expect(Object.keys(headersOf(path)).join()).not.toMatch(/access-control/i);
  });

  it.each([
    ["https://component.example", "max-age=31536000; includeSubDomains"],
    ["http://127.0.0.1:3001", undefined],
  ])("served from %s has Strict-Transport-Security %s", (COMPONENT_BASE_URL, expected) => {
    for (const path of PATHS)
      expect(headersOf(path, { COMPONENT_BASE_URL })["Strict-Transport-Security"]).toBe(expected);
  });

  it.each([
    [BUNDLE, "public, max-age=31536000, immutable"],
    ["/", "private, no-cache"],
    [FRAME, "private, no-cache"],
    ["/frame/auth0.js", "private, no-cache"],
    [`${BUNDLE}.map`, "private, no-cache"],
    ["/_next/data/build/frame/auth0.json", "private, no-cache"],
    ["/_next/static/build/a.js", undefined],
    ["/api/ping", undefined],
  ])("%s is kept by browsers: %s", (path, expected) => {
    expect(headersOf(path)["Cache-Control"]).toBe(expected);
  });
});
