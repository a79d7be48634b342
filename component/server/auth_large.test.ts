/** Tokens that do not fit into a cookie: they sign in, are restored, renewed and may grow. */
import type { IncomingMessage, RequestListener } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import redeem, { config as redeemConfig } from "../pages/api/auth/redeem";
import pong from "../pages/api/pong";
import { APP, closeServers, serve, serveRoute, setSettings, watchLog } from "../test_support";
import { Browser, browserWith, CHALLENGE, VERIFIER } from "./browser_test_support";
import { Provider, tokens } from "./provider_test_support";
import { forgetHeld } from "./session";

const KIB = 1024;
const large = (name: string, bytes = 16 * KIB) => name.padEnd(bytes, "x");

const provider = new Provider();
let sentToApi: IncomingMessage[] = [];
let log: { text(): string };

beforeAll(async () => {
  await provider.start();
  const listener: RequestListener = (req, res) => {
    sentToApi.push(req);
    res.end("{}");
  };
  // Node's own limit of a request's head is 16 KiB.
  const api = await serve(listener, { maxHeaderSize: 64 * KIB });
  setSettings({ AUTH0_ISSUER: provider.issuer, API_BASE_URL: api });
});

afterAll(closeServers);

beforeEach(() => {
  provider.reset();
  sentToApi = [];
  log = watchLog();
});

/** What the provider gives from now on. */
function give(access_token: string, changes = {}, browser?: Browser): void {
  provider.reply = async () => {
    const idToken = browser && (await provider.idToken({ nonce: browser.nonce }));
    const refresh_token = `refresh-${Math.random()}`;
    return tokens(idToken, { access_token, refresh_token, ...changes });
  };
}

async function signedIn(accessToken = large("first")): Promise<Browser> {
  const browser = new Browser();
  give(accessToken, {}, browser);
  expect((await browser.finish(provider)).status).toBe(200);
  provider.asked = [];
  return browser;
}

/** The access token that the app redeems. */
async function redeemed(handover = ""): Promise<string> {
  const address = await serveRoute(redeem, redeemConfig);
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ handover, verifier: VERIFIER, app: APP }),
  });
  return ((await response.json()) as { accessToken: string }).accessToken;
}

/** As another instance has it, or this one after a restart. */
const forget = (browser: Browser) => {
  const sealed = [...browser.cookies.values()].join();
  expect(sealed.length).toBeGreaterThan(100);
  for (let age = 0; age < 10; age++)
    forgetHeld({
      app: APP,
      grant: { user: { sub: "auth0|ada" } },
      signedInAt: Math.floor(Date.now() / 1000) - age,
    } as Parameters<typeof forgetHeld>[0]);
};

const callApi = (browser: Browser) => browser.call("GET", undefined, APP, pong);

describe("an access token of 16 kB", () => {
  it("signs in, is handed over, restored, and sent to the API", async () => {
    const browser = await signedIn();
    const { json, set } = await browser.status();
    expect(set?.split(";")[0]?.length).toBeLessThanOrEqual(4096);
    expect(await redeemed(json.handover)).toBe(large("first"));
    await callApi(browser);
    expect(sentToApi[0]?.headers.authorization).toBe(`Bearer ${large("first")}`);
    expect(provider.asked, "the provider was not asked again").toEqual([]);
  });

  it("is renewed, once, if it is not in memory", async () => {
    const browser = await signedIn();
    forget(browser);
    give(large("second"));
    const refused = await callApi(browser);
    expect([refused.status, refused.json.code]).toEqual([401, "session_unproven"]);
    const tabs = [browser, browser.copy(), browser.copy()];
    for (const { json } of await Promise.all(tabs.map((tab) => tab.status())))
      expect(await redeemed(json.handover)).toBe(large("second"));
    expect(provider.asked).toHaveLength(1);
    await callApi(browser);
    expect(sentToApi[0]?.headers.authorization).toBe(`Bearer ${large("second")}`);
  });

  it("keeps scopes and person over such a renewal", async () => {
    const browser = await signedIn();
    forget(browser);
    give(large("second"), { scope: undefined });
    const { json } = await browser.status();
    expect(json.user?.name).toBe("Ada");
    const { redeemHandover } = await import("./handover");
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.scopes).toEqual(["read:messages"]);
  });

  it("may replace a small one at a renewal", async () => {
    const browser = await browserWith();
    give(large("grown"));
    expect(await redeemed((await browser.status({ fresh: true })).json.handover)).toBe(
      large("grown"),
    );
    expect(await redeemed((await browser.status()).json.handover)).toBe(large("grown"));
    give("small");
    expect(await redeemed((await browser.status({ fresh: true })).json.handover)).toBe("small");
  });

  it("is forgotten with the sign-out, also for a copy of the cookie", async () => {
    const browser = await signedIn();
    const copy = browser.copy();
    await browser.call("DELETE");
    expect((await callApi(copy)).json.code).toBe("session_unproven");
    expect(sentToApi).toEqual([]);
  });

  it("is refused by name, and logged, without a refresh token", async () => {
    const browser = new Browser();
    give(large("first"), { refresh_token: undefined }, browser);
    const { status, json, set } = await browser.finish(provider);
    expect([status, json.code, set]).toEqual([500, "session_too_large", null]);
    expect(json.message).toMatch(/need \d{5} bytes, and 4096 can be kept.*refresh token/);
    expect(log.text()).toContain(
      '"severity":"ERROR","tier":"component","event":"session_too_large"',
    );
  });
});

describe("an access token of more than 32 KiB", () => {
  const over = large("over", 32 * KIB + 1);

  it("is refused at the sign-in, and its size is named", async () => {
    const browser = new Browser();
    give(over, {}, browser);
    const { json } = await browser.finish(provider);
    expect([json.code, json.message]).toEqual([
      "session_too_large",
      expect.stringContaining("need 32769 bytes, and 32768"),
    ]);
  });

  it("ends the session with its reason if a renewal brings it", async () => {
    const browser = await browserWith({}, 30);
    give(over);
    expect((await browser.ask()).json.ended?.code).toBe("session_too_large");
    expect(log.text()).toContain('"severity":"ERROR"');
  });

  it("is the bound: one of exactly 32 KiB is handed over", async () => {
    const exact = large("exact", 32 * KIB);
    const { json } = await (await signedIn(exact)).status();
    expect(await redeemed(json.handover)).toBe(exact);
  });
});

it("the session route still takes small bodies only", async () => {
  const body = { op: "status", challenge: CHALLENGE, refused: "x".repeat(16 * KIB) };
  expect((await new Browser().call("POST", body)).status).toBe(400);
});
