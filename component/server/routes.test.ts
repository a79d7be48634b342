import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { NextApiHandler } from "next";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import callback from "../pages/api/auth/callback";
import consent from "../pages/api/auth/consent";
import redeem, { config as redeemConfig } from "../pages/api/auth/redeem";
import relay from "../pages/api/auth/relay";
import session, { config as sessionConfig } from "../pages/api/auth/session";
import health from "../pages/api/health";
import ping from "../pages/api/ping";
import pong from "../pages/api/pong";
import pongScoped from "../pages/api/pong-scoped";
import securityTxt from "../pages/api/security-txt";
import {
  APP,
  BASE_URL,
  closeServers,
  GRANT,
  OTHER_APP,
  OWN_PAGE,
  SESSION,
  SETTINGS,
  serveRoute,
  setSettings,
  watchLog,
} from "../test_support";
import { makeHandover } from "./handover";

setSettings({ API_BASE_URL: "http://127.0.0.1:9" }); // nothing answers there
beforeEach(() => void watchLog());
afterEach(closeServers);

interface Route {
  handler: NextApiHandler;
  config?: object;
  /** The methods it answers; everything else is a 405. */
  methods: string[];
}

/** Every public route, by its file. A new file is a new public address: it is listed here. */
const ROUTES: Record<string, Route> = {
  "auth/callback.ts": { handler: callback, methods: ["GET"] },
  "auth/consent.ts": { handler: consent, methods: ["GET", "POST"] },
  "auth/redeem.ts": { handler: redeem, config: redeemConfig, methods: ["POST"] },
  "auth/relay.ts": { handler: relay, methods: ["GET"] },
  "auth/session.ts": { handler: session, config: sessionConfig, methods: ["POST", "DELETE"] },
  "health.ts": { handler: health, methods: ["GET"] },
  "ping.ts": { handler: ping, methods: ["GET"] },
  "pong-scoped.ts": { handler: pongScoped, methods: ["GET"] },
  "pong.ts": { handler: pong, methods: ["GET"] },
  "security-txt.ts": { handler: securityTxt, methods: ["GET"] },
};
const ALL = Object.entries(ROUTES);

async function call(file: string, init: RequestInit = {}, path = ""): Promise<Response> {
  const { handler, config } = ROUTES[file] as Route;
  return fetch(`${await serveRoute(handler, config)}${path}`, init);
}

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("pages/api", () => {
  it("holds the known routes and no other file", () => {
    const root = join(import.meta.dirname, "../pages/api");
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
    expect(files.sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(ALL)("%s answers its own methods only", async (file, { methods }) => {
    for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const { status, headers } = await call(file, { method });
      expect([method, status === 405]).toEqual([method, !methods.includes(method)]);
      if (status === 405) expect(headers.get("Allow")).toBe(methods.join(", "));
    }
  });

  it.each(ALL)("%s gives no other origin leave to read it", async (file, { methods }) => {
    for (const method of [...methods, "OPTIONS"]) {
      const headers = { Origin: APP, "Access-Control-Request-Method": method };
      const { headers: answered } = await call(file, { method, headers });
      expect([...answered.keys()].join()).not.toContain("access-control");
    }
  });

  const ofThePage = [
    ["pong.ts", "GET"],
    ["pong-scoped.ts", "GET"],
    ["auth/session.ts", "POST"],
    ["auth/session.ts", "DELETE"],
  ] as const;

  it.each(ofThePage)("%s refuses %s inside an app that is not registered", async (file, method) => {
    const headers = { ...OWN_PAGE, "X-Gatepost": "https://evil.example" };
    const response = await call(file, { method, headers });
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { code: "app_not_registered" },
    ]);
    expect(response.headers.get("Set-Cookie")).toBeNull();
  });

  it.each(ofThePage)("%s refuses %s of anything but the own page", async (file, method) => {
    for (const headers of [
      {},
      { ...OWN_PAGE, Origin: APP },
      { ...OWN_PAGE, "Sec-Fetch-Site": "cross-site" },
      { Origin: BASE_URL, "Sec-Fetch-Site": "same-origin" },
    ])
      expect((await call(file, { method, headers })).status).toBe(403);
  });
});

