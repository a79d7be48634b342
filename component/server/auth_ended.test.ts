/** Why nobody is signed in: the reason reaches every tab that thought somebody was. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { closeServers, setSettings, watchLog } from "../test_support";
import { Browser, browserWith } from "./browser_test_support";
import { Provider } from "./provider_test_support";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const COOKIE = "__Host-gatepost-7JfAcKsoelJD";
const OTHER_COOKIE = "__Host-gatepost-pJcDJl55sy-T";

const provider = new Provider();

beforeAll(async () => {
  await provider.start();
  setSettings({ AUTH0_ISSUER: provider.issuer });
});

afterAll(closeServers);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_700_000_000_000 });
  provider.reset();
  provider.reply = async () => ({
    status: 403,
    json: { error: "access_denied", error_description: "Blocked." },
  });
  watchLog();
});

async function revoked(): Promise<Browser> {
  provider.reply = async () => ({ status: 400, json: { error: "invalid_grant" } });
  return browserWith({}, 30);
}

async function signedOut(): Promise<Browser> {
  const browser = await browserWith();
  await browser.call("DELETE");
  return browser;
}

async function later(browser: Browser, hours: number): Promise<Browser> {
  vi.advanceTimersByTime(hours * HOUR_MS);
  return browser;
}

/** A session of one app under the cookie's name of another. */
async function ofAnotherApp(): Promise<Browser> {
  const browser = await browserWith({ app: "https://two.example" });
  const sealed = browser.cookies.get(OTHER_COOKIE) ?? "";
  return new Browser(`${COOKIE}=${sealed}`);
}

const now = () => Math.floor(Date.now() / 1000);

describe("nobody is signed in", () => {
  it.each<[string, string | null, () => Promise<Browser>]>([
    ["nobody ever was", null, async () => new Browser()],
    ["the provider ended the session", "session_revoked", revoked],
    ["the provider refused to renew it", "session_denied", () => browserWith({}, 30)],
    ["it was used up", "session_expired", () => browserWith({ refreshToken: null }, 0)],
    ["it is a day old", "session_expired", () => browserWith({ signedInAt: now() - 24 * 3600 })],
    ["it was not used", "session_expired", async () => later(await browserWith({}, 90_000), 8)],
    ["no key opens it", "session_unreadable", async () => new Browser(`${COOKIE}=eyJh..a.b.c`)],
    ["it is another app's", "session_unreadable", ofAnotherApp],
    ["the person signed out", "signed_out", signedOut],
  ])("because %s: %s", async (_, code, open) => {
    const browser = await open();
    const { json } = await browser.ask();
    expect([json.user, json.ended?.code ?? null]).toEqual([null, code]);
    expect(json.authorizeUrl, "and a way to sign in").toContain(provider.issuer);
    if (code) expect(json.ended?.message).toMatch(/Sign in again/);
    expect((await browser.ask()).json.ended?.code ?? null, "after a reload too").toBe(code);
  });

  it("and every tab learns why, for ten minutes", async () => {
    const browser = await browserWith({}, 30);
    const { ended } = (await browser.ask()).json;
    expect(ended?.message).toContain("Blocked.");
    expect((await browser.copy().ask()).json.ended).toEqual(ended);
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect((await browser.ask()).json.ended).toBeNull();
  });

  it("and a frame whose cookie is gone meanwhile learns why, too", async () => {
    const browser = await browserWith({}, 30);
    const { refused = "" } = (await browser.status()).json;
    const { json } = await new Browser().status({ refused });
    expect(json.ended?.code).toBe("session_denied");
  });

  it("and a sign-out meanwhile counts more", async () => {
    const browser = await browserWith({}, 30);
    const { refused = "" } = (await browser.status()).json;
    await browser.call("DELETE");
    expect((await browser.status({ refused })).json.ended?.code).toBe("signed_out");
  });

  it.each(["", "session-of-ada", "eyJh..a.b.c"])("for no reason made up: %j", async (refused) => {
    provider.reply = async () => ({ status: 503, json: {} });
    const browser = await browserWith();
    expect((await browser.status({ refused })).json.user).toBeTruthy();
    expect((await new Browser().status({ refused })).json.ended).toBeNull();
  });

  it("and the next sign-in asks for another account if the frame wants one", async () => {
    const promptOf = async (login: boolean) => {
      const { authorizeUrl = "" } = (await new Browser().status({ login })).json;
      return new URL(authorizeUrl).searchParams.get("prompt");
    };
    expect([await promptOf(true), await promptOf(false)]).toEqual(["login", null]);
  });
});
