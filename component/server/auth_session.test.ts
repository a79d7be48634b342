/** The session over several requests: what the route keeps, renews, ends and gives to whom. */
import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { NextApiHandler } from "next";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import session, { config } from "../pages/api/auth/session";
import pong from "../pages/api/pong";
import pongScoped from "../pages/api/pong-scoped";
import {
  APP,
  closeServers,
  cookieOf,
  GRANT,
  OTHER_APP,
  OWN_PAGE,
  SESSION,
  serve,
  serveRoute,
  setSettings,
  watchLog,
} from "../test_support";
import { redeemHandover } from "./handover";
import { Provider, tokens } from "./test_provider";

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
const NOW = 1_700_000_000;
const HOUR_MS = 3_600_000;
const KEPT = /^__Host-gatepost-7JfAcKsoelJD=[^;]{100,}; .*Max-Age=28800$/;
const MARKER = /^__Host-gatepost-7JfAcKsoelJD=login; .*Max-Age=28800$/;
const CLEARED = /^__Host-gatepost-7JfAcKsoelJD=; .*Max-Age=0$/;

const provider = new Provider();
let sentToApi: IncomingMessage[] = [];

/** What a browser does: one app's frame, and the cookies it got. */
class Browser {
  cookies = new Map<string, string>();

  constructor(cookie = "") {
    this.take(cookie);
  }

  async call(method: string, body?: object, app = APP, handler: NextApiHandler = session) {
    const pairs = [...this.cookies].map(([name, value]) => `${name}=${value}`);
    const headers = { ...OWN_PAGE, "X-Gatepost": app, Cookie: pairs.join("; ") };
    const json = body ? { body: JSON.stringify(body) } : {};
    const type = { "Content-Type": "application/json" };
    const address = await serveRoute(handler, handler === session ? config : undefined);
    const response = await fetch(address, { method, headers: { ...headers, ...type }, ...json });
    const set = response.headers.get("Set-Cookie");
    this.take(set?.split(";")[0] ?? "");
    const timing = response.headers.get("Server-Timing");
    return { status: response.status, set, timing, json: (await response.json()) as Answer };
  }

  status(options: { fresh?: boolean } = {}, app = APP) {
    return this.call("POST", { op: "status", challenge, ...options }, app);
  }

  private take(pair: string): void {
    const [name, value] = pair.split("=");
    if (name) this.cookies.set(name, value ?? "");
  }
}

interface Answer {
  code?: string;
  user?: { name: string } | null;
  expiresIn?: number;
  handover?: string;
  authorizeUrl?: string;
  state?: string;
  transaction?: string;
}

type Changes = Partial<Omit<typeof SESSION, "refreshToken">> & { refreshToken?: string | null };

const browserWith = async (changes: Changes = {}, secondsLeft = 300) => {
  const grant = { ...GRANT, expiresAt: Math.floor(Date.now() / 1000) + secondsLeft };
  return new Browser(await cookieOf({ ...SESSION, grant, ...changes } as typeof SESSION));
};
const promptOf = (answer: Answer) => new URL(answer.authorizeUrl ?? "").searchParams.get("prompt");
const end = () => ({ status: 400, json: { error: "invalid_grant" } });

beforeAll(async () => {
  await provider.start();
  const api = await serve((req, res) => {
    sentToApi.push(req);
    res.end("{}");
  });
  setSettings({ AUTH0_ISSUER: provider.issuer, API_BASE_URL: api });
});

afterAll(closeServers);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW * 1000 });
  provider.reset();
  provider.reply = async () => tokens(undefined, { access_token: "renewed" });
  sentToApi = [];
  watchLog();
});

describe("a good session", () => {
  it("is written again each time, so that it ends eight hours after its last use", async () => {
    const browser = await browserWith({}, 24 * 3600);
    for (let asked = 0; asked < 3; asked++) {
      vi.advanceTimersByTime(7 * HOUR_MS);
      const { json, set, timing } = await browser.status();
      expect([json.user?.name, set]).toEqual([GRANT.user.name, expect.stringMatching(KEPT)]);
      expect(timing, "the provider was not asked").toBeNull();
    }
    expect(provider.asked).toEqual([]);
    vi.advanceTimersByTime(8 * HOUR_MS);
    expect((await browser.status()).json.user).toBeNull();
  });

  it.each([
    ["an access token about to end", 60, {}],
    ["a question for a fresh one", 300, { fresh: true }],
  ])("is renewed for %s", async (_, left, options) => {
    const { json, set, timing } = await (await browserWith({}, left)).status(options);
    expect(set).toMatch(KEPT);
    expect(timing).toMatch(/^provider;dur=\d+\.\d$/);
    expect((await redeemHandover(json.handover ?? "", verifier)).accessToken).toBe("renewed");
  });

  it.each([{}, { fresh: true }])(
    "without a refresh token is used up to its last second: %j",
    async (options) => {
      const { json, set } = await (await browserWith({ refreshToken: null }, 1)).status(options);
      expect([json.user?.name, json.expiresIn]).toEqual([GRANT.user.name, 1]);
      expect(set).toMatch(KEPT);
    },
  );
});