describe("auth/session", () => {
  const challenge = "c".repeat(43);

  it.each([
    ["no challenge", { op: "status" }],
    ["a short challenge", { op: "status", challenge: "c" }],
    ["an unknown operation", { op: "token", challenge }],
    ["no transaction", { op: "code", challenge, params: {} }],
    [
      "a parameter no provider sends",
      { op: "code", challenge, transaction: "", params: { redirect_uri: "x" } },
    ],
  ])("refuses %s", async (_, body) => {
    const response = await call("auth/session.ts", post(body, OWN_PAGE));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "invalid_request" });
  });
});

describe("auth/redeem", () => {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");

  it("gives the grant to the server that knows the verifier", async () => {
    const handover = await makeHandover(SESSION, challenge);
    const response = await call("auth/redeem.ts", post({ handover, verifier, app: APP }));
    const { expiresAt: _, authTime: __, ...granted } = GRANT;
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        ...granted,
        ...{ id: SESSION.id, expiresIn: expect.any(Number), isRenewable: true },
        ...{ authenticatedAgo: null, audience: SETTINGS.AUTH0_AUDIENCE },
      },
    ]);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it.each([{ Origin: BASE_URL }, { Origin: "null" }, { "Sec-Fetch-Site": "same-origin" }])(
    "refuses a browser that knows it: %j",
    async (headers) => {
      const handover = await makeHandover(SESSION, challenge);
      const response = await call(
        "auth/redeem.ts",
        post({ handover, verifier, app: APP }, headers),
      );
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain(GRANT.accessToken);
    },
  );

  it("refuses a stolen handover", async () => {
    const handover = await makeHandover(SESSION, challenge);
    const stolen = { handover, app: APP, verifier: randomBytes(32).toString("base64url") };
    const response = await call("auth/redeem.ts", post(stolen));
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: "handover_invalid" });
  });

  it("refuses another app that knows the verifier, and an app that does not say which it is", async () => {
    const handover = await makeHandover(SESSION, challenge);
    const other = await call("auth/redeem.ts", post({ handover, verifier, app: OTHER_APP }));
    expect(other.status).toBe(403);
    expect(await other.json()).toMatchObject({ code: "handover_of_another_app" });
    const unnamed = await call("auth/redeem.ts", post({ handover, verifier }));
    expect(unnamed.status).toBe(400);
  });
});

describe.each(["auth/callback.ts", "auth/relay.ts"])("%s", (page) => {
  const QUERY = "?code=secret-code&state=<script>x</script>&error=%22%3E%3Cscript%3E&iss=evil";

  it("serves a page that holds nothing of the request", async () => {
    const strip = (html: string, nonce: string) => html.replaceAll(nonce, "");
    const pages = await Promise.all(
      [QUERY, ""].map(async (query) => {
        const response = await call(page, {}, `/${query}`);
        const [, nonce = ""] = /'nonce-([^']+)'/.exec(String(policyOf(response))) ?? [];
        return strip(await response.text(), nonce);
      }),
    );
    expect(pages[0]).toBe(pages[1]);
    expect(pages[0]).not.toMatch(/secret-code|evil/);
  });

  it("runs its own script only, makes no request and can't be embedded", async () => {
    const response = await call(page);
    const policy = policyOf(response);
    const [, nonce = ""] = /script-src 'nonce-([A-Za-z0-9+/=]{24})';/.exec(policy) ?? [];
    expect(await response.text()).toContain(`<script nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|connect-src/);
  });

  it("has a new nonce each time and is never stored", async () => {
    const [one, two] = [await call(page), await call(page)];
    expect(policyOf(one)).not.toBe(policyOf(two));
    expect(one.headers.get("Cache-Control")).toBe("no-store");
    expect(one.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
  });

  it("keeps its opener: no isolation header cuts it", async () => {
    expect((await call(page)).headers.get("Cross-Origin-Opener-Policy")).toBeNull();
  });
});

const policyOf = (response: Response) => response.headers.get("Content-Security-Policy") ?? "";
