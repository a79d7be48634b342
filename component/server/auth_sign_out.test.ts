/** A sign-out over several requests: what it ends, and what is left of it. */
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import pong from "../pages/api/pong";
import { APP, closeServers, GRANT, OTHER_APP, serve, setSettings, watchLog } from "../test_support";
import { Browser, browserWith, CHALLENGE } from "./browser_test_support";
import { Provider, tokens } from "./provider_test_support";

const NOW = 1_700_000_000;
const MARKER = /^__Host-gatepost-7JfAcKsoelJD=login; .*Max-Age=28800$/;
const UNREVOKED = /^__Host-gatepost-7JfAcKsoelJD=login\.[\w.-]{100,}; .*Max-Age=28800$/;

const provider = new Provider();
let sentToApi: IncomingMessage[] = [];

const promptOf = (answer: { authorizeUrl?: string }) =>
  new URL(answer.authorizeUrl ?? "").searchParams.get("prompt");
const isDown = async () => ({ status: 503, json: {} });
const revoked = () => provider.asked.map((form) => form.get("token"));

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
  provider.reply = async () => ({ json: {} });
  sentToApi = [];
  watchLog();
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
    await (await browserWith({ refreshToken: "r" })).call("DELETE");
    expect(revoked()).toEqual(["r"]);
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
    await browser.call("POST", { op: "code", challenge: CHALLENGE, transaction, params });
    expect((await browser.status()).json.user?.name).toBe("Ada");
  });

  it("leaves other apps' sign-ins as they are", async () => {
    const browser = await browserWith();
    await browser.call("DELETE");
    expect(promptOf((await browser.status({}, OTHER_APP)).json)).toBeNull();
  });
});

describe("a revocation that failed", () => {
  /** Signed out while the provider was down. */
  async function signedOut(): Promise<Browser> {
    provider.reply = isDown;
    const browser = await browserWith({ refreshToken: "r" });
    const { set } = await browser.call("DELETE");
    expect(set).toMatch(UNREVOKED);
    expect(set).not.toContain("r-of");
    provider.asked = [];
    return browser;
  }

  it("is retried with the next request, until it is done", async () => {
    const browser = await signedOut();
    for (let tried = 0; tried < 3; tried++)
      expect((await browser.status()).json.unrevoked).toBe(true);
    provider.reply = async () => ({ json: {} });
    const { json, set } = await browser.status();
    expect([json.unrevoked, promptOf(json), set]).toEqual([
      false,
      "login",
      expect.stringMatching(MARKER),
    ]);
    expect((await browser.status()).json.unrevoked).toBe(false);
    expect(revoked()).toEqual(["r", "r", "r", "r"]);
  });

  it("is retried by a second sign-out", async () => {
    const browser = await signedOut();
    expect((await browser.call("DELETE")).set).toMatch(UNREVOKED);
    provider.reply = async () => ({ json: {} });
    expect((await browser.call("DELETE")).set).toMatch(MARKER);
  });

  it("is retried seven hours later, and means nothing to another app", async () => {
    const browser = await signedOut();
    const [sealed = ""] = browser.cookies.values();
    browser.cookies.set("__Host-gatepost-pJcDJl55sy-T", sealed);
    expect((await browser.status({}, OTHER_APP)).json.unrevoked).toBe(false);
    vi.advanceTimersByTime(7 * 3_600_000);
    expect((await browser.status()).json.unrevoked).toBe(true);
    expect(revoked()).toEqual(["r"]);
  });

  it("is retried by a sign-in, which takes its place", async () => {
    const browser = await signedOut();
    const { transaction, state, authorizeUrl = "" } = (await browser.status()).json;
    const nonce = new URL(authorizeUrl).searchParams.get("nonce");
    provider.reply = async () => tokens(await provider.idToken({ nonce }));
    const params = { code: "c", state, iss: provider.issuer };
    await browser.call("POST", { op: "code", challenge: CHALLENGE, transaction, params });
    expect(revoked().filter(Boolean)).toEqual(["r", "r"]);
    expect((await browser.status()).json.user?.name).toBe("Ada");
  });
});

describe("a copy of the cookie, after the sign-out", () => {
  async function copied(secondsLeft = 24 * 3600): Promise<Browser> {
    const browser = await browserWith({}, secondsLeft);
    const copy = browser.copy();
    await browser.call("DELETE");
    provider.asked = [];
    provider.reply = async () => ({ status: 400, json: { error: "invalid_grant" } });
    return copy;
  }

  it("is useless within five minutes, however long its access token is valid", async () => {
    const copy = await copied();
    vi.advanceTimersByTime(299_000);
    expect((await copy.status()).json.user?.name).toBe(GRANT.user.name);
    vi.advanceTimersByTime(1_000);
    expect((await copy.status()).json.user).toBeNull();
  });

  it("is useless then even if it was used", async () => {
    const copy = await copied();
    for (let minute = 1; minute < 5; minute++) {
      vi.advanceTimersByTime(60_000);
      await copy.status();
    }
    vi.advanceTimersByTime(60_000);
    expect((await copy.status()).json.user).toBeNull();
  });

  it("reaches the API no longer than that", async () => {
    const copy = await copied();
    vi.advanceTimersByTime(300_000);
    const { status, json } = await copy.call("GET", undefined, APP, pong);
    expect([status, json.code]).toEqual([401, "session_unproven"]);
    expect(sentToApi).toEqual([]);
  });
});