describe("a session that ended", () => {
  it.each([
    ["the provider has ended it", {}, 30],
    ["its access token has, and there is no refresh token", { refreshToken: null }, 0],
  ])("is cleared when %s, and the next sign-in is a usual one", async (_, changes, left) => {
    provider.reply = async () => end();
    const { json, set } = await (await browserWith(changes, left)).status();
    expect(json.user).toBeNull();
    expect(set).toMatch(CLEARED);
    expect(promptOf(json)).toBeNull();
  });

  it("is not one whose provider is busy", async () => {
    provider.reply = async () => ({ status: 429, json: { error: "too_many_requests" } });
    const { status, json, set } = await (await browserWith({}, 30)).status();
    expect([status, json.code, set]).toEqual([503, "provider_unavailable", null]);
  });
});

describe("a sign-out", () => {
  it.each([
    ["signed in", () => browserWith()],
    ["already signed out", async () => new Browser()],
  ])("leaves the marker in a browser that is %s", async (_, open) => {
    const { json, set } = await (await open()).call("DELETE");
    expect(json).toEqual({ user: null });
    expect(set).toMatch(MARKER);
  });

  it("revokes the refresh token", async () => {
    await (await browserWith()).call("DELETE");
    expect(provider.asked.map((form) => form.get("token"))).toEqual([SESSION.refreshToken]);
  });

  it("makes every next sign-in ask for the password, until one is finished", async () => {
    const browser = await browserWith();
    await browser.call("DELETE");
    const [first, second] = [await browser.status(), await browser.status({ fresh: true })];
    expect([promptOf(first.json), promptOf(second.json)]).toEqual(["login", "login"]);
    const { transaction, state, authorizeUrl = "" } = second.json;
    const nonce = new URL(authorizeUrl).searchParams.get("nonce");
    provider.reply = async () => tokens(await provider.idToken({ nonce }));
    const params = { code: "c", state, iss: provider.issuer };
    const finished = await browser.call("POST", { op: "code", challenge, transaction, params });
    expect(finished.set).toMatch(KEPT);
    expect(finished.timing).toMatch(/^provider;dur=\d+\.\d$/);
    expect((await browser.status()).json.user?.name).toBe("Ada");
  });

  it("leaves other apps' sign-ins as they are", async () => {
    const browser = await browserWith();
    await browser.call("DELETE");
    expect(promptOf((await browser.status({}, OTHER_APP)).json)).toBeNull();
  });
});

/** A browser that is signed in to `APP`, and sends its cookie under the other app's name too. */
async function confusedBrowser(): Promise<Browser> {
  const browser = await browserWith();
  const [sealed = ""] = browser.cookies.values();
  browser.cookies.set("__Host-gatepost-pJcDJl55sy-T", sealed);
  return browser;
}

describe.each([
  ["the cookie of another app", browserWith],
  ["the cookie of another app under its own name", confusedBrowser],
])("an app with %s", (_, open) => {
  it("is signed out", async () => {
    const { json } = await (await open()).status({}, OTHER_APP);
    expect(json.user).toBeNull();
    expect(json).not.toHaveProperty("handover");
  });

  it.each([
    ["pong", pong],
    ["pong-scoped", pongScoped],
  ])("reaches %s without a token", async (_name, handler) => {
    const browser = await open();
    await browser.call("GET", undefined, OTHER_APP, handler);
    expect(sentToApi).toHaveLength(1);
    expect(sentToApi[0]?.headers).not.toHaveProperty("authorization");
    await browser.call("GET", undefined, APP, handler);
    expect(sentToApi[1]?.headers.authorization).toBe(`Bearer ${GRANT.accessToken}`);
  });

  it("ends nobody's session by its sign-out", async () => {
    const browser = await open();
    await browser.call("DELETE", undefined, OTHER_APP);
    expect(provider.asked).toEqual([]);
    expect((await browser.status()).json.user?.name).toBe(GRANT.user.name);
  });
});
