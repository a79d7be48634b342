/** What an app may ask a sign-in for, and what a step-up needs to change the session. */
import { SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { APP, closeServers, GRANT, serve, setSettings, watchLog } from "../test_support";
import type { SignInRequest } from "../wire/contract.gen";
import { type Browser, browserWith, CHALLENGE, VERIFIER } from "./browser_test_support";
import { redeemHandover } from "./handover";
import { Provider, tokens } from "./provider_test_support";

const provider = new Provider();
const ROW = {
  ...{ origin: APP, scopes: ["read:messages", "write:messages"] },
  ...{ connections: ["staff"], organizations: ["org_1"] },
};

beforeAll(async () => {
  await provider.start();
  const api = await serve((_, res) => res.end("{}"));
  const apps = JSON.stringify([ROW]);
  setSettings({ AUTH0_ISSUER: provider.issuer, API_BASE_URL: api, GATEPOST_APPS: apps });
});

afterAll(closeServers);

beforeEach(() => {
  provider.reset();
  watchLog();
});

const paramsOf = (answer: { authorizeUrl?: string }) =>
  Object.fromEntries(new URL(answer.authorizeUrl ?? "").searchParams);
/** A browser in which nobody is signed in. */
async function signedOut(): Promise<Browser> {
  const browser = await browserWith();
  browser.cookies.clear();
  return browser;
}
const status = (browser: Browser, request?: unknown) =>
  browser.call("POST", { op: "status", challenge: CHALLENGE, request });
const stepUp = (browser: Browser, request: SignInRequest) =>
  browser.call("POST", { op: "step_up", challenge: CHALLENGE, request });

describe("what an app asks a sign-in for", () => {
  it("goes to the provider as OpenID Connect names it", async () => {
    const { json } = await status(await signedOut(), {
      ...{ scopes: ["write:messages"], prompt: "select_account", login_hint: "ada@example.com" },
      ...{ connection: "staff", organization: "org_1", acr_values: ["a", "b"], max_age: 0 },
      ui_locales: ["de-DE", "en"],
    });
    expect(paramsOf(json)).toMatchObject({
      ...{ scope: "openid profile email offline_access write:messages", prompt: "select_account" },
      ...{ login_hint: "ada@example.com", connection: "staff", organization: "org_1" },
      ...{ acr_values: "a b", max_age: "0", ui_locales: "de-DE en" },
    });
  });

  it.each([undefined, {}, { scopes: null, prompt: null }])(
    "is all that the row lists if it names nothing: %j",
    async (request) => {
      const { json } = await status(await signedOut(), request);
      const { scope, ...rest } = paramsOf(json);
      expect(scope).toBe("openid profile email offline_access read:messages write:messages");
      expect(Object.keys(rest)).not.toEqual(expect.arrayContaining(["prompt"]));
    },
  );

  it.each([
    ["scope_not_allowed", { scopes: ["read:messages", "delete:messages"] }],
    ["scope_not_allowed", { scopes: ["openid"] }],
    ["sign_in_not_allowed", { prompt: "none" }],
    ["sign_in_not_allowed", { prompt: "login none" }],
    ["sign_in_not_allowed", { connection: "google-oauth2" }],
    ["sign_in_not_allowed", { organization: "org_2" }],
  ])("is refused as %s: %j", async (code, request) => {
    const { status: answered, json } = await status(await signedOut(), request);
    expect([answered, json.code]).toEqual([403, code]);
  });

  it.each([
    { scopes: "read:messages" },
    { scopes: ["a b"] },
    { max_age: -1 },
    { max_age: "1" },
    { login_hint: "a\nb" },
    { login_hint: "a".repeat(321) },
    [],
    "login",
  ])("is malformed: %j", async (request) => {
    const { status: answered, json } = await status(await signedOut(), request);
    expect([answered, json.code]).toEqual([400, "invalid_request"]);
  });

  it("can't undo that a sign-out makes the next sign-in ask for the password", async () => {
    const browser = await browserWith();
    await browser.call("DELETE");
    const asked = async (prompt?: string) =>
      paramsOf((await status(browser, { prompt })).json).prompt;
    expect(await asked()).toBe("login");
    expect(await asked("login")).toBe("login");
    expect(await asked("select_account")).toBe("select_account login");
    expect(await asked("consent login")).toBe("consent login");
  });
});

describe("a step-up", () => {
  const WRITE = { scopes: ["write:messages"] };
  const BOTH = "openid read:messages write:messages";

  /** Ask for a step-up, and finish it with what the provider answers. */
  async function finish(browser: Browser, request: SignInRequest, claims: object, changes = {}) {
    const { json } = await stepUp(browser, request);
    const { nonce } = paramsOf(json);
    const { state = "", transaction } = json;
    const idToken = await provider.idToken({ nonce, sub: GRANT.user.sub, ...claims });
    provider.reply = async () => tokens(idToken, { scope: BOTH, ...changes });
    const params = { code: "c", state, iss: provider.issuer };
    return browser.call("POST", { op: "code", challenge: CHALLENGE, transaction, params });
  }

  it("asks for what the session has and what is missing, for the same person", async () => {
    const { json } = await stepUp(await browserWith(), {
      ...WRITE,
      ...{ max_age: 300, acr_values: ["strong"] },
    });
    expect(paramsOf(json)).toMatchObject({
      scope: "openid profile email offline_access read:messages write:messages",
      ...{ max_age: "300", acr_values: "strong", login_hint: GRANT.user.email },
    });
  });

  it("changes the session once it has brought what it was for", async () => {
    const browser = await browserWith();
    const now = Math.floor(Date.now() / 1000);
    const request = { ...WRITE, max_age: 300, acr_values: ["strong"] };
    const { json } = await finish(browser, request, { acr: "strong", auth_time: now - 10 });
    const grant = await redeemHandover(json.handover ?? "", VERIFIER, APP);
    expect(grant.scopes).toEqual(["read:messages", "write:messages"]);
    expect(grant.acr).toBe("strong");
    expect(grant.authenticatedAgo).toBeGreaterThanOrEqual(10);
    expect((await browser.status()).json.user, "and is kept").not.toBeNull();
  });

  it("keeps the end of the session, which counts from the first sign-in", async () => {
    const signedInAt = Math.floor(Date.now() / 1000) - 23 * 3600;
    const browser = await browserWith({ signedInAt });
    const { json } = await finish(browser, WRITE, {}, { expires_in: 7_200 });
    expect(json.expiresIn).toBeLessThanOrEqual(3_600);
  });

  const jwtWith = (permissions: string[]) =>
    new SignJWT({ permissions })
      .setProtectedHeader({ alg: "HS256" })
      .sign(new TextEncoder().encode("k".repeat(32)));
  const NOW = Math.floor(Date.now() / 1000);

  type Case = [
    code: string,
    status: number,
    request: SignInRequest,
    claims: object,
    changes: object,
  ];

  it.each<Case>([
    ["scope_not_granted", 403, WRITE, {}, { scope: "openid read:messages" }],
    ["step_up_other_person", 409, WRITE, { sub: "auth0|bob" }, {}],
    ["authentication_not_met", 403, { acr_values: ["strong"] }, {}, {}],
    ["authentication_not_met", 403, { acr_values: ["strong"] }, { acr: "weak" }, {}],
    ["authentication_not_met", 403, { max_age: 300 }, {}, {}],
    ["authentication_not_met", 403, { max_age: 300 }, { auth_time: NOW - 400 }, {}],
  ])("leaves the session as it was: %s", async (code, answered, request, claims, changes) => {
    const browser = await browserWith();
    const before = new Map(browser.cookies);
    const { status: got, json, set } = await finish(browser, request, claims, changes);
    expect([got, json.code, set]).toEqual([answered, code, null]);
    expect(browser.cookies).toEqual(before);
  });

  it("leaves it also where the token's permissions do not include the scope", async () => {
    const access_token = await jwtWith(["read:messages"]);
    const { json } = await finish(await browserWith(), WRITE, {}, { access_token });
    expect(json).toMatchObject({ code: "scope_not_granted" });
    expect(json.message).toContain("write:messages");
  });

  it("is refused while somebody else is signed in in the meantime", async () => {
    const browser = await browserWith();
    const { json } = await stepUp(browser, WRITE);
    const bob = { ...GRANT, user: { ...GRANT.user, sub: "auth0|bob" } };
    browser.cookies = (await browserWith({ grant: { ...bob, expiresAt: NOW + 600 } })).cookies;
    const { nonce } = paramsOf(json);
    const idToken = await provider.idToken({ nonce, sub: GRANT.user.sub });
    provider.reply = async () => tokens(idToken, { scope: BOTH });
    const params = { code: "c", state: json.state, iss: provider.issuer };
    const body = { op: "code", challenge: CHALLENGE, transaction: json.transaction, params };
    expect((await browser.call("POST", body)).json.code).toBe("step_up_other_person");
  });

  it("needs somebody who is signed in", async () => {
    const { status: answered, json } = await stepUp(await signedOut(), WRITE);
    expect([answered, json.code]).toEqual([401, "session_unproven"]);
  });

  it.each([
    [{ scopes: ["delete:messages"] }, "scope_not_allowed"],
    [{ prompt: "none" }, "sign_in_not_allowed"],
  ])("can't ask for what the row does not list: %j", async (request, code) => {
    expect((await stepUp(await browserWith(), request)).json.code).toBe(code);
  });
});
