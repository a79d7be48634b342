/** A browser that keeps no cookie in a frame: the frame learns it, and can sign out all the same. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { APP, closeServers, GRANT, OTHER_APP, setSettings, watchLog } from "../test_support";
import { Browser, browserWith } from "./browser_test_support";
import { makeKey } from "./proof_test_support";
import { Provider, tokens } from "./provider_test_support";

const PROBE = /^__Host-gatepost-7JfAcKsoelJD=probe; .*Max-Age=600$/;

const provider = new Provider();
const revoked = () => provider.asked.map((form) => form.get("token")).filter(Boolean);

beforeAll(async () => {
  await provider.start();
  setSettings({ AUTH0_ISSUER: provider.issuer });
});

afterAll(closeServers);
beforeEach(() => {
  provider.reset();
  watchLog();
});

/** Sign in, and return what the frame is answered. */
async function signIn(browser: Browser) {
  provider.reply = async () => tokens(await provider.idToken({ nonce: browser.nonce }));
  const { json } = await browser.finish(provider);
  provider.reply = async () => ({ json: {} });
  return json;
}

describe("a sign-in", () => {
  it("finds out whether the browser keeps the cookie", async () => {
    expect((await new Browser().status()).set).toMatch(PROBE);
    const [keeping, losing] = [new Browser(), new Browser("", false)];
    expect(await signIn(keeping)).toMatchObject({ kept: true, revocation: null });
    expect(await signIn(losing)).toMatchObject({ kept: false, revocation: expect.any(String) });
  });

  it.each(["login", "ended.x", "eyJh..a.b.c"])("finds it out by any cookie: %s", async (value) => {
    const browser = new Browser(`__Host-gatepost-7JfAcKsoelJD=${value}`);
    expect((await signIn(browser)).kept).toBe(true);
  });

  it("that is restored was kept", async () => {
    const { json } = await (await browserWith()).status();
    expect(json).toMatchObject({ kept: true, revocation: null });
  });

  it("without a refresh token leaves nothing to revoke", async () => {
    const browser = new Browser("", false);
    provider.reply = async () =>
      tokens(await provider.idToken({ nonce: browser.nonce }), { refresh_token: undefined });
    const { json } = await browser.finish(provider);
    expect(json).toMatchObject({ kept: false, revocation: null });
  });
});

describe("a probe", () => {
  const probe = (browser: Browser) => browser.call("POST", { op: "probe" });

  it("finds out whether the browser keeps a cookie, from the second on", async () => {
    for (const [keeps, second] of [
      [true, true],
      [false, false],
    ]) {
      const browser = new Browser("", keeps);
      const first = await probe(browser);
      expect([first.json, first.set]).toEqual([{ kept: false }, expect.stringMatching(PROBE)]);
      expect((await probe(browser)).json).toEqual({ kept: second });
    }
  });

  it("leaves a session as it is", async () => {
    const { json, set } = await probe(await browserWith());
    expect([json, set]).toEqual([{ kept: true }, null]);
  });

  it("finds out that a browser keeps what is bound to its key", async () => {
    const browser = new Browser("", false);
    browser.key = await makeKey();
    expect((await probe(browser)).json).toEqual({ kept: true });
  });
});

describe("a sign-out without a cookie", () => {
  it("revokes what the frame holds", async () => {
    const browser = new Browser("", false);
    const { revocation } = await signIn(browser);
    expect(revocation).not.toContain("refresh-1");
    const { json } = await browser.call("DELETE", { revocation });
    expect([json, revoked()]).toEqual([{ user: null }, ["refresh-1"]]);
  });

  it("revokes nothing of another app, and nothing made up", async () => {
    const { revocation } = await signIn(new Browser("", false));
    const browser = new Browser();
    await browser.call("DELETE", { revocation }, OTHER_APP);
    for (const made of ["", "login", "eyJh..a.b.c"])
      expect((await browser.call("DELETE", { revocation: made })).status).toBe(200);
    expect(revoked()).toEqual([]);
  });

  it("revokes the cookie's too, where another tab left one", async () => {
    const { revocation } = await signIn(new Browser("", false));
    await (await browserWith({ refreshToken: "kept" })).call("DELETE", { revocation });
    expect(revoked()).toEqual(["refresh-1", "kept"]);
  });

  it("is refused with a body of another shape", async () => {
    const { status, json } = await new Browser().call("DELETE", { revocation: 1 });
    expect([status, json.code]).toEqual([400, "invalid_request"]);
  });

  it("carries a value that signs nobody in, as a cookie or in a request", async () => {
    const { revocation } = await signIn(new Browser("", false));
    const thief = new Browser(`__Host-gatepost-7JfAcKsoelJD=${revocation}`);
    expect((await thief.ask()).json.user).toBeNull();
    expect((await thief.status({ refused: revocation ?? "" })).json.user).toBeNull();
  });
});

describe("the person of an answer", () => {
  const personOf = async (changes: object, app = APP) => {
    const browser = await browserWith({ app, ...changes });
    return (await browser.status({}, app)).json.person ?? "";
  };
  const grant = (sub: string) => ({
    grant: {
      ...GRANT,
      user: { ...GRANT.user, sub, name: "Ada", email: null },
      accessToken: null,
      expiresAt: 2_000_000_000,
      scopes: [],
    },
  });

  it("is the same in each sign-in, another one in another app, and no sub", async () => {
    const ada = await personOf({});
    expect(ada).toMatch(/^[\w-]{43}$/);
    expect(await personOf({ signedInAt: Math.floor(Date.now() / 1000) - 60 })).toBe(ada);
    expect(await personOf({}, OTHER_APP)).not.toBe(ada);
    expect(await personOf(grant("auth0|ada"))).toBe(ada);
    expect(await personOf(grant("auth0|bob"))).not.toBe(ada);
  });
});
