/** A browser that drops cookies in a frame, and keeps a value that is bound to its key instead. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import pong from "../pages/api/pong";
import { APP, closeServers, OTHER_APP, serve, setSettings, watchLog } from "../test_support";
import { Browser } from "./browser_test_support";
import { makeKey } from "./proof_test_support";
import { Provider, tokens } from "./provider_test_support";

const provider = new Provider();
const revoked = () => provider.asked.map((form) => form.get("token")).filter(Boolean);
const authorizations: (string | undefined)[] = [];

beforeAll(async () => {
  await provider.start();
  const api = await serve((req, res) => {
    authorizations.push(req.headers.authorization);
    res.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });
  setSettings({ AUTH0_ISSUER: provider.issuer, API_BASE_URL: api });
});

afterAll(closeServers);
beforeEach(() => {
  provider.reset();
  authorizations.length = 0;
  watchLog();
});

/** Sign in; return the browser, and what its frame was answered. */
async function signIn(keepsCookies = false) {
  const browser = new Browser("", keepsCookies);
  browser.key = await makeKey();
  provider.reply = async () => tokens(await provider.idToken({ nonce: browser.nonce }));
  const { json, set } = await browser.finish(provider);
  provider.reply = async () => ({ json: {} });
  return { browser, json, set };
}

/** Another browser that has the value. */
function thief(victim: Browser, key: Browser["key"] = null): Browser {
  const browser = new Browser("", false);
  browser.bound = victim.bound;
  browser.key = key;
  return browser;
}

describe("a sign-in", () => {
  it("is kept by the key, without a cookie, and restored by it", async () => {
    const { browser, json, set } = await signIn();
    expect(json).toMatchObject({ user: { name: "Ada" }, kept: true, revocation: null });
    expect([set, browser.cookies.size]).toEqual([null, 0]);
    expect((await browser.ask()).json).toMatchObject({ user: { name: "Ada" }, kept: true });
  });

  it("is kept by the cookie where there is one", async () => {
    const { browser, json, set } = await signIn(true);
    expect(json.kept).toBe(true);
    expect([browser.bound, set]).toEqual([null, expect.stringContaining("__Host-gatepost-")]);
  });

  it("is renewed, and what is bound with it", async () => {
    const { browser } = await signIn();
    const before = browser.bound;
    provider.reply = async () => tokens(await provider.idToken({}), { refresh_token: "refresh-2" });
    expect((await browser.ask({ fresh: true })).json.user).not.toBeNull();
    provider.reply = async () => ({ json: {} });
    expect(browser.bound).not.toBe(before);
    await browser.call("DELETE");
    expect(revoked()).toContain("refresh-2");
  });

  it("gives the API the person's token", async () => {
    const { browser } = await signIn();
    await browser.call("GET", undefined, APP, pong);
    await thief(browser, await makeKey()).call("GET", undefined, APP, pong);
    expect(authorizations).toEqual([expect.stringMatching(/^Bearer ./), undefined]);
  });
});

describe("a stolen value", () => {
  it.each([
    ["without a key", async () => null],
    ["with another key", makeKey],
  ])("%s signs nobody in, and is no cookie", async (_, key) => {
    const { browser } = await signIn();
    const stolen = thief(browser, await key());
    expect((await stolen.ask()).json.user).toBeNull();
    const baked = new Browser(`__Host-gatepost-7JfAcKsoelJD=${browser.bound}`);
    baked.key = await key();
    expect((await baked.ask()).json.user).toBeNull();
  });

  it("signs nobody out either", async () => {
    const { browser } = await signIn();
    await thief(browser, await makeKey()).call("DELETE");
    expect(revoked()).toEqual([]);
    expect((await browser.ask()).json.user).not.toBeNull();
  });

  it("is of no use in another app, even with its key", async () => {
    const { browser } = await signIn();
    expect((await browser.status({}, OTHER_APP)).json.user).toBeNull();
  });

  it("that was a cookie's is bound to no key", async () => {
    const { browser } = await signIn(true);
    const [value = ""] = browser.cookies.values();
    browser.bound = value;
    browser.cookies.clear();
    expect((await browser.ask()).json.user).toBeNull();
  });
});

describe("a sign-out", () => {
  it("revokes, is remembered, and the next sign-in asks for the password", async () => {
    const { browser } = await signIn();
    expect((await browser.call("DELETE")).json).toEqual({ user: null });
    expect(revoked()).toEqual(["refresh-1"]);
    const { json } = await browser.ask();
    expect(json).toMatchObject({ user: null, ended: { code: "signed_out" } });
    expect(new URL(json.authorizeUrl ?? "").searchParams.get("prompt")).toBe("login");
  });
});
