/** The session over several requests: what the route keeps, renews, ends and gives to whom. */
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import pong from "../pages/api/pong";
import pongScoped from "../pages/api/pong-scoped";
import { APP, closeServers, GRANT, OTHER_APP, serve, setSettings, watchLog } from "../test_support";
import { Browser, browserWith, VERIFIER } from "./browser_test_support";
import { redeemHandover } from "./handover";
import { Provider, tokens } from "./provider_test_support";

const NOW = 1_700_000_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const KEPT = /^__Host-gatepost-7JfAcKsoelJD=[^;]{100,}; .*Max-Age=28800$/;
const ENDED = /^__Host-gatepost-7JfAcKsoelJD=ended\.[^;]{100,}; .*Max-Age=600$/;

const provider = new Provider();
let sentToApi: IncomingMessage[] = [];

const promptOf = (answer: { authorizeUrl?: string }) =>
  new URL(answer.authorizeUrl ?? "").searchParams.get("prompt");
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
  it("is written again each time, without asking the provider meanwhile", async () => {
    const browser = await browserWith();
    for (let asked = 0; asked < 3; asked++) {
      vi.advanceTimersByTime(MINUTE_MS);
      const { json, set, timing } = await browser.status();
      expect([json.user?.name, set]).toEqual([GRANT.user.name, expect.stringMatching(KEPT)]);
      expect(timing, "the provider was not asked").toBeNull();
    }
    expect(provider.asked).toEqual([]);
  });

  it("ends eight hours after its last use", async () => {
    const browser = await browserWith({}, 24 * 3600);
    vi.advanceTimersByTime(8 * HOUR_MS);
    expect((await browser.status()).json).toMatchObject({ user: null, unrevoked: false });
    expect(provider.asked).toEqual([]);
  });

  it.each([
    ["an access token about to end", 60, 0, {}],
    ["a question for a fresh one", 300, 0, { fresh: true }],
    ["a last word of the provider that is five minutes old", 900, 5 * MINUTE_MS, {}],
  ])("is renewed for %s", async (_, left, later, options) => {
    const browser = await browserWith({}, left);
    vi.advanceTimersByTime(later);
    const { json, set, timing } = await browser.status(options);
    expect(set).toMatch(KEPT);
    expect(timing).toMatch(/^provider;dur=\d+\.\d$/);
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.accessToken).toBe("renewed");
    expect((await browser.status()).timing, "and is good again without the provider").toBeNull();
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

describe("a session that is used all the time", () => {
  const use = async (browser: Browser, hours: number) => {
    let last = await browser.status();
    for (let hour = 0; hour < hours && last.json.user; hour++) {
      vi.advanceTimersByTime(HOUR_MS);
      last = await browser.status();
    }
    return last;
  };

  it("ends 24 hours after the sign-in, and the provider is not asked any more", async () => {
    const browser = await browserWith();
    provider.reply = async () => tokens(undefined, { refresh_token: `r-${Math.random()}` });
    expect((await use(browser, 23)).json.user?.name).toBe(GRANT.user.name);
    provider.asked = [];
    vi.advanceTimersByTime(HOUR_MS);
    expect((await browser.status()).json.user).toBeNull();
    expect(provider.asked).toEqual([]);
  });

  it("tells neither the frame nor Python a later end, whatever the token says", async () => {
    const browser = await browserWith();
    provider.reply = async () =>
      tokens(undefined, { refresh_token: `r-${Math.random()}`, expires_in: 24 * 3600 });
    const { json, set } = await use(browser, 23);
    expect(json.expiresIn).toBe(3600);
    expect(set).toMatch(/Max-Age=3600$/);
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.expiresIn).toBe(3600);
  });
});

describe("a session that is refused", () => {
  it.each([
    ["the provider has ended it", {}, 30],
    ["its access token has ended, and there is no refresh token", { refreshToken: null }, 0],
  ])("because %s, is ended when the frame asks again", async (_, changes, left) => {
    provider.reply = async () => end();
    const browser = await browserWith(changes, left);
    const first = await browser.status();
    expect(first.json).toEqual({ user: null, refused: expect.any(String) });
    expect(first.set).toBeNull();
    const second = await browser.status({ refused: first.json.refused ?? "" });
    expect(second.set).toMatch(ENDED);
    expect(promptOf(second.json)).toBeNull();
  });

  it("stays refused, though its access token is good and its last confirmation recent", async () => {
    provider.reply = async () => end();
    const browser = await browserWith();
    const { refused = "" } = (await browser.status({ fresh: true })).json;
    const { json, set } = await browser.status({ refused });
    expect([json.user, set]).toEqual([null, expect.stringMatching(ENDED)]);
  });

  it("is not one whose provider is busy", async () => {
    provider.reply = async () => ({ status: 429, json: { error: "too_many_requests" } });
    const { status, json, set } = await (await browserWith({}, 30)).status();
    expect([status, json.code, set]).toEqual([503, "provider_unavailable", null]);
  });

  it("is not the newer one that another tab got meanwhile", async () => {
    provider.reply = async () => end();
    const browser = await browserWith({}, 30);
    const { refused = "" } = (await browser.status()).json;
    const newer = await browserWith({ id: "newer" });
    const { json, set } = await newer.status({ refused });
    expect(json.user?.name).toBe(GRANT.user.name);
    expect(set).toMatch(KEPT);
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

  it("ends no other app's session by its sign-out", async () => {
    const browser = await open();
    await browser.call("DELETE", undefined, OTHER_APP);
    expect(provider.asked).toEqual([]);
    expect((await browser.status()).json.user?.name).toBe(GRANT.user.name);
  });
});

it("finishes a sign-in, which the route keeps", async () => {
  const browser = new Browser();
  provider.reply = async () => tokens(await provider.idToken({ nonce: browser.nonce }));
  const finished = await browser.finish(provider);
  expect(finished.set).toMatch(KEPT);
  expect(finished.timing).toMatch(/^provider;dur=\d+\.\d$/);
  expect((await browser.status()).json.user?.name).toBe("Ada");
});
