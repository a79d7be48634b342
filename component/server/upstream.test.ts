import type { IncomingMessage, RequestListener } from "node:http";
import type { NextApiRequest, NextApiResponse } from "next";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { App } from "../env";
import {
  APP,
  anApp,
  closeServers,
  cookieOf,
  GRANT,
  OTHER_APP,
  SESSION,
  serve,
  serveRoute,
  setSettings,
  watchLog,
} from "../test_support";

const timeout = AbortSignal.timeout.bind(AbortSignal);
let seen: IncomingMessage[];

beforeEach(() => {
  seen = [];
});

afterEach(closeServers);

/** The address of a route of a fresh instance, whose API answers with `listener`. */
async function routeTo(api: string, app: App | null = anApp()) {
  vi.resetModules();
  setSettings({ API_BASE_URL: api, COMPONENT_BASE_URL: "http://127.0.0.1:3001" });
  const [{ passThrough }, { route }] = await Promise.all([import("./upstream"), import("./route")]);
  const GET = (req: NextApiRequest, res: NextApiResponse) =>
    passThrough("/api/pong", req, res, app ?? undefined);
  return serveRoute(route(() => {}, { GET }));
}

const serveApi = (listener: RequestListener) =>
  serve((req, res) => {
    seen.push(req);
    listener(req, res);
  });

describe("what the API answers", () => {
  it.each([
    [200, '{"message":"pong","ä":1}', {}],
    [401, '{"code":"invalid_token"}', { "WWW-Authenticate": 'Bearer error="invalid_token"' }],
    [
      403,
      '{"code":"insufficient_scope"}',
      { "WWW-Authenticate": 'Bearer error="insufficient_scope", scope="read:messages"' },
    ],
    [429, "{}", { "Retry-After": "7" }],
    [500, '{"code":"internal_error"}', {}],
    [503, '{"code":"keys_unavailable"}', { "Retry-After": "30" }],
    [404, "<h1>Not found</h1>", {}],
  ])("passes unchanged when it is a %i", async (status, body, headers) => {
    const type = body.startsWith("{") ? "application/json" : "text/html";
    const api = await serveApi((_req, res) =>
      res.writeHead(status, { "Content-Type": type, ...headers }).end(body),
    );
    const response = await fetch(await routeTo(api));
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("Content-Type")).toBe(type);
    const expected: Record<string, string> = headers;
    for (const name of ["WWW-Authenticate", "Retry-After"])
      expect(response.headers.get(name)).toBe(expected[name] ?? null);
  });

  it("passes without its cookies, CORS and other headers, and nobody stores it", async () => {
    const api = await serveApi((_req, res) =>
      res
        .writeHead(200, {
          "Content-Type": "application/json",
          "Set-Cookie": "__Host-gatepost=planted; Path=/; Secure",
          "Access-Control-Allow-Origin": "*",
          "Access-Control-Allow-Credentials": "true",
          "Cache-Control": "public, max-age=60",
          "Content-Security-Policy": "frame-ancestors *",
          Location: "https://evil.example",
          Server: "the API",
        })
        .end("{}"),
    );
    const { headers } = await fetch(await routeTo(api));
    for (const name of ["Set-Cookie", "Content-Security-Policy", "Location", "Server"])
      expect(headers.get(name)).toBeNull();
    expect([...headers.keys()].join()).not.toContain("access-control");
    expect(headers.get("Cache-Control")).toBe("no-store");
  });
});

describe("the time of the call", () => {
  it.each([
    [200, {}, ""],
    [401, { "Server-Timing": 'token;dur=0.1;desc="RS256 k"' }, ', token;dur=0.1;desc="RS256 k"'],
  ])("is told beside what the API tells: %i", async (status, headers, told) => {
    const api = await serveApi((_req, res) => res.writeHead(status, headers).end('{"code":"x"}'));
    const response = await fetch(await routeTo(api));
    const [own, rest] = /^functions;dur=\d+\.\d(.*)$/.exec(
      response.headers.get("Server-Timing") ?? "",
    ) ?? [null];
    expect([own === null, rest]).toEqual([false, told]);
  });
});

describe("what the API is sent", () => {
  const answer: RequestListener = (_req, res) => void res.end("{}");

  it("is the access token of the session, and nothing else of the caller", async () => {
    const address = await routeTo(await serveApi(answer));
    const headers = {
      Cookie: await cookieOf(SESSION),
      "X-Gatepost": APP,
      "X-Forwarded-For": "1.2.3.4",
    };
    await fetch(`${address}/?query=1`, { headers });
    expect(seen[0]?.url).toBe("/api/pong");
    expect(seen[0]?.headers).toMatchObject({
      authorization: `Bearer ${GRANT.accessToken}`,
      accept: "application/json",
    });
    for (const name of ["cookie", "x-gatepost", "x-forwarded-for"])
      expect(seen[0]?.headers).not.toHaveProperty(name);
  });

  it.each([
    ["nobody is signed in", anApp(), false],
    ["the person is signed in to another app", anApp({ origin: OTHER_APP }), true],
    ["the app has an API of its own", anApp({ audience: "https://other.example" }), true],
    ["the app has no API", anApp({ audience: null }), true],
    ["the route is public", null, true],
  ])("is no token when %s", async (_, app, signedIn) => {
    const address = await routeTo(await serveApi(answer), app);
    await fetch(address, { headers: signedIn ? { Cookie: await cookieOf(SESSION) } : {} });
    expect(seen[0]?.headers).not.toHaveProperty("authorization");
  });

  it("is never an Authorization header that the caller made up", async () => {
    const address = await routeTo(await serveApi(answer));
    await fetch(address, { headers: { Authorization: "Bearer made-up" } });
    expect(seen[0]?.headers).not.toHaveProperty("authorization");
  });
});

describe("an API that gives no answer", () => {
  async function unavailable(api: string): Promise<void> {
    const address = await routeTo(api);
    const headers = { Cookie: await cookieOf(SESSION) };
    const log = watchLog();
    const response = await fetch(address, { headers });
    expect(response.status).toBe(503);
    expect(response.headers.get("Retry-After")).toBe("5");
    expect(await response.json()).toMatchObject({ code: "api_unavailable" });
    expect(log.text()).toContain('"event":"api_unavailable"');
    expect(log.text()).not.toContain(GRANT.accessToken);
  }

  it("is unavailable when it is down", async () => {
    const api = await serveApi(() => {});
    await closeServers();
    await unavailable(api);
  });

  it("is unavailable when it hangs up half-way", async () => {
    await unavailable(
      await serveApi((_req, res) => {
        res.writeHead(200, { "Content-Length": "100" }).write("{");
        setImmediate(() => res.destroy());
      }),
    );
  });

  it("is unavailable when it says nothing for five seconds", async () => {
    const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => timeout(20));
    await unavailable(await serveApi(() => {}));
    expect(limit).toHaveBeenCalledExactlyOnceWith(5_000);
  });

  it.each([301, 302, 303, 307, 308])(
    "is unavailable when it redirects by %i, and the other address hears nothing",
    async (status) => {
      const target = vi.fn<RequestListener>((_req, res) => void res.end("{}"));
      const elsewhere = await serve(target);
      await unavailable(
        await serveApi((_req, res) => res.writeHead(status, { Location: elsewhere }).end()),
      );
      expect(target).not.toHaveBeenCalled();
    },
  );
});
